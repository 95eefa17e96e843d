import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../../src/lib/database.ts'
import { migrate } from '../../src/store/migrate.ts'

/** Where this run's PostgreSQL answers; global-setup.ts provides it. */
export interface PostgresAddress {
  host: string
  port?: number
  user: string
  password?: string
  database: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresAddress
  }
}

const TEMPLATE = 'pit_template'

/** Any fixed number: test files that start together make the template once. */
const TEMPLATE_LOCK = 7_262_041_901

/** A database of a test file's own, migrated, and the server's way into it. */
export interface TestDatabase {
  name: string
  /** As the owner of the tables, for looking behind the walls. */
  owner: pg.PoolConfig
  database: Database
  drop(): Promise<void>
}

/** Makes a fresh migrated database by copying a template (30 ms instead of a migration each). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const address = inject('postgres')
  const name = `pit_test_${randomBytes(6).toString('hex')}`
  await onServer(address, async client => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    await ensureTemplate(client, address)
    await client.query(`create database ${name} template ${TEMPLATE}`)
  })
  const owner = { ...address, database: name }
  const database = openDatabase({ connection: owner, role: 'pit_app' })
  return {
    name,
    owner,
    database,
    async drop() {
      await database.close()
      await onServer(address, async client => void (await client.query(`drop database if exists ${name} with (force)`)))
    },
  }
}

async function ensureTemplate(client: pg.Client, address: PostgresAddress): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE])
  if (rowCount === 0) await client.query(`create database ${TEMPLATE}`)
  await migrate({ ...address, database: TEMPLATE })
}

async function onServer<T>(address: PostgresAddress, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...address })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
