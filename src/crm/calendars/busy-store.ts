import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { FREEING_STATUSES } from './appointment.ts'
import { type Owner, seriesIn, singlesIn, type Window } from './appointment-store.ts'
import type { Busy } from './availability.ts'
import { ofCalendar, ofUsers } from './owners.ts'

/** Whose time is asked about. */
export interface BusyQuery {
  calendarId: string
  userIds: readonly string[]
  except?: Moving | undefined
}

/** An appointment that is about to move, or the one of a series that begins then: it doesn't stand in its own way. */
export interface Moving {
  id: string
  startAt?: Date
}

interface BusyRow {
  calendar_id: string
  user_ids: (string | null)[]
  start_at: Date
  end_at: Date
}

/** All that takes the calendar's or the people's time within the window. */
export async function listBusy(db: Sql, window: Window, query: BusyQuery): Promise<Busy[]> {
  const { calendarId, userIds } = query
  const elsewhere =
    userIds.length === 0 ? [] : ofUsers(userIds).map(owner => sql`a.calendar_id <> ${calendarId} and ${owner}`)
  const owners = [...ofCalendar(calendarId), ...elsewhere]
  const selects = owners.flatMap(owner => busySelects(window, owner, query.except))
  const { rows } = await sql<BusyRow>`${sql.join(selects, sql` union all `)}`.execute(db)
  const appointments = rows.map(row => busyOf(row, row.calendar_id === calendarId ? 'own' : 'elsewhere'))
  return [...appointments, ...(await listBlocks(db, window, query))]
}

function busySelects(window: Window, owner: Owner, except: Moving = { id: '' }): RawBuilder<unknown>[] {
  const counts = sql`a.appointment_status <> all(${FREEING_STATUSES})`
  const who = sql`a.calendar_id, a.assigned_user_id || a.users as user_ids`
  const isOther =
    except.startAt === undefined ? sql`a.id <> ${except.id}` : sql`not (a.id = ${except.id} and at = ${except.startAt})`
  return [
    sql`select ${who}, a.start_at, a.end_at from crm_appointments a
         where ${singlesIn(window, owner)} and ${counts} and a.id <> ${except.id}`,
    sql`select ${who}, at as start_at, at + (a.end_at - a.start_at) as end_at
          from crm_appointments a cross join lateral unnest(a.instance_starts) as at
         where ${seriesIn(window, owner)} and ${counts} and ${isOther}
           and at < ${window.to} and at + (a.end_at - a.start_at) > ${window.from}`,
  ]
}

/** Blocked times, cut to the window: a holiday of weeks is no more than what of it lies there. */
async function listBlocks(db: Sql, { accountId, from, to }: Window, query: BusyQuery): Promise<Busy[]> {
  const { rows } = await sql<BusyRow>`
    select calendar_id, array[user_id] as user_ids, greatest(start_at, ${from}) as start_at, least(end_at, ${to}) as end_at
      from crm_blocked_slots
     where account_id = ${accountId} and end_at > ${from} and start_at < ${to}
       and (calendar_id = ${query.calendarId} or user_id = any(${query.userIds}))`.execute(db)
  return rows.map(row => busyOf(row, 'block'))
}

function busyOf({ user_ids, start_at, end_at }: BusyRow, kind: Busy['kind']): Busy {
  const userIds = user_ids.filter(id => id !== null)
  return { kind, userIds, startMs: start_at.getTime(), endMs: end_at.getTime() }
}

/** How many appointments of the calendar each person has had since then. */
export async function countLoad(
  db: Sql,
  accountId: string,
  { calendarId, since }: { calendarId: string; since: Date },
): Promise<Map<string, number>> {
  const { rows } = await sql<{ user_id: string; count: number }>`
    select assigned_user_id as user_id, count(*) as count from crm_appointments
     where account_id = ${accountId} and calendar_id = ${calendarId} and start_at > ${since}
       and assigned_user_id is not null and appointment_status <> all(${FREEING_STATUSES})
     group by assigned_user_id`.execute(db)
  return new Map(rows.map(row => [row.user_id, row.count]))
}

/** Those of the people who belong to the account: who left takes no appointments. */
export async function listUsersHere(db: Sql, accountId: string, userIds: readonly string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set()
  const { rows } = await sql<{ wire_id: string }>`
    select users.wire_id from users join memberships on memberships.user_id = users.id
     where memberships.account_id = ${accountId} and users.wire_id = any(${userIds})`.execute(db)
  return new Set(rows.map(row => row.wire_id))
}
