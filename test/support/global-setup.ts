import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { buildConsoleIfStale } from '../../scripts/lib/build-console.mjs'
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'
import type { PostgresAddress } from './database.ts'
import { ROOT } from './repository.ts'

/** One PostgreSQL for the whole run: the server of TEST_DATABASE_URL, else an embedded one in a temporary folder. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  await buildConsoleIfStale(ROOT, process.execPath)
  const url = process.env.TEST_DATABASE_URL
  if (url) {
    project.provide('postgres', addressOf(url))
    return undefined
  }
  const dataDir = await mkdtemp(path.join(tmpdir(), 'pit-tests-'))
  // Nothing here must outlive a power cut, and without fsync the suite takes half the time.
  const settings = { fsync: false, synchronous_commit: false, full_page_writes: false, max_connections: 300 }
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {}, settings })
  const { host, port, user, database } = postgres.connection
  project.provide('postgres', { host, port, user, database })
  return async () => {
    await postgres.stop('immediate')
    await rm(dataDir, { recursive: true, force: true })
  }
}

function addressOf(url: string): PostgresAddress {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url })
  return { host, port, user: user ?? 'postgres', ...(password && { password }), database: database ?? 'postgres' }
}
