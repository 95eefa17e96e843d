import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/** Whose key it is: the same text of another caller is another key. */
export interface KeyOwner {
  accountId: string
  caller: string
  key: string
}

/** The reply that a retry gets. */
export interface KeptReply {
  fingerprint: Buffer
  status: number
  reply: Record<string, unknown>
}

/** Takes the key for this transaction; false when another request holds it right now. */
export async function claimKey(db: Sql, owner: KeyOwner): Promise<boolean> {
  const name = `idempotency ${owner.accountId} ${owner.caller} ${owner.key}`
  const { rows } = await sql<{ is_mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as is_mine`.execute(db)
  return rows[0]?.is_mine === true
}

export async function findReply(db: Sql, owner: KeyOwner): Promise<KeptReply | undefined> {
  return tables(db)
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'status', 'reply'])
    .where('account_id', '=', owner.accountId)
    .where('caller', '=', owner.caller)
    .where('key', '=', owner.key)
    .executeTakeFirst()
}

export async function insertReply(db: Sql, owner: KeyOwner, kept: KeptReply & { createdAt: Date }): Promise<void> {
  await tables(db)
    .insertInto('idempotency_keys')
    .values({
      account_id: owner.accountId,
      caller: owner.caller,
      key: owner.key,
      fingerprint: kept.fingerprint,
      status: kept.status,
      reply: JSON.stringify(kept.reply),
      created_at: kept.createdAt,
    })
    .execute()
}

export async function deleteRepliesBefore(db: Sql, before: Date): Promise<void> {
  await tables(db).deleteFrom('idempotency_keys').where('created_at', '<', before).execute()
}
