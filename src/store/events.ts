import { type Insertable, sql } from 'kysely'
import { isToldToPeople } from '../domain/notice.ts'
import type { Sql } from '../lib/database.ts'
import { insertNoticeInQueue } from './notice-queue.ts'
import { type NoticeTables, noticeTables } from './notice-tables.ts'
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
  const columns = {
    account_id: event.accountId,
    id: event.id,
    type: event.type,
    integration_id: event.integrationId ?? null,
    body: JSON.stringify(event.body),
    created_at: event.createdAt,
  }
  if (isToldToPeople(event)) await insertWithNotice(db, columns)
  else await tables(db).insertInto('events').values(columns).execute()
}

/** One statement: every change of a token writes both, and each round trip holds its locks longer. */
async function insertWithNotice(db: Sql, event: Insertable<NoticeTables['events']>): Promise<void> {
  await noticeTables(db)
    .with('written', inner => inner.insertInto('events').values(event))
    .insertInto('notice_queue')
    .values({ account_id: event.account_id, event_id: event.id, queued_at: event.created_at })
    .execute()
}

/** Many of one account in one statement. */
export async function insertEvents(db: Sql, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ accountId, id, type, integrationId = null, body, createdAt }) => ({
    ...{ account_id: accountId, id, type, integration_id: integrationId, body, created_at: createdAt },
  }))
  await sql`
    insert into events (account_id, id, type, integration_id, body, created_at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as given (account_id text, id text, type text, integration_id text, body jsonb, created_at timestamptz)`.execute(
    db,
  )
  for (const event of events) if (isToldToPeople(event)) await insertNoticeInQueue(db, event)
}
