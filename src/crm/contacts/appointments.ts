import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { withoutAbsent } from '../wire-json.ts'
import { requireContact } from './find-contact.ts'

/** More appointments than a reply should carry; the oldest are left out. */
const LISTED_MAX = 1000

interface AppointmentRow {
  id: string
  calendar_id: string
  group_id: string | null
  title: string | null
  status: string
  appointment_status: string
  assigned_user_id: string | null
  users: string[]
  resources: string[]
  notes: string | null
  address: string | null
  start_at: Date
  end_at: Date
  created_at: Date
  updated_at: Date
}

/** Lists the appointments of a contact, the latest first. */
export async function runListAppointments(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await context.read(async db => {
    const contact = await requireContact(db, context, params.contactId)
    const rows = await listRows(db, context.accountId, contact.id)
    const wire = { locationId: context.locationId, contactId: contact.id }
    return { events: rows.map(row => ({ ...presentAppointment(row), ...wire })) }
  })
}

async function listRows(db: Sql, accountId: string, contactId: string): Promise<AppointmentRow[]> {
  const { rows } = await sql<AppointmentRow>`
    select a.id, a.calendar_id, c.group_id, a.title, a.status, a.appointment_status, a.assigned_user_id, a.users,
           a.resources, a.notes, a.address, a.start_at, a.end_at, a.created_at, a.updated_at
      from crm_appointments a left join crm_calendars c on c.account_id = a.account_id and c.id = a.calendar_id
     where a.account_id = ${accountId} and a.contact_id = ${contactId}
     order by a.start_at desc, a.id desc limit ${LISTED_MAX}`.execute(db)
  return rows
}

function presentAppointment(row: AppointmentRow): Record<string, unknown> {
  return withoutAbsent({
    id: row.id,
    calendarId: row.calendar_id,
    status: row.status,
    title: row.title,
    assignedUserId: row.assigned_user_id,
    notes: row.notes,
    startTime: inSeconds(row.start_at),
    endTime: inSeconds(row.end_at),
    address: row.address,
    groupId: row.group_id,
    appointmentStatus: row.appointment_status,
    users: row.users,
    dateAdded: inSeconds(row.created_at),
    dateUpdated: inSeconds(row.updated_at),
    assignedResources: row.resources,
  })
}

/** `2021-07-16 11:00:00`, in UTC: this one operation has another form of time than all others. */
function inSeconds(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
