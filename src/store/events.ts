import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/** Something that happened, waiting in the outbox for its receivers. */
export interface OutboxEvent {
  id: string
  accountId: string
  type: string
  integrationId?: string
  body: Record<string, unknown>
  createdAt: Date
}

/** Writes to the outbox, in the transaction of the change that it tells of. */
export async function insertEvent(db: Sql, event: OutboxEvent): Promise<void> {
  await tables(db)
    .insertInto('events')
    .values({
      account_id: event.accountId,
      id: event.id,
      type: event.type,
      integration_id: event.integrationId ?? null,
      body: JSON.stringify(event.body),
      created_at: event.createdAt,
    })
    .execute()
}
