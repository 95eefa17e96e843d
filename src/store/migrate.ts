import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { sqlState } from '../lib/database-error.ts'
import { DatabaseUnsuitableError, SchemaTooNewError, SchemaTooOldError } from './migrate-error.ts'
import { findSetupRights, setupFaults } from './setup-rights.ts'

/** Any fixed number: two migrators wait for each other on it. */
const MIGRATION_LOCK = 7_262_041_900

/** A migration that waits for a table makes everyone wait behind it. So it waits this long, steps back, and comes again. */
const LOCK_WAIT_MS = 2000
const LOCK_TRIES = 30
const LOCK_NOT_FREE = '55P03'
const STEP_BACK_MS = 1000

/** The server never works as the owner of its tables. */
export const APP_ROLE = 'pit_app'
/** That one, and the owner of the log of calls. */
export const SERVER_ROLES = [APP_ROLE, 'pit_usage']

/** One numbered file of plain SQL. */
interface Migration {
  version: number
  name: string
  sql: string
}

/** The folder of numbered SQL files in this package. */
export const MIGRATIONS_DIR = path.join(import.meta.dirname, '../../migrations')

/**
 * Brings the schema up to this release, as the owner of the tables. Forward only; each file is one transaction, so a
 * migrator that dies half way leaves whole steps behind and the next one goes on.
 * Returns the names that were applied. Throws SchemaTooNewError when the database is ahead, DatabaseUnsuitableError when
 * its owner or its encoding would let the schema break half way.
 */
export async function migrate(connection: pg.PoolConfig, onStep: (name: string) => void = () => {}): Promise<string[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const faults = setupFaults(await findSetupRights(client, SERVER_ROLES), SERVER_ROLES)
    if (faults.length > 0) throw new DatabaseUnsuitableError(faults)
    await client.query(
      'create table if not exists schema_migrations (version integer primary key, name text not null, at timestamptz not null default now())',
    )
    const all = await readMigrations()
    const applied = await appliedVersion(client)
    const known = all.at(-1)?.version ?? 0
    if (applied > known) throw new SchemaTooNewError(applied, known)
    const pending = all.filter(migration => migration.version > applied)
    for (const migration of pending) {
      onStep(migration.name)
      await apply(client, migration)
    }
    return pending.map(migration => migration.name)
  } finally {
    await client.end()
  }
}

/** The number of the newest migration in a database; 0 when there is none. */
export async function schemaVersion(connection: pg.PoolConfig): Promise<number> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query(`select to_regclass('schema_migrations') is not null as is_there`)
    return rows[0]?.is_there ? await appliedVersion(client) : 0
  } finally {
    await client.end()
  }
}

/** The schema version that this release works with. */
export async function newestVersion(): Promise<number> {
  return (await readMigrations()).at(-1)?.version ?? 0
}

/** Refuses a database that is not at this release's schema. For processes that come and go: they change no schema. */
export async function requireNewestVersion(connection: pg.PoolConfig): Promise<void> {
  const found = await schemaVersion(connection)
  const known = await newestVersion()
  if (found > known) throw new SchemaTooNewError(found, known)
  if (found < known) throw new SchemaTooOldError(found, known)
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(MIGRATIONS_DIR)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async name => ({
      version: Number.parseInt(name, 10),
      name: name.replace(/\.sql$/, ''),
      sql: await readFile(path.join(MIGRATIONS_DIR, name), 'utf8'),
    })),
  )
}

async function appliedVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from schema_migrations',
  )
  return rows[0]?.version ?? 0
}

/** One step as a transaction of its own; again while others hold what it needs. */
async function apply(client: pg.Client, migration: Migration): Promise<void> {
  for (let tryNumber = 1; ; tryNumber++) {
    try {
      return await applyOnce(client, migration)
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_FREE || tryNumber === LOCK_TRIES)
        throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error })
      await sleep(STEP_BACK_MS)
    }
  }
}

async function applyOnce(client: pg.Client, { version, name, sql }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = ${LOCK_WAIT_MS}`)
    await client.query(sql)
    await client.query('insert into schema_migrations (version, name) values ($1, $2)', [version, name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
