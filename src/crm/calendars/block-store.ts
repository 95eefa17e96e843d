import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** Time that is kept free of appointments: of a calendar, or of a person in every calendar. */
export interface Block {
  id: string
  calendarId: string | null
  userId: string | null
  title: string
  startAt: Date
  endAt: Date
  createdAt: Date
  updatedAt: Date
}

interface BlockTable {
  account_id: string
  id: string
  calendar_id: string | null
  user_id: string | null
  title: string
  start_at: Date
  end_at: Date
  created_at: Date
  updated_at: Date
}

interface CalendarTable {
  account_id: string
  id: string
  group_id: string | null
}

const on = (db: Sql): Kysely<{ crm_blocked_slots: BlockTable; crm_calendars: CalendarTable }> => db

const COLUMNS = [
  'id',
  'calendar_id as calendarId',
  'user_id as userId',
  'title',
  'start_at as startAt',
  'end_at as endAt',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** More blocked times than a reply should carry; the latest are left out. */
const LISTED_MAX = 10_000

/** Whose blocked times are meant. */
export type BlockOwner = { calendarId: string } | { userId: string } | { groupId: string }

/** The blocked times that touch a window, in the order of time. */
export async function listBlocks(
  db: Sql,
  { accountId, from, to }: { accountId: string; from: Date; to: Date },
  owner: BlockOwner,
): Promise<Block[]> {
  let query = on(db)
    .selectFrom('crm_blocked_slots')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('end_at', '>', from)
    .where('start_at', '<', to)
  if ('calendarId' in owner) query = query.where('calendar_id', '=', owner.calendarId)
  if ('userId' in owner) query = query.where('user_id', '=', owner.userId)
  if ('groupId' in owner) {
    const ofGroup = on(db).selectFrom('crm_calendars').select('id').where('account_id', '=', accountId)
    query = query.where('calendar_id', 'in', ofGroup.where('group_id', '=', owner.groupId))
  }
  return await query.orderBy('start_at').orderBy('id').limit(LISTED_MAX).execute()
}

/** The blocked time of that id; nobody else changes it until the transaction ends. */
export async function lockBlock(db: Sql, accountId: string, id: string): Promise<Block | undefined> {
  return await on(db)
    .selectFrom('crm_blocked_slots')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function insertBlock(db: Sql, accountId: string, block: Block): Promise<void> {
  const { id, createdAt } = block
  await on(db)
    .insertInto('crm_blocked_slots')
    .values({ account_id: accountId, id, created_at: createdAt, ...columnsOf(block) })
    .execute()
}

export async function updateBlock(db: Sql, accountId: string, block: Block): Promise<void> {
  await on(db)
    .updateTable('crm_blocked_slots')
    .set(columnsOf(block))
    .where('account_id', '=', accountId)
    .where('id', '=', block.id)
    .execute()
}

/** False when there was none. */
export async function deleteBlock(db: Sql, accountId: string, id: string): Promise<boolean> {
  const result = await on(db)
    .deleteFrom('crm_blocked_slots')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}

function columnsOf({ calendarId, userId, title, startAt, endAt, updatedAt }: Block) {
  return { calendar_id: calendarId, user_id: userId, title, start_at: startAt, end_at: endAt, updated_at: updatedAt }
}
