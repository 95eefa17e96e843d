import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findRunningEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'
import { DatabaseFolders, endApps, fingerprint, killEverything, query, startApp } from '../support/embedded-postgres.ts'

const folders = new DatabaseFolders()
const HELLO = [{ word: 'hello' }]
const readGreeting = (connection: pg.ClientConfig) => query(connection, 'select word from greeting')

beforeAll(() => folders.make())
afterEach(async () => {
  await folders.stopAll()
  await endApps()
})
afterAll(() => folders.remove())

describe('after kill -9', () => {
  it('F1: of everything, five times in the middle of writing, every committed row is there and it starts again', async () => {
    const dataDir = folders.copy()
    let committed = 0
    for (let round = 0; round < 5; round++) {
      const app = await startApp({ dataDir, task: 'write' })
      await vi.waitUntil(() => app.committed() > committed + 20, { timeout: 10_000, interval: 1 })
      await killEverything(app)
      committed = app.committed()
    }
    const { connection } = await folders.start(dataDir)
    const [ledger] = await query(connection, 'select count(*)::int as rows, max(n) as newest from ledger')
    expect(ledger?.newest).toBeGreaterThanOrEqual(committed)
    expect(ledger?.rows).toBe(ledger?.newest)
  })

  it('of the owner alone, the orphan makes way for the next start', async () => {
    const dataDir = folders.copy()
    const app = await startApp({ dataDir })
    process.kill(app.child.pid ?? Number.NaN, 'SIGKILL')
    const { connection } = await folders.start(dataDir)
    expect(await readGreeting(connection)).toEqual(HELLO)
  })

  it('an orphan that is deaf to kind words is stopped all the same', async () => {
    const dataDir = folders.copy()
    const app = await startApp({ dataDir })
    const orphan = app.greeting.pid ?? Number.NaN
    process.kill(orphan, 'SIGSTOP')
    process.kill(app.child.pid ?? Number.NaN, 'SIGKILL')
    await app.ended
    const log: string[] = []
    const starting = folders.start(dataDir, log)
    await vi.waitUntil(() => log.length > 0, { timeout: 10_000 })
    process.kill(orphan, 'SIGCONT')
    expect(await readGreeting((await starting).connection)).toEqual(HELLO)
    expect(log[0]).toBe(`Stopping the PostgreSQL that an earlier run left behind (process ${orphan})`)
  })

  it('a session in an endless query does not outlive its PostgreSQL for long', async () => {
    const dataDir = folders.copy()
    const app = await startApp({ dataDir })
    const client = new pg.Client(app.greeting.connection)
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    client.query('do $$ begin loop end loop; end $$').catch(() => {})
    const session = `/proc/${rows[0]?.pid}/cwd`
    process.kill(app.greeting.pid ?? Number.NaN, 'SIGKILL')
    process.kill(app.child.pid ?? Number.NaN, 'SIGKILL')
    const { connection } = await folders.start(dataDir)
    expect(await readGreeting(connection)).toEqual(HELLO)
    expect(existsSync(session)).toBe(false)
  })

  it.runIf(process.platform === 'linux')(
    'a dead PostgreSQL that nobody has collected is not taken for a living one',
    async () => {
      const dataDir = folders.copy()
      const app = await startApp({ dataDir, prefix: ['sh', '-c', '"$0" "$@" & exec sleep 600'] })
      const zombie = app.greeting.pid ?? Number.NaN
      // The shell has become `sleep`, which collects no children; PostgreSQL's own parent is stopped, so it does not either.
      const [owner] = readFileSync(`/proc/${app.child.pid}/task/${app.child.pid}/children`, 'utf8').split(' ')
      process.kill(Number(owner), 'SIGSTOP')
      process.kill(zombie, 'SIGKILL')
      await vi.waitUntil(() => readFileSync(`/proc/${zombie}/stat`, 'utf8').includes(') Z '), { timeout: 5_000 })
      rmSync(path.join(dataDir, 'postgres.lock'))
      const { connection } = await folders.start(dataDir)
      expect(await readGreeting(connection)).toEqual(HELLO)
      process.kill(-(app.child.pid ?? Number.NaN), 'SIGKILL')
      await app.ended
    },
  )

  it('F23: a stranger that was given the id of the old PostgreSQL is neither obeyed nor touched', async () => {
    const dataDir = folders.copy()
    await killEverything(await startApp({ dataDir }))
    const stranger = spawn('sleep', ['600'])
    const pidFile = path.join(dataDir, 'postgres/postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(stranger.pid)))
    const { connection } = await folders.start(dataDir)
    expect(await readGreeting(connection)).toEqual(HELLO)
    expect(stranger.exitCode).toBeNull()
    stranger.kill()
    await once(stranger, 'exit')
  })

  it('of PostgreSQL alone, it is back behind the same socket with nothing lost', async () => {
    const postgres = await folders.start(folders.copy())
    const before = postgres.pid
    await query(postgres.connection, 'create table kept as select 1 as n')
    process.kill(before, 'SIGKILL')
    await vi.waitFor(
      async () => expect(await query(postgres.connection, 'select n from kept')).toEqual([{ n: 1 }]),
      10_000,
    )
    expect(postgres.pid).not.toBe(before)
    expect(findRunningEmbeddedPostgres(postgres.dataDir)).toEqual(postgres.connection)
  })

  it('in the middle of making the database, the half of it is swept away', async () => {
    const dataDir = folders.newPath()
    mkdirSync(path.join(dataDir, 'postgres.init-abc123/base'), { recursive: true })
    await folders.start(dataDir)
    expect(readdirSync(dataDir).filter(name => name.startsWith('postgres.init-'))).toEqual([])
  })
})

describe('a folder in use', () => {
  it('is refused to another process with the id of its owner, which goes on undisturbed', async () => {
    const postgres = await folders.start(folders.copy())
    const { greeting, ended } = await startApp({ dataDir: postgres.dataDir })
    await ended
    expect(greeting).toEqual({
      code: 'folder_in_use',
      message: `The data folder ${postgres.dataDir} is in use by process ${process.pid}: stop that one first, or choose another folder.`,
    })
    expect(await readGreeting(postgres.connection)).toEqual(HELLO)
  })

  it('is refused to the same process, too, until it has stopped', async () => {
    const postgres = await folders.start(folders.copy())
    await expect(folders.start(postgres.dataDir)).rejects.toMatchObject({ code: 'folder_in_use' })
    await postgres.stop()
    await expect(folders.start(postgres.dataDir)).resolves.toBeDefined()
  })

  it('goes to one of two that start at the same moment', async () => {
    const dataDir = folders.newPath()
    const apps = await Promise.all([startApp({ dataDir }), startApp({ dataDir })])
    expect(new Set(apps.map(({ greeting }) => greeting.code))).toEqual(new Set(['folder_in_use', undefined]))
    for (const { child } of apps) child.kill('SIGTERM')
    await Promise.all(apps.map(({ ended }) => ended))
  })

  it('is shared by those who ask where it answers, as long as it runs', async () => {
    const dataDir = folders.copy()
    expect(findRunningEmbeddedPostgres(dataDir)).toBeUndefined()
    const app = await startApp({ dataDir })
    const found = findRunningEmbeddedPostgres(dataDir)
    expect(found).toEqual(app.greeting.connection)
    expect(await readGreeting(found ?? {})).toEqual(HELLO)
    expect(statSync(path.join(dataDir, 'postgres.running.json')).mode & 0o777).toBe(0o600)
    await killEverything(app)
    expect(findRunningEmbeddedPostgres(dataDir)).toBeUndefined()
  })

  it('is not shared any more once its owner was killed, although PostgreSQL may take a while to end', async () => {
    const dataDir = folders.copy()
    const app = await startApp({ dataDir })
    const orphan = app.greeting.pid ?? Number.NaN
    process.kill(orphan, 'SIGSTOP')
    process.kill(app.child.pid ?? Number.NaN, 'SIGKILL')
    await app.ended
    expect(findRunningEmbeddedPostgres(dataDir)).toBeUndefined()
    process.kill(orphan, 'SIGCONT')
    expect(await readGreeting((await folders.start(dataDir)).connection)).toEqual(HELLO)
  })
})

describe('F23: a folder that must not be touched is refused and left as it is:', () => {
  async function refuses(dataDir: string, code: string, sentence: RegExp): Promise<void> {
    const before = fingerprint(dataDir)
    await expect(folders.start(dataDir)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) })
    expect(fingerprint(dataDir)).toEqual(before)
  }

  it('one of another major version', async () => {
    const dataDir = folders.copy()
    writeFileSync(path.join(dataDir, 'postgres/PG_VERSION'), '17\n')
    await refuses(dataDir, 'other_major_version', /made by PostgreSQL 17 and this is PostgreSQL 18: take a backup/)
  })

  it('one with files but no version', async () => {
    const dataDir = folders.copy()
    rmSync(path.join(dataDir, 'postgres/PG_VERSION'))
    await refuses(dataDir, 'not_a_database_folder', /move it away or restore it from a backup/)
  })

  it('one whose control file is cut short, or gone', async () => {
    const dataDir = folders.copy()
    const control = path.join(dataDir, 'postgres/global/pg_control')
    truncateSync(control, 100)
    await refuses(dataDir, 'damaged', /restore the latest backup into a new one/)
    rmSync(control)
    await refuses(dataDir, 'damaged', /restore the latest backup into a new one/)
  })

  it('one whose control file has a wrong checksum', async () => {
    const dataDir = folders.copy()
    const control = path.join(dataDir, 'postgres/global/pg_control')
    const bytes = readFileSync(control)
    writeFileSync(control, bytes.fill(0xff, 20, 60))
    await refuses(dataDir, 'damaged', /incorrect checksum in control file/)
  })

  it('one whose write-ahead log is missing', async () => {
    const dataDir = folders.copy()
    const wal = path.join(dataDir, 'postgres/pg_wal')
    for (const name of readdirSync(wal)) rmSync(path.join(wal, name), { recursive: true })
    await expect(folders.start(dataDir)).rejects.toMatchObject({ code: 'damaged' })
  })

  it('a file where the folder should be', async () => {
    const dataDir = folders.newPath()
    writeFileSync(dataDir, '')
    await expect(folders.start(dataDir)).rejects.toMatchObject({ code: 'not_writable' })
  })
})

describe('a running PostgreSQL', () => {
  it('is reached through a socket in a folder that only its user can enter, and not by TCP', async () => {
    const { connection } = await folders.start(folders.copy())
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
    expect(await query(connection, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
  })

  it('has checksums on its pages and sorts alike on every machine', async () => {
    const { connection } = await folders.start(folders.copy())
    expect(await query(connection, 'show data_checksums')).toEqual([{ data_checksums: 'on' }])
    expect(
      await query(connection, `select datlocprovider, datlocale from pg_database where datname = 'postgres'`),
    ).toEqual([{ datlocprovider: 'b', datlocale: 'C.UTF-8' }])
  })

  it.runIf(process.platform === 'linux')('S14: knows nothing of the environment of who started it', async () => {
    const env = { ...process.env, SOME_SECRET: 'do-not-pass-on', PGDATA: '/nowhere' }
    const app = await startApp({ dataDir: folders.copy(), spawn: { env } })
    const environment = readFileSync(`/proc/${app.greeting.pid}/environ`, 'utf8')
    expect(environment).toContain('LC_ALL=C')
    expect(environment).not.toMatch(/SOME_SECRET|PGDATA/)
    app.child.kill('SIGTERM')
    await app.ended
  })

  it('S14: logs of a failed statement neither its text nor the row', async () => {
    const log: string[] = []
    const { connection } = await folders.start(folders.copy(), log)
    await query(connection, 'create table person (name text primary key)')
    await query(connection, `insert into person values ('Canary Wharf')`)
    await expect(query(connection, `insert into person values ('Canary Wharf')`)).rejects.toThrow(/duplicate key/)
    await vi.waitUntil(() => log.some(line => line.includes('duplicate key')), { timeout: 5_000 })
    expect(log.join('\n')).not.toContain('Canary')
  })

  it('survives Ctrl-C, which reaches the whole process group, until its owner stops it', async () => {
    const app = await startApp({ dataDir: folders.copy() })
    process.kill(-(app.child.pid ?? Number.NaN), 'SIGINT')
    expect(await readGreeting(app.greeting.connection ?? {})).toEqual(HELLO)
    app.child.kill('SIGTERM')
    await app.ended
  })

  it('leaves nothing behind when it is stopped, and says that it has ended', async () => {
    const postgres = await folders.start(folders.copy())
    await Promise.all([postgres.stop(), postgres.stop('immediate')])
    expect(await postgres.exited).toMatchObject({ code: 0 })
    expect(existsSync(postgres.connection.host)).toBe(false)
    expect(readdirSync(postgres.dataDir).sort()).toEqual(['postgres', 'postgres.lock'])
    expect(existsSync(path.join(postgres.dataDir, 'postgres/postmaster.pid'))).toBe(false)
  })
})
