import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { type Appointment, instanceOf } from './appointment.ts'

/** No appointment lasts longer: a window of time is found by the start alone. */
export const DURATION_DAYS_MAX = 7

const DAY_MS = 86_400_000

interface AppointmentTable {
  account_id: string
  id: string
  contact_id: string
  calendar_id: string
  title: string | null
  appointment_status: Appointment['status']
  assigned_user_id: string | null
  users: string[]
  notes: string | null
  address: string | null
  meeting_location_type: string | null
  source: string
  start_at: Date
  end_at: Date
  rrule: string | null
  instance_starts: Date[] | null
  series_end_at: Date | null
  master_id: string | null
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_appointments: AppointmentTable }> => db

const COLUMNS = sql`
  a.id, a.contact_id as "contactId", a.calendar_id as "calendarId", c.group_id as "groupId", coalesce(a.title, '') as title,
  a.appointment_status as status, a.assigned_user_id as "assignedUserId", a.users, a.resources, a.notes as description,
  a.address, a.meeting_location_type as "meetingLocationType", a.source, a.start_at as "startAt", a.end_at as "endAt",
  a.rrule, a.instance_starts as "instanceStarts", a.master_id as "masterId", a.created_at as "createdAt",
  a.updated_at as "updatedAt"`

const FROM = sql`
  crm_appointments a left join crm_calendars c on c.account_id = a.account_id and c.id = a.calendar_id`

export async function findAppointment(db: Sql, accountId: string, id: string): Promise<Appointment | undefined> {
  const { rows } = await sql<Appointment>`
    select ${COLUMNS} from ${FROM} where a.account_id = ${accountId} and a.id = ${id}`.execute(db)
  return rows[0]
}

/** As findAppointment, and nobody else changes it until the transaction ends. */
export async function lockAppointment(db: Sql, accountId: string, id: string): Promise<Appointment | undefined> {
  const { rows } = await sql<Appointment>`
    select ${COLUMNS} from ${FROM} where a.account_id = ${accountId} and a.id = ${id} for update of a`.execute(db)
  return rows[0]
}

/** The appointments of a contact, locked until the transaction ends. */
export async function listAppointmentsOf(db: Sql, accountId: string, contactId: string): Promise<Appointment[]> {
  const { rows } = await sql<Appointment>`
    select ${COLUMNS} from ${FROM} where a.account_id = ${accountId} and a.contact_id = ${contactId}
     order by a.start_at, a.id for update of a`.execute(db)
  return rows
}

export async function insertAppointment(db: Sql, accountId: string, appointment: Appointment): Promise<void> {
  const { id, contactId, source, masterId, createdAt } = appointment
  await on(db)
    .insertInto('crm_appointments')
    .values({
      ...{ account_id: accountId, id, contact_id: contactId, source, master_id: masterId, created_at: createdAt },
      ...columnsOf(appointment),
    })
    .execute()
}

export async function updateAppointment(db: Sql, accountId: string, appointment: Appointment): Promise<void> {
  await on(db)
    .updateTable('crm_appointments')
    .set(columnsOf(appointment))
    .where('account_id', '=', accountId)
    .where('id', '=', appointment.id)
    .execute()
}

export async function deleteAppointment(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_appointments').where('account_id', '=', accountId).where('id', '=', id).execute()
}

/** Deletes a series of which neither an appointment nor a changed one is left. */
export async function deleteEmptySeries(db: Sql, accountId: string, id: string): Promise<void> {
  await sql`
    delete from crm_appointments a
     where account_id = ${accountId} and id = ${id} and cardinality(instance_starts) = 0
       and not exists (select 1 from crm_appointments b where b.account_id = ${accountId} and b.master_id = a.id)`.execute(
    db,
  )
}

function columnsOf(appointment: Appointment) {
  const { instanceStarts, startAt, endAt } = appointment
  const lastStart = instanceStarts?.at(-1)
  return {
    calendar_id: appointment.calendarId,
    title: appointment.title,
    appointment_status: appointment.status,
    assigned_user_id: appointment.assignedUserId,
    users: appointment.users,
    notes: appointment.description,
    address: appointment.address,
    meeting_location_type: appointment.meetingLocationType,
    start_at: startAt,
    end_at: endAt,
    rrule: appointment.rrule,
    instance_starts: instanceStarts,
    series_end_at: lastStart ? new Date(lastStart.getTime() + endAt.getTime() - startAt.getTime()) : null,
    updated_at: appointment.updatedAt,
  }
}

/** Rows of `a` whose time touches a window, in an account. */
export interface Window {
  accountId: string
  from: Date
  to: Date
}

/** Whose rows `a` are meant. Conditions that may use an index; several are read one after the other and must not overlap. */
export type Owner = RawBuilder<unknown>

/** Appointments that begin and end by themselves. */
export function singlesIn({ accountId, from, to }: Window, owner: Owner): RawBuilder<unknown> {
  const earliest = new Date(from.getTime() - DURATION_DAYS_MAX * DAY_MS)
  return sql`a.account_id = ${accountId} and ${owner} and a.rrule is null
    and a.start_at > ${earliest} and a.start_at < ${to} and a.end_at > ${from}`
}

/** Series of which one may be in the window; each of them stands in `instance_starts`. */
export function seriesIn({ accountId, from, to }: Window, owner: Owner): RawBuilder<unknown> {
  return sql`a.account_id = ${accountId} and ${owner} and a.rrule is not null
    and a.series_end_at > ${from} and a.start_at < ${to}`
}

/** More appointments than a reply should carry; the latest are left out. */
const LISTED_MAX = 10_000

/** What touches the window, each of a series by itself, in the order of time. */
export async function listAppointments(db: Sql, window: Window, owners: readonly Owner[]): Promise<Appointment[]> {
  const singles = owners.map(owner => sql`select ${COLUMNS} from ${FROM} where ${singlesIn(window, owner)}`)
  const series = owners.map(owner => sql`select ${COLUMNS} from ${FROM} where ${seriesIn(window, owner)}`)
  const { rows } = await sql<Appointment>`
    ${sql.join([...singles, ...series], sql` union all `)} order by "startAt", id limit ${LISTED_MAX}`.execute(db)
  return rows
    .flatMap(row => (row.instanceStarts === null ? [row] : row.instanceStarts.map(at => instanceOf(row, at))))
    .filter(({ startAt, endAt }) => startAt < window.to && endAt > window.from)
    .toSorted((a, b) => a.startAt.getTime() - b.startAt.getTime() || (a.id < b.id ? -1 : 1))
}
