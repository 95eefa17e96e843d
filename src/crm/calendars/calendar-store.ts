import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import type { Calendar, CalendarSettings, CalendarType } from './calendar.ts'

interface CalendarTable {
  account_id: string
  id: string
  group_id: string | null
  name: string
  slug: string
  calendar_type: CalendarType
  is_active: boolean
  settings: CalendarSettings
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_calendars: CalendarTable }> => db

const COLUMNS = [
  'id',
  'group_id as groupId',
  'name',
  'slug',
  'calendar_type as type',
  'is_active as isActive',
  'settings',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** More calendars than a reply should carry; those made last are left out. */
const LISTED_MAX = 1000

export interface CalendarFilter {
  groupId?: string | undefined
  isActive?: true | undefined
}

/** The calendars of an account, the oldest first. */
export async function listCalendars(db: Sql, accountId: string, filter: CalendarFilter): Promise<Calendar[]> {
  let query = on(db).selectFrom('crm_calendars').select(COLUMNS).where('account_id', '=', accountId)
  if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId)
  if (filter.isActive !== undefined) query = query.where('is_active', '=', true)
  return await query.orderBy('created_at').orderBy('id').limit(LISTED_MAX).execute()
}

export async function findCalendar(db: Sql, accountId: string, id: string): Promise<Calendar | undefined> {
  return await ofId(db, accountId, id).executeTakeFirst()
}

/** As findCalendar, and nobody else changes the calendar until the transaction ends. */
export async function lockCalendar(db: Sql, accountId: string, id: string): Promise<Calendar | undefined> {
  return await ofId(db, accountId, id).forUpdate().executeTakeFirst()
}

function ofId(db: Sql, accountId: string, id: string) {
  return on(db).selectFrom('crm_calendars').select(COLUMNS).where('account_id', '=', accountId).where('id', '=', id)
}

/** False when the account has a calendar with that slug. */
export async function insertCalendar(db: Sql, accountId: string, calendar: Calendar): Promise<boolean> {
  const result = await on(db)
    .insertInto('crm_calendars')
    .values({ account_id: accountId, id: calendar.id, created_at: calendar.createdAt, ...columnsOf(calendar) })
    .onConflict(conflict => conflict.columns(['account_id', 'slug']).doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Fails on crm_calendars_slug when another calendar has the slug. */
export async function updateCalendar(db: Sql, accountId: string, calendar: Calendar): Promise<void> {
  await on(db)
    .updateTable('crm_calendars')
    .set(columnsOf(calendar))
    .where('account_id', '=', accountId)
    .where('id', '=', calendar.id)
    .execute()
}

/** False when there was none. */
export async function deleteCalendar(db: Sql, accountId: string, id: string): Promise<boolean> {
  const result = await on(db)
    .deleteFrom('crm_calendars')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}

function columnsOf(calendar: Calendar) {
  return {
    group_id: calendar.groupId,
    name: calendar.name,
    slug: calendar.slug,
    calendar_type: calendar.type,
    is_active: calendar.isActive,
    settings: JSON.stringify(calendar.settings) as never,
    updated_at: calendar.updatedAt,
  }
}
