import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'
import { orAbsent } from './tables.ts'

/** An event of which people must still be told. */
export interface QueuedNotice {
  accountId: string
  eventId: string
}

/** An event as notices read it. */
export interface NoticedEvent {
  id: string
  accountId: string
  type: string
  integrationId?: string
  body: Record<string, unknown>
  createdAt: Date
}

/** Has people told of an event, in the transaction that writes it. */
export async function insertNoticeInQueue(
  db: Sql,
  event: { accountId: string; id: string; createdAt: Date },
): Promise<void> {
  await noticeTables(db)
    .insertInto('notice_queue')
    .values({ account_id: event.accountId, event_id: event.id, queued_at: event.createdAt })
    .execute()
}

/** What waits, oldest first. The connection must see every account. */
export async function listNoticeQueue(db: Sql, limit: number): Promise<QueuedNotice[]> {
  const rows = await noticeTables(db)
    .selectFrom('notice_queue')
    .select(['account_id', 'event_id'])
    .orderBy('queued_at')
    .limit(limit)
    .execute()
  return rows.map(row => ({ accountId: row.account_id, eventId: row.event_id }))
}

/** Takes an event off the queue and gives it; undefined when another worker has done so. */
export async function claimQueuedNotice(
  db: Sql,
  { accountId, eventId }: QueuedNotice,
): Promise<NoticedEvent | undefined> {
  const taken = await noticeTables(db)
    .deleteFrom('notice_queue')
    .where('account_id', '=', accountId)
    .where('event_id', '=', eventId)
    .returning('event_id')
    .executeTakeFirst()
  if (taken === undefined) return undefined
  const row = await noticeTables(db)
    .selectFrom('events')
    .select(['id', 'account_id', 'type', 'integration_id', 'body', 'created_at'])
    .where('account_id', '=', accountId)
    .where('id', '=', eventId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { id, type, body } = row
  return { id, accountId, type, integrationId: orAbsent(row.integration_id), body, createdAt: row.created_at }
}

/** The integration that an event is about, also when it is deleted by now: its name, and the person who made it. */
export async function findNoticedIntegration(
  db: Sql,
  { accountId, integrationId }: Pick<NoticedEvent, 'accountId' | 'integrationId'>,
): Promise<{ name: string; creatorId?: string } | undefined> {
  if (integrationId === undefined) return undefined
  const row = await noticeTables(db)
    .selectFrom('integrations')
    .select(['name', 'created_by'])
    .where('account_id', '=', accountId)
    .where('id', '=', integrationId)
    .executeTakeFirst()
  return row && { name: row.name, creatorId: row.created_by.kind === 'user' ? row.created_by.id : undefined }
}
