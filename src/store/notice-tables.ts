import type { Generated, Kysely } from 'kysely'
import type { NoticeChannel } from '../domain/notice.ts'
import type { Sql } from '../lib/database.ts'
import type { Tables } from './tables.ts'

type Maybe<Value> = Value | null

interface OccasionsTable {
  account_id: string
  key: string
  at: Date
}

interface NoticeQueueTable {
  account_id: string
  event_id: string
  queued_at: Date
}

interface MailsTable {
  account_id: string
  id: string
  recipient: string
  subject: string
  text_body: string
  html_body: string
  tries: Generated<number>
  next_try_at: Date
  lease_until: Maybe<Date>
  sent_at: Maybe<Date>
  given_up_at: Maybe<Date>
  last_error: Maybe<string>
  created_at: Date
}

interface NotificationsTable {
  account_id: string
  id: string
  user_id: string
  event_id: string
  type: string
  kind: string
  integration_id: Maybe<string>
  title: string
  sentence: string
  is_in_app: boolean
  mail_due_at: Maybe<Date>
  mail_id: Maybe<string>
  created_at: Date
  read_at: Maybe<Date>
}

interface NotificationPreferencesTable {
  account_id: string
  user_id: string
  kind: string
  channel: NoticeChannel
  is_wanted: boolean
}

interface CalendarFeedsTable {
  account_id: string
  user_id: string
  token_hash: Buffer
  last4: string
  created_at: Date
  last_read_at: Maybe<Date>
}

interface TimerTurnsTable {
  name: string
  ran_at: Date
}

export interface NoticeTables extends Tables {
  occasions: OccasionsTable
  notice_queue: NoticeQueueTable
  mails: MailsTable
  notifications: NotificationsTable
  notification_preferences: NotificationPreferencesTable
  calendar_feeds: CalendarFeedsTable
  timer_turns: TimerTurnsTable
}

/** The same connection, with the types of all that notices stand on. */
export function noticeTables(db: Sql): Kysely<NoticeTables> {
  return db as Kysely<NoticeTables>
}
