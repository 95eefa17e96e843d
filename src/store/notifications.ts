import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'
import { orAbsent } from './tables.ts'

/** What one person is told of one event. */
export interface Notification {
  accountId: string
  id: string
  userId: string
  eventId: string
  type: string
  kind: string
  integrationId?: string
  title: string
  sentence: string
  isInApp: boolean
  mailDueAt?: Date
  createdAt: Date
  readAt?: Date
}

/** How the letter about a notice fares; `off` when none was wanted or none can be sent. */
export type NoticeMailState = 'off' | 'queued' | 'sent' | 'failed'

/** A notice as its reader sees it. */
export interface ShownNotification extends Notification {
  integrationName?: string
  mail: { state: NoticeMailState; at?: Date }
}

/** Rows of one statement. */
const INSERTED_TOGETHER = 1000

/** Writes notices; a person is told of an event once. */
export async function insertNotifications(db: Sql, notices: readonly Notification[]): Promise<void> {
  for (let at = 0; at < notices.length; at += INSERTED_TOGETHER) {
    const rows = notices.slice(at, at + INSERTED_TOGETHER).map(notice => ({
      account_id: notice.accountId,
      id: notice.id,
      user_id: notice.userId,
      event_id: notice.eventId,
      type: notice.type,
      kind: notice.kind,
      integration_id: notice.integrationId,
      title: notice.title,
      sentence: notice.sentence,
      is_in_app: notice.isInApp,
      mail_due_at: notice.mailDueAt,
      created_at: notice.createdAt,
      read_at: notice.readAt,
    }))
    await sql`
      insert into notifications (account_id, id, user_id, event_id, type, kind, integration_id, title, sentence,
        is_in_app, mail_due_at, created_at, read_at)
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (
        account_id text, id text, user_id text, event_id text, type text, kind text, integration_id text, title text,
        sentence text, is_in_app boolean, mail_due_at timestamptz, created_at timestamptz, read_at timestamptz)
      on conflict (account_id, user_id, event_id) do nothing`.execute(db)
  }
}

/** Which notices of an account, newest first. Without a user: one of each event, whoever was told of it. */
export interface NotificationQuery {
  accountId: string
  userId?: string
  isUnreadOnly?: boolean
  after?: { createdAt: Date; id: string }
  limit: number
}

/**
 * What stands in the list: what a person wants to see there, and letters that could not be sent, which they would else
 * never hear of.
 */
export async function listNotifications(db: Sql, query: NotificationQuery): Promise<ShownNotification[]> {
  const { accountId, userId, isUnreadOnly, after, limit } = query
  let rows = shownRows(db, accountId)
    .where(eb => eb.or([eb('n.is_in_app', '=', true), eb('m.given_up_at', 'is not', null)]))
    .orderBy('n.created_at', 'desc')
    .orderBy('n.id', 'desc')
    .limit(limit)
  if (userId !== undefined) rows = rows.where('n.user_id', '=', userId)
  else {
    rows = rows.where(
      sql<boolean>`n.id = (select min(o.id) from notifications o where o.account_id = n.account_id and o.event_id = n.event_id)`,
    )
  }
  if (isUnreadOnly) rows = rows.where('n.read_at', 'is', null)
  if (after !== undefined) {
    rows = rows.where(eb => eb(eb.refTuple('n.created_at', 'n.id'), '<', eb.tuple(after.createdAt, after.id)))
  }
  return (await rows.execute()).map(toShown)
}

export async function findNotification(
  db: Sql,
  { accountId, userId, id }: { accountId: string; userId: string; id: string },
): Promise<ShownNotification | undefined> {
  const row = await shownRows(db, accountId).where('n.user_id', '=', userId).where('n.id', '=', id).executeTakeFirst()
  return row && toShown(row)
}

/** How many notices a person has not read. */
export async function countUnread(db: Sql, accountId: string, userId: string): Promise<number> {
  const { count } = await noticeTables(db)
    .selectFrom('notifications')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .where('is_in_app', '=', true)
    .executeTakeFirstOrThrow()
  return count
}

/** Marks a person's notices as read: one, or all there are. */
export async function updateRead(
  db: Sql,
  { accountId, userId, id, at }: { accountId: string; userId: string; id?: string; at: Date },
): Promise<void> {
  const own = noticeTables(db)
    .updateTable('notifications')
    .set({ read_at: at })
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
  await (id === undefined ? own : own.where('id', '=', id)).execute()
}

/** Removes notices made before a moment. The connection must see every account. */
export async function deleteNotificationsBefore(db: Sql, before: Date): Promise<void> {
  await noticeTables(db).deleteFrom('notifications').where('created_at', '<', before).execute()
}

function shownRows(db: Sql, accountId: string) {
  return noticeTables(db)
    .selectFrom('notifications as n')
    .leftJoin('mails as m', join => join.onRef('m.account_id', '=', 'n.account_id').onRef('m.id', '=', 'n.mail_id'))
    .leftJoin('integrations as i', join =>
      join.onRef('i.account_id', '=', 'n.account_id').onRef('i.id', '=', 'n.integration_id'),
    )
    .selectAll('n')
    .select(['m.sent_at', 'm.given_up_at', 'i.name as integration_name'])
    .where('n.account_id', '=', accountId)
}

type ShownRow = Awaited<ReturnType<ReturnType<typeof shownRows>['execute']>>[number]

function toShown(row: ShownRow): ShownNotification {
  return {
    accountId: row.account_id,
    id: row.id,
    userId: row.user_id,
    eventId: row.event_id,
    type: row.type,
    kind: row.kind,
    integrationId: orAbsent(row.integration_id),
    integrationName: orAbsent(row.integration_name),
    title: row.title,
    sentence: row.sentence,
    isInApp: row.is_in_app,
    mailDueAt: orAbsent(row.mail_due_at),
    createdAt: row.created_at,
    readAt: orAbsent(row.read_at),
    mail: mailOf(row),
  }
}

function mailOf({ mail_due_at, mail_id, sent_at, given_up_at }: ShownRow): ShownNotification['mail'] {
  if (sent_at !== null) return { state: 'sent', at: sent_at }
  if (given_up_at !== null) return { state: 'failed', at: given_up_at }
  return { state: mail_id === null && mail_due_at === null ? 'off' : 'queued' }
}
