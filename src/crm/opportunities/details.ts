import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { withoutAbsent } from '../wire-json.ts'

/** What a search may show of an opportunity's contact besides its name. */
export interface DetailNames {
  notes: boolean
  tasks: boolean
  calendarEvents: boolean
}

type Wire = Record<string, unknown>
type Details = Partial<Record<keyof DetailNames, Wire[]>>

/** More of each than a list should carry; the oldest are left out. */
const LISTED_MAX = 50

/** Looks up what is asked for of these contacts, and says what there is of one of them. */
export async function findDetails(
  db: Sql,
  accountId: string,
  { contactIds, details }: { contactIds: readonly string[]; details: DetailNames },
): Promise<(contactId: string | null) => Details> {
  const asked = (Object.keys(SOURCES) as (keyof DetailNames)[]).filter(name => details[name])
  const found = new Map<keyof DetailNames, Map<string, Row[]>>()
  for (const name of asked) {
    const rows = contactIds.length === 0 ? [] : await listRows(db, accountId, { name, contactIds })
    found.set(
      name,
      Map.groupBy(rows, row => row.contactId),
    )
  }
  return contactId =>
    Object.fromEntries(
      asked.map(name => {
        const rows = found.get(name)?.get(contactId ?? '') ?? []
        return [name, rows.map(row => withoutAbsent(presentTimes(row)))]
      }),
    )
}

interface Row extends Wire {
  contactId: string
}

/** Table and columns, as the wire names them, of each detail; the newest first by `at`. */
const SOURCES: Record<keyof DetailNames, { table: string; at: string; columns: string }> = {
  notes: {
    table: 'crm_contact_notes',
    at: 'created_at',
    columns: 'id, body, user_id as "userId", contact_id as "contactId", created_at as "dateAdded"',
  },
  tasks: {
    table: 'crm_tasks',
    at: 'created_at',
    columns:
      'id, title, body, assigned_to as "assignedTo", due_date as "dueDate", completed, contact_id as "contactId"',
  },
  calendarEvents: {
    table: 'crm_appointments',
    at: 'start_at',
    columns:
      'id, title, calendar_id as "calendarId", contact_id as "contactId", appointment_status as "appointmentStatus", assigned_user_id as "assignedUserId", start_at as "startTime", end_at as "endTime"',
  },
}

/** One indexed look-up per contact: sorting everything of all of them first would read a busy contact whole. */
async function listRows(
  db: Sql,
  accountId: string,
  { name, contactIds }: { name: keyof DetailNames; contactIds: readonly string[] },
): Promise<Row[]> {
  const { table, at, columns } = SOURCES[name]
  const { rows } = await sql<Row>`
    select listed.* from unnest(${contactIds}::text[]) as wanted (wanted_id) cross join lateral (
      select ${sql.raw(columns)} from ${sql.table(table)}
       where account_id = ${accountId} and contact_id = wanted_id
       order by ${sql.ref(at)} desc, id desc limit ${LISTED_MAX}) as listed`.execute(db)
  return rows
}

function presentTimes(row: Wire): Wire {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  )
}
