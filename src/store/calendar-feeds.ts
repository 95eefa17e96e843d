import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'
import { orAbsent } from './tables.ts'

/** A person's secret address of an account's due dates, without the secret. */
export interface CalendarFeed {
  accountId: string
  userId: string
  last4: string
  createdAt: Date
  lastReadAt?: Date
}

export async function findCalendarFeed(db: Sql, accountId: string, userId: string): Promise<CalendarFeed | undefined> {
  const row = await rows(db).where('account_id', '=', accountId).where('user_id', '=', userId).executeTakeFirst()
  return row && toFeed(row)
}

/** The feed behind a presented secret. The connection must see every account. */
export async function findCalendarFeedByHash(db: Sql, tokenHash: Buffer): Promise<CalendarFeed | undefined> {
  const row = await rows(db).where('token_hash', '=', tokenHash).executeTakeFirst()
  return row && toFeed(row)
}

/** Writes a person's feed; the address before it is dead. */
export async function upsertCalendarFeed(db: Sql, feed: CalendarFeed & { tokenHash: Buffer }): Promise<void> {
  const { accountId, userId, tokenHash, last4, createdAt } = feed
  const secret = { token_hash: tokenHash, last4, created_at: createdAt, last_read_at: null }
  await noticeTables(db)
    .insertInto('calendar_feeds')
    .values({ account_id: accountId, user_id: userId, ...secret })
    .onConflict(conflict => conflict.columns(['account_id', 'user_id']).doUpdateSet(secret))
    .execute()
}

export async function updateFeedRead(db: Sql, { accountId, userId }: CalendarFeed, at: Date): Promise<void> {
  await noticeTables(db)
    .updateTable('calendar_feeds')
    .set({ last_read_at: at })
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .execute()
}

/** False when there was none. */
export async function deleteCalendarFeed(db: Sql, accountId: string, userId: string): Promise<boolean> {
  const gone = await noticeTables(db)
    .deleteFrom('calendar_feeds')
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst()
  return gone !== undefined
}

function rows(db: Sql) {
  return noticeTables(db)
    .selectFrom('calendar_feeds')
    .select(['account_id', 'user_id', 'last4', 'created_at', 'last_read_at'])
}

function toFeed(row: {
  account_id: string
  user_id: string
  last4: string
  created_at: Date
  last_read_at: Date | null
}): CalendarFeed {
  return {
    accountId: row.account_id,
    userId: row.user_id,
    last4: row.last4,
    createdAt: row.created_at,
    lastReadAt: orAbsent(row.last_read_at),
  }
}
