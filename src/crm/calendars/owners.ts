import { sql } from 'kysely'
import type { Owner } from './appointment-store.ts'

/** Appointments of one calendar. */
export function ofCalendar(calendarId: string): Owner[] {
  return [sql`a.calendar_id = ${calendarId}`]
}

/** Appointments of the calendars that are in a group now. */
export function ofGroup(accountId: string, groupId: string): Owner[] {
  return [
    sql`a.calendar_id in (select id from crm_calendars where account_id = ${accountId} and group_id = ${groupId})`,
  ]
}

/** Appointments that any of these people take part in: two reads, because each has an index of its own. */
export function ofUsers(userIds: readonly string[]): Owner[] {
  return [
    sql`a.assigned_user_id = any(${userIds})`,
    sql`a.is_shared and a.users && ${userIds}::text[] and (a.assigned_user_id = any(${userIds})) is not true`,
  ]
}
