import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/** What is remembered of failures under one key. */
export interface KnownFailures {
  key: Buffer
  failures: number
  lastAt: Date
  expiresAt: Date
}

/** The failures under these keys, in the keys' order; locked, so that of guesses sent at once each sees the one before. */
export async function lockFailures(db: Sql, keys: readonly Buffer[], now: Date): Promise<KnownFailures[]> {
  // In one order everywhere: two guesses never wait for each other's keys. The update changes nothing, and locks.
  const { rows } = await sql<{ key: Buffer; failures: number; last_at: Date; expires_at: Date }>`
    insert into sign_in_failures (key, failures, last_at, expires_at)
    select key, 0, ${now}::timestamptz, ${now}::timestamptz from unnest(${keys}::bytea[]) as key order by key
    on conflict (key) do update set key = excluded.key
    returning key, failures, last_at, expires_at`.execute(db)
  const known = new Map(rows.map(row => [row.key.toString('hex'), row]))
  return keys.map(key => {
    const row = known.get(key.toString('hex'))
    return { key, failures: row?.failures ?? 0, lastAt: row?.last_at ?? now, expiresAt: row?.expires_at ?? now }
  })
}

/** Locks what is known under these keys, in the same order as lockFailures. */
export async function lockKnownFailures(db: Sql, keys: readonly Buffer[]): Promise<void> {
  await sql`select 1 from sign_in_failures where key = any(${keys}::bytea[]) order by key for update`.execute(db)
}

/** Puts a new count in the place of the one before. */
export async function putFailures(db: Sql, { key, failures, lastAt, expiresAt }: KnownFailures): Promise<void> {
  await tables(db)
    .updateTable('sign_in_failures')
    .set({ failures, last_at: lastAt, expires_at: expiresAt })
    .where('key', '=', key)
    .execute()
}

/** Takes one failure back, in which nobody failed. */
export async function forgiveFailure(db: Sql, key: Buffer): Promise<void> {
  await tables(db)
    .updateTable('sign_in_failures')
    .set({ failures: sql`greatest(failures - 1, 0)` })
    .where('key', '=', key)
    .execute()
}

export async function deleteFailures(db: Sql, keys: readonly Buffer[]): Promise<void> {
  await tables(db)
    .deleteFrom('sign_in_failures')
    .where('key', 'in', [...keys])
    .execute()
}

/** Removes what is forgotten by now. */
export async function deleteOldFailures(db: Sql, now: Date): Promise<void> {
  await tables(db).deleteFrom('sign_in_failures').where('expires_at', '<=', now).execute()
}
