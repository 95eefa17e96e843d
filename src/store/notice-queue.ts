import { sql } from 'kysely'
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

/** Takes events of an account off the queue and gives them, oldest first; not those that another worker has taken or is at. */
export async function claimQueuedNotices(
  db: Sql,
  { accountId, eventIds }: { accountId: string; eventIds: readonly string[] },
): Promise<NoticedEvent[]> {
  const { rows } = await sql<NoticedRow>`
    with taken as (
      select event_id from notice_queue
       where account_id = ${accountId} and event_id = any (${eventIds}::text[])
         for update skip locked),
    gone as (
      delete from notice_queue where account_id = ${accountId} and event_id in (select event_id from taken)
      returning event_id)
    select id, type, integration_id, body, created_at from events
     where account_id = ${accountId} and id in (select event_id from gone)
     order by created_at, id`.execute(db)
  return rows.map(({ id, type, integration_id, body, created_at }) => {
    return { id, accountId, type, integrationId: orAbsent(integration_id), body, createdAt: created_at }
  })
}

interface NoticedRow {
  id: string
  type: string
  integration_id: string | null
  body: Record<string, unknown>
  created_at: Date
}

/** An integration that events are about, also when it is deleted by now: its name, and the person who made it. */
export interface NoticedIntegration {
  name: string
  creatorId?: string
}

/** Those of these ids, by id. */
export async function listNoticedIntegrations(
  db: Sql,
  { accountId, ids }: { accountId: string; ids: readonly string[] },
): Promise<Map<string, NoticedIntegration>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string; created_by: { kind: string; id?: string } }>`
    select id, name, created_by from integrations
     where account_id = ${accountId} and id = any (${ids}::text[])`.execute(db)
  return new Map(
    rows.map(({ id, name, created_by: { kind, id: creatorId } }) => [
      id,
      { name, creatorId: kind === 'user' ? creatorId : undefined },
    ]),
  )
}
