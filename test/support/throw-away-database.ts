import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { createKeys, type Keys, parseKey } from '../../src/lib/keys.ts'
import { migrate } from '../../src/store/migrate.ts'

/** A migrated PostgreSQL of one's own in a temporary folder, and the keys of the servers that will work on it. */
export interface ThrowAwayDatabase {
  owner: pg.PoolConfig & { host: string; port: number; database: string }
  postgres: EmbeddedPostgres
  keys: Keys
  /** The keys as a server process takes them. */
  environment: { TOKEN_PEPPER: string; KEY_ENCRYPTION_KEY: string }
  close(): Promise<void>
}

/** Starts one, in a folder of `below`. It is gone after `close`, whatever was written. */
export async function startThrowAwayDatabase({ below = os.tmpdir(), settings = {} } = {}): Promise<ThrowAwayDatabase> {
  const folder = await mkdtemp(path.join(below, 'pit-throw-away-'))
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log: () => {},
    settings: { max_connections: 200, ...settings },
    // Faults kill it more often than a server in use would put up with.
    restartsMax: Number.POSITIVE_INFINITY,
  })
  const owner = postgres.connection as ThrowAwayDatabase['owner']
  await migrate(owner)
  const [pepper, keyEncryptionKey] = [randomKey(), randomKey()]
  return {
    owner,
    postgres,
    keys: createKeys({
      pepper: parseKey('pepper', pepper),
      keyEncryptionKey: parseKey('keyEncryptionKey', keyEncryptionKey),
    }),
    environment: { TOKEN_PEPPER: pepper, KEY_ENCRYPTION_KEY: keyEncryptionKey },
    async close() {
      await postgres.stop('immediate')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function randomKey(): string {
  return Buffer.from(randomBase62(48)).toString('base64')
}
