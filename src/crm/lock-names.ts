import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/**
 * Makes everyone who locks one of these names wait for each other until their transactions end. For rules that no unique key
 * can hold. Names are locked in one order, or two callers that hold one each would wait for the other's.
 */
export async function lockNames(db: Sql, names: readonly string[]): Promise<void> {
  const keys = [...new Set(names.map(keyOf))].sort((a, b) => (a < b ? -1 : 1)).map(String)
  if (keys.length === 0) return
  await sql`select pg_advisory_xact_lock(key) from unnest(${keys}::bigint[]) as key`.execute(db)
}

function keyOf(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigInt64BE()
}

/** Holds the account's gate open for this transaction: many may at once. */
export async function enterGate(db: Sql, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${String(keyOf(name))}::bigint)`.execute(db)
}

/** Closes the gate until the transaction ends, as soon as all who are inside have left. */
export async function closeGate(db: Sql, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${String(keyOf(name))}::bigint)`.execute(db)
}
