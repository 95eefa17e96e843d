import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SnapshotError } from '../../src/lib/snapshot/error.ts'
import { readSnapshot } from '../../src/lib/snapshot/read.ts'
import { writeSnapshot } from '../../src/lib/snapshot/write.ts'
import { backUpToFile, restoreFromFile, verifySnapshotFile } from '../../src/lib/snapshot.ts'
import type {} from '../support/database.ts'
import { ROWS, SCHEMA } from '../support/snapshot-schema.ts'

const OWNER = `snapshot_owner_${randomBytes(4).toString('hex')}`
const PASSWORD = randomBytes(12).toString('hex')
const NOW = new Date('2026-02-01T00:00:00Z')
const EXCLUDE = ['migrations']

let folder: string
let backup: string
const databases: string[] = []

const server = () => ({ ...inject('postgres') })
const asOwner = (database: string) => ({ ...server(), user: OWNER, password: PASSWORD, database })

async function run(connection: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const result = await client.query(sql)
    return Array.isArray(result) ? (result.at(-1) as pg.QueryResult).rows : result.rows
  } finally {
    await client.end()
  }
}

async function newDatabase(sql = SCHEMA): Promise<pg.ClientConfig> {
  const name = `snapshot_${randomBytes(6).toString('hex')}`
  await run(server(), `create database ${name} owner ${OWNER}`)
  databases.push(name)
  await run(asOwner(name), sql)
  return asOwner(name)
}

/** All that must be equal afterwards, as one value. */
async function contentsOf(connection: pg.ClientConfig): Promise<unknown> {
  const tables = ['node', 'circle_a', 'circle_b', '"odd ""name"', 'changed', 'calls', 'walled']
  const rows: unknown[] = []
  for (const table of tables) rows.push(await run(connection, `select t::text as row from ${table} t order by 1`))
  return { rows, sequences: await run(connection, 'select sequencename, last_value from pg_sequences order by 1') }
}

const constraints = `select conname, pg_get_constraintdef(oid), convalidated from pg_constraint where contype = 'f' order by 1, 2`
const triggers = `select tgname, tgenabled from pg_trigger where not tgisinternal order by 1`

let source: pg.ClientConfig

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'snapshot-test-'))
  backup = path.join(folder, 'backup')
  await run(server(), `create role ${OWNER} login password '${PASSWORD}'`)
  source = await newDatabase(SCHEMA + ROWS)
  await backUpToFile(backup, { connection: source, schemaVersion: 7, now: NOW, exclude: EXCLUDE })
})

afterAll(async () => {
  for (const name of databases) await run(server(), `drop database ${name} with (force)`)
  await run(server(), `drop role ${OWNER}`)
  await rm(folder, { recursive: true, force: true })
})

const restore = (connection: pg.ClientConfig, file = backup, schemaVersion = 7) =>
  restoreFromFile(file, { connection, schemaVersion, exclude: EXCLUDE })

function withChangedByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  return changed
}

/** All that can be read of a snapshot, without a database. */
async function contentOf(bytes: Buffer): Promise<string> {
  const { tables } = await readSnapshot(Readable.from([bytes]))
  let content = ''
  for await (const { name, data } of tables) {
    content += name
    for await (const chunk of data) content += chunk.toString('latin1')
  }
  return content
}

describe('a backup', () => {
  it('comes back value for value: bytes, arrays, JSON, NULL and empty, times, floats, and where each sequence stands', async () => {
    const target = await newDatabase()
    await restore(target)
    expect(await contentsOf(target)).toEqual(await contentsOf(source))
  })

  it('lets new rows follow on: no identity is given out twice', async () => {
    const target = await newDatabase()
    await restore(target)
    expect(await run(target, `insert into node (note) values ('new') returning id::int`)).toEqual([{ id: 6 }])
    expect(await run(target, `select nextval('loose')::int as next`)).toEqual([{ next: 20 }])
  })

  it('leaves foreign keys, even those in a circle, and triggers as the schema made them, and fires none', async () => {
    const target = await newDatabase()
    const before = [await run(target, constraints), await run(target, triggers)]
    await restore(target)
    expect([await run(target, constraints), await run(target, triggers)]).toEqual(before)
    expect(await run(target, 'select max(touched) as touched from changed')).toEqual([{ touched: 1 }])
    await expect(run(target, 'insert into circle_b values (9, 9)')).rejects.toThrow(/foreign key/)
  })

  it('says in its first line what is in it, and nothing of the excluded tables', async () => {
    const manifest = await verifySnapshotFile(backup)
    expect(JSON.parse(readFileSync(backup).toString('latin1').split('\n')[0] ?? '')).toEqual(manifest)
    expect(manifest).toMatchObject({ schemaVersion: 7, createdAt: NOW.toISOString(), formatVersion: 1 })
    expect(manifest.tables.map(({ name, rows }) => `${name}: ${rows}`)).toEqual([
      'calls: 3',
      'changed: 1000',
      'circle_a: 1',
      'circle_b: 1',
      'node: 5',
      'odd "name: 1',
      'walled: 2',
    ])
  })

  it('can be read by its owner alone, and leaves no draft beside it', () => {
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect(statSync(`${backup}.partial`, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('is of one moment: rows that come while it is written are not in it', async () => {
    const busy = await newDatabase(
      `create table a (n integer); create table z (n integer); insert into a select generate_series(1, 200000)`,
    )
    let hasWritten = false
    const chunks: Buffer[] = []
    const out = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk)
        if (hasWritten) return done()
        hasWritten = true
        run(busy, 'insert into z values (1)').then(() => done(), done)
      },
    })
    await writeSnapshot({ connection: busy, schemaVersion: 7, now: NOW }, out)
    const file = path.join(folder, 'moment')
    writeFileSync(file, Buffer.concat(chunks))
    const target = await newDatabase('create table a (n integer); create table z (n integer)')
    await restoreFromFile(file, { connection: target, schemaVersion: 7 })
    expect(await run(target, 'select (select count(*)::int from a) as a, (select count(*)::int from z) as z')).toEqual([
      { a: 200_000, z: 0 },
    ])
  })

  it('is never written over an existing file', async () => {
    const again = backUpToFile(backup, { connection: source, schemaVersion: 7, now: NOW })
    await expect(again).rejects.toMatchObject({ code: 'file_exists' })
  })

  it('that fails half-way leaves no file, and says what to mend', async () => {
    const nowhere = path.join(folder, 'missing', 'backup')
    const options = { connection: source, schemaVersion: 7, now: NOW }
    await expect(backUpToFile(nowhere, options)).rejects.toMatchObject({ code: 'file_unwritable' })
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) })
    await expect(writeSnapshot(options, full)).rejects.toThrow('disk full')
  })

  it('refuses a user from whom rows are hidden, rather than leave them out', async () => {
    await run(source, 'alter table walled force row level security')
    const hidden = backUpToFile(path.join(folder, 'hidden'), { connection: source, schemaVersion: 7, now: NOW })
    await expect(hidden).rejects.toMatchObject({ code: 'not_the_owner' })
    await run(source, 'alter table walled no force row level security')
    expect(statSync(path.join(folder, 'hidden'), { throwIfNoEntry: false })).toBeUndefined()
  })
})

describe('a restore is refused, and changes nothing,', () => {
  const counts = 'select (select count(*)::int from node) as node, (select count(*)::int from changed) as changed'
  const EMPTY = [{ node: 0, changed: 0 }]

  it('when the database already has rows', async () => {
    const target = await newDatabase()
    await run(target, 'insert into changed (id) values (5)')
    await expect(restore(target)).rejects.toMatchObject({
      code: 'not_empty',
      message: expect.stringContaining('changed'),
    })
    expect(await run(target, counts)).toEqual([{ node: 0, changed: 1 }])
  })

  it('when the schema is of another version, or has other tables or columns', async () => {
    const target = await newDatabase()
    await expect(restore(target, backup, 8)).rejects.toMatchObject({ code: 'schema_version_differs' })
    await run(target, 'alter table node add column more text')
    await expect(restore(target)).rejects.toMatchObject({
      code: 'tables_differ',
      message: expect.stringContaining('node'),
    })
    expect(await run(target, counts)).toEqual(EMPTY)
  })

  it('when the file is no snapshot, is missing, or is of a later format', async () => {
    const target = await newDatabase()
    const other = path.join(folder, 'other')
    writeFileSync(other, 'PK\u0003\u0004 something else')
    await expect(restore(target, other)).rejects.toMatchObject({ code: 'not_a_snapshot' })
    await expect(restore(target, path.join(folder, 'none'))).rejects.toMatchObject({ code: 'file_unreadable' })
    writeFileSync(
      other,
      readFileSync(backup).toString('latin1').replace('"formatVersion":1', '"formatVersion":2'),
      'latin1',
    )
    await expect(restore(target, other)).rejects.toMatchObject({ code: 'format_unsupported' })
  })

  it('when the file is cut anywhere, or a byte of it has changed', async () => {
    const target = await newDatabase()
    const whole = readFileSync(backup)
    const start = whole.indexOf('\n') + 1
    const damaged = path.join(folder, 'damaged')
    for (const share of [0, 0.01, 0.3, 0.6, 0.9, 0.98]) {
      writeFileSync(damaged, whole.subarray(0, start + Math.floor((whole.length - start) * share)))
      await expect(restore(target, damaged)).rejects.toMatchObject({ code: 'corrupt' })
    }
    for (const share of [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      writeFileSync(damaged, withChangedByte(whole, start + Math.floor((whole.length - start) * share)))
      await expect(restore(target, damaged)).rejects.toMatchObject({ code: 'corrupt' })
    }
    expect(await run(target, counts)).toEqual(EMPTY)
  })

  it('whichever byte has changed: what can be read at all is what was written', async () => {
    const whole = readFileSync(backup)
    const written = await contentOf(whole)
    for (let at = whole.indexOf('\n') + 1; at < whole.length; at += 3) {
      const outcome = await contentOf(withChangedByte(whole, at)).catch(
        (error: unknown) => (error as SnapshotError).code,
      )
      expect([written, 'corrupt']).toContain(outcome)
    }
  })

  it('when its first line was edited', async () => {
    const target = await newDatabase()
    const edited = path.join(folder, 'edited')
    const text = readFileSync(backup).toString('latin1')
    writeFileSync(edited, text.replace('"lastValue":"5"', '"lastValue":"1"'), 'latin1')
    await expect(restore(target, edited)).rejects.toMatchObject({ code: 'corrupt' })
    expect(await run(target, counts)).toEqual(EMPTY)
  })

  it('while others are at work on the tables', async () => {
    const target = await newDatabase()
    const other = new pg.Client(target)
    await other.connect()
    await other.query('begin')
    await other.query('select * from node')
    await expect(restore(target)).rejects.toMatchObject({ code: 'tables_in_use' })
    await other.end()
  })
})
