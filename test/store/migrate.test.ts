import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { migrate, newestVersion, requireNewestVersion, schemaVersion } from '../../src/store/migrate.ts'
import { SchemaTooNewError, SchemaTooOldError } from '../../src/store/migrate-error.ts'

let connection: pg.PoolConfig

beforeEach(async () => {
  const name = `pit_migrate_${randomBytes(6).toString('hex')}`
  connection = { ...inject('postgres'), database: name }
  await onServer(`create database ${name}`)
})
afterEach(() => onServer(`drop database if exists ${connection.database} with (force)`))

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ ...inject('postgres') })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function query(statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

const recorded = async () =>
  (await query('select version from schema_migrations order by version')).map(row => row.version)

describe('an empty database', () => {
  test('is brought to this release, each step told and recorded once', async () => {
    expect(await schemaVersion(connection)).toBe(0)
    const told: string[] = []
    const applied = await migrate(connection, name => told.push(name))
    expect(applied.length).toBeGreaterThan(2)
    expect(told).toEqual(applied)
    expect(await recorded()).toEqual(applied.map(name => Number.parseInt(name, 10)))
    expect(await schemaVersion(connection)).toBe(await newestVersion())
    await expect(requireNewestVersion(connection)).resolves.toBeUndefined()
  })

  test('F25: is brought there once by two migrators at once', async () => {
    const results = await Promise.all([migrate(connection), migrate(connection), migrate(connection)])
    const [whole, ...nothing] = results.toSorted((a, b) => b.length - a.length)
    expect(whole?.length).toBeGreaterThan(2)
    expect(nothing).toEqual([[], []])
    expect(await recorded()).toHaveLength(whole?.length ?? 0)
  })
})

describe('a database of this release', () => {
  test('is left as it is by migrating again', async () => {
    await migrate(connection)
    const catalogue = () =>
      query(`select md5(string_agg(c::text, '|' order by c::text)) as digest from pg_class c
      where relnamespace = 'public'::regnamespace`)
    const before = await catalogue()
    expect(await migrate(connection)).toEqual([])
    expect(await catalogue()).toEqual(before)
  })
})

describe('a database of another release', () => {
  test('that is newer is refused in one sentence, and not touched', async () => {
    await migrate(connection)
    await query(`insert into schema_migrations (version, name) values (9999, '9999_of_the_future')`)
    await expect(migrate(connection)).rejects.toThrow(SchemaTooNewError)
    await expect(migrate(connection)).rejects.toThrow(
      /has schema version 9999, this release knows up to \d+\. Start the newer/,
    )
    await expect(requireNewestVersion(connection)).rejects.toThrow(SchemaTooNewError)
    expect((await recorded()).at(-1)).toBe(9999)
  })

  test('that is older is refused by processes that may not change it', async () => {
    await expect(requireNewestVersion(connection)).rejects.toThrow(SchemaTooOldError)
    await expect(requireNewestVersion(connection)).rejects.toThrow(/has schema version 0, .* Run "pit migrate"/)
    expect(await schemaVersion(connection)).toBe(0)
  })
})

test('F25: a migrator that dies half way leaves whole steps behind, and the next one goes on', async () => {
  // Something in the way of a later step stands for a death in it.
  await query('create table contacts (in_the_way integer)')
  await query('create table crm_contacts (in_the_way integer)')
  const names: string[] = []
  const failed = await migrate(connection, name => names.push(name)).catch((error: Error) => error)
  expect(failed).toBeInstanceOf(Error)
  expect((failed as Error).message).toMatch(/^Migration \d{4}_\w+ failed: /)
  const done = await recorded()
  expect(done).toEqual(names.slice(0, -1).map(name => Number.parseInt(name, 10)))
  expect(done.length).toBeGreaterThan(0)
  await query('drop table contacts, crm_contacts')
  expect((await migrate(connection)).at(0)).toBe(names.at(-1))
  expect(await schemaVersion(connection)).toBe(await newestVersion())
})

test('F24: a migration that can not have a table steps back, so that nobody queues behind it, and comes again', async () => {
  await query(
    'create table schema_migrations (version integer primary key, name text not null, at timestamptz not null default now())',
  )
  const user = new pg.Client(connection)
  await user.connect()
  await user.query('begin')
  await user.query('lock table schema_migrations in exclusive mode')
  const migrating = migrate(connection)
  const isWaiting = async () =>
    (await user.query(`select 1 from pg_locks where not granted and relation = 'schema_migrations'::regclass`)).rowCount
  await expect.poll(isWaiting, { timeout: 20_000, interval: 20 }).toBe(1)
  await expect.poll(isWaiting, { timeout: 20_000, interval: 20 }).toBe(0)
  expect(await schemaVersion(connection)).toBe(0)
  await user.query('rollback')
  await user.end()
  await migrating
  expect(await schemaVersion(connection)).toBe(await newestVersion())
})
