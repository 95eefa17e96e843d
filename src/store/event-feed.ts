import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** An event as it lies in the outbox, with its number there. The body is JSON text. */
export interface FeedEvent {
  seq: number
  id: string
  type: string
  integrationId?: string
  body: string
  createdAt: Date
}

/** An account's events behind a number, in order. */
export async function listEventsAfter(
  db: Sql,
  wish: { accountId: string; afterSeq: number; types: readonly string[]; limit: number },
): Promise<FeedEvent[]> {
  const { rows } = await sql<{
    seq: number
    id: string
    type: string
    integration_id: string | null
    body: string
    created_at: Date
  }>`
    select seq, id, type, integration_id, body::text as body, created_at from events
     where account_id = ${wish.accountId} and seq > ${wish.afterSeq} and type = any(${wish.types}::text[])
     order by seq limit ${wish.limit}`.execute(db)
  return rows.map(row => ({
    seq: row.seq,
    id: row.id,
    type: row.type,
    ...(row.integration_id === null ? {} : { integrationId: row.integration_id }),
    body: row.body,
    createdAt: row.created_at,
  }))
}

/** The number of an account's newest event; 0 before the first. */
export async function latestEventSeq(db: Sql, accountId: string): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    select coalesce(max(seq), 0) as seq from events where account_id = ${accountId}`.execute(db)
  return rows[0]?.seq ?? 0
}
