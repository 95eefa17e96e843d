import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setUp } from '../../src/actions/setup.ts'
import { createDeps } from '../../src/deps.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import { createKeys, parseKey } from '../../src/lib/keys.ts'
import { createLogger } from '../../src/lib/log.ts'
import { UseRecorder } from '../../src/verify/use-recorder.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { Pit } from '../support/pit.ts'
import { createServerProcess, databaseUrl } from '../support/server-process.ts'

const key = () => Buffer.from(randomBase62(48)).toString('base64')
const keys = { TOKEN_PEPPER: key(), KEY_ENCRYPTION_KEY: key() }

let folder: string
let backup: string
const databases: TestDatabase[] = []
let source: Pit
let id: string
/** Made before the backup; replaced and revoked after it. */
let revoked: string

/** A command on an empty database that has the schema. */
async function emptyTarget(environment: Record<string, string | undefined> = keys): Promise<Pit> {
  const database = await createTestDatabase()
  databases.push(database)
  return new Pit({ DATABASE_URL: databaseUrl(database), DATA_DIR: path.join(folder, 'data'), ...environment })
}

function newestDatabase(): TestDatabase {
  const database = databases.at(-1)
  if (database === undefined) throw new Error('no database yet')
  return database
}

/** An agency and a location, as a first start makes them. */
async function setUpIn(database: TestDatabase): Promise<void> {
  const log = createLogger('silent', { write() {} })
  const [pepper, keyEncryptionKey] = [keys.TOKEN_PEPPER, keys.KEY_ENCRYPTION_KEY].map(text => parseKey('key', text))
  if (pepper === undefined || keyEncryptionKey === undefined) throw new Error('no keys')
  const parts = { clock: fixedClock(new Date()), ids: randomIds, keys: createKeys({ pepper, keyEncryptionKey }), log }
  const world = { database: database.database, connection: database.owner, ...parts }
  const deps = createDeps(world, { use: new UseRecorder(world.database, world.clock) })
  const person = { email: 'mara@example.com', password: randomBase62(24), name: 'Mara Petit' }
  await setUp(deps, { ...person, accountName: 'Lakeside Dental', sampleData: false, origin: {} })
}

/** What a server on that database answers to a token. */
async function statusOf(database: TestDatabase, secret: string): Promise<number> {
  const server = await createServerProcess(database, keys)
  await server.start()
  try {
    for (;;) {
      const { status } = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } })
      // A node that a busy machine kept from renewing its lease says so and asks to come back.
      if (status !== 503) return status
    }
  } finally {
    await server.stop()
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-backup-'))
  backup = path.join(folder, 'pit.backup')
  source = await emptyTarget()
  await setUpIn(newestDatabase())
  const made = await source.data(['integrations', 'create', '--name', 'Order sync', '--scopes', 'contacts.readonly'])
  id = made.integration.id
  revoked = made.token.secret
})

afterAll(async () => {
  for (const database of databases) await database.drop()
  await rm(folder, { recursive: true, force: true })
})

describe('backup', () => {
  it('writes a whole file that its owner alone can read, without keys or secrets', async () => {
    const answer = await source.data(['backup', backup])
    expect(answer).toMatchObject({ file: backup, sizeBytes: (await stat(backup)).size })
    expect(answer.rows).toBeGreaterThan(5)
    expect((await stat(backup)).mode & 0o777).toBe(0o600)
    const bytes = await readFile(backup, 'latin1')
    for (const secret of [revoked, keys.TOKEN_PEPPER, keys.KEY_ENCRYPTION_KEY]) expect(bytes).not.toContain(secret)
    await source.data(['rotate', id, '--expire-now', '--yes'])
  })

  it('never writes over a file', async () => {
    const ran = await source.run(['backup', backup, '--json'])
    expect([ran.code, JSON.parse(ran.stderr).error.code]).toEqual([6, 'file_exists'])
  })
})

describe('restore', () => {
  it('S86: brings back what was revoked since, and says so, to the operator and in each account’s audit log', async () => {
    const target = await emptyTarget()
    const ran = await target.run(['restore', backup])
    expect([ran.code, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toMatch(/It holds 2 accounts, 1 live integration and 1 token\./)
    expect(ran.stdout).toMatch(/Check before you start the server:[\s\S]*those tokens work again/)
    const { items } = await target.data(['audit', '--limit', '1'])
    expect(items).toMatchObject([{ action: 'account.restored', actor: { kind: 'operator' } }])
    expect((await target.data(['audit', '--verify'])).isIntact).toBe(true)
    expect(await statusOf(newestDatabase(), revoked)).toBe(200)
  })

  it('S86: with --disable-integrations nothing revoked comes back by itself', async () => {
    const target = await emptyTarget()
    expect(await target.data(['restore', backup, '--disable-integrations'])).toMatchObject({
      integrations: 1,
      tokens: 1,
    })
    expect((await target.data(['integrations', 'list'])).items).toMatchObject([{ id, state: 'disabled' }])
  })

  it('S86: without the keys nothing is restored', async () => {
    const target = await emptyTarget({})
    const ran = await target.run(['restore', backup, '--json'])
    expect([ran.code, JSON.parse(ran.stderr).error.code]).toEqual([8, 'keys_invalid'])
    const withKeys = new Pit({ ...target.env, ...keys })
    expect((await withKeys.data(['accounts', 'list'])).items).toEqual([])
  })

  it('finds a damaged backup before anything is made for it', async () => {
    const damaged = path.join(folder, 'damaged.backup')
    const bytes = await readFile(backup)
    await writeFile(damaged, bytes.subarray(0, bytes.length - 40))
    const dataDir = path.join(folder, 'never-made')
    const ran = await new Pit({ DATA_DIR: dataDir, ...keys }).run(['restore', damaged, '--json'])
    expect([ran.code, JSON.parse(ran.stderr).error.code]).toEqual([2, 'corrupt'])
    await expect(stat(dataDir)).rejects.toThrow('ENOENT')
  })

  it('refuses a database that has rows, and a file that is no backup', async () => {
    const other = path.join(import.meta.dirname, '../../package.json')
    const [filled, strange, absent] = await Promise.all([
      source.run(['restore', backup, '--json']),
      source.run(['restore', other, '--json']),
      source.run(['restore', `${backup}.absent`, '--json']),
    ])
    expect([filled.code, JSON.parse(filled.stderr).error.code]).toEqual([6, 'not_empty'])
    expect([strange.code, JSON.parse(strange.stderr).error.code]).toEqual([2, 'not_a_snapshot'])
    expect([absent.code, JSON.parse(absent.stderr).error.code]).toEqual([5, 'file_unreadable'])
  })
})
