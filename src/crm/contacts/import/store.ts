import { sql } from 'kysely'
import type { Sql } from '../../../lib/database.ts'
import type { CustomFieldDefinition } from '../../custom-values.ts'
import type { Contact } from '../contact.ts'
import { CONTACT_COLUMNS, type ContactRow, contactOf, rowOf } from '../store.ts'
import type { CustomField } from './columns.ts'

/** The custom fields of contacts, as columns and cells are read with. */
export async function listCustomFields(db: Sql, accountId: string): Promise<(CustomField & CustomFieldDefinition)[]> {
  const { rows } = await sql<CustomField>`
    select id, name, field_key as "fieldKey", data_type as "dataType" from crm_custom_fields
     where account_id = ${accountId} and model = 'contact' order by id`.execute(db)
  return rows
}

/** Wire ids of the account's users, by id and by e-mail in lower case. */
export async function mapUsers(db: Sql, accountId: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ wire_id: string; email: string }>`
    select users.wire_id, users.email from users join memberships on memberships.user_id = users.id
     where memberships.account_id = ${accountId}`.execute(db)
  return new Map(
    rows.flatMap(row => [[row.wire_id, row.wire_id] as const, [row.email.toLowerCase(), row.wire_id] as const]),
  )
}

/** Contacts that have one of these e-mails (in lower case) or phones, the oldest first. */
export async function listByIdentities(
  db: Sql,
  accountId: string,
  { emails, phones }: { emails: readonly string[]; phones: readonly string[] },
): Promise<Contact[]> {
  // Two index scans; with "or" the planner reads every contact of the account.
  const { rows } = await sql<ContactRow>`
    select ${CONTACT_COLUMNS} from crm_contacts
     where account_id = ${accountId} and id in (
       select id from crm_contacts where account_id = ${accountId} and email_lower = any(${emails}::text[])
       union
       select id from crm_contacts where account_id = ${accountId} and phone = any(${phones}::text[]))
     order by created_at, id`.execute(db)
  return rows.map(contactOf)
}

const COLUMNS = [
  ...['account_id', 'id', 'first_name', 'last_name', 'name', 'email', 'email_lower', 'phone', 'company_name'],
  ...['address1', 'city', 'state', 'country', 'postal_code', 'website', 'timezone', 'source', 'gender', 'type'],
  ...['date_of_birth', 'dnd', 'dnd_settings', 'inbound_dnd_settings', 'tags', 'custom_values', 'assigned_to'],
  ...['followers', 'business_id', 'search_text', 'created_at', 'updated_at'],
]
const ALL = sql.raw(COLUMNS.join(', '))
const CHANGEABLE = COLUMNS.filter(name => !['account_id', 'id', 'created_at'].includes(name))

/** Many new contacts in one statement: one by one, 1000 of them took ten times as long. */
export async function insertContacts(db: Sql, accountId: string, contacts: readonly Contact[]): Promise<void> {
  if (contacts.length === 0) return
  await sql`
    insert into crm_contacts (${ALL})
    select ${ALL} from jsonb_populate_recordset(null::crm_contacts, ${toJson(accountId, contacts)}::jsonb)`.execute(db)
}

/** Writes many changed contacts in one statement; the caller holds their locks. */
export async function updateContacts(db: Sql, accountId: string, contacts: readonly Contact[]): Promise<void> {
  if (contacts.length === 0) return
  const sets = sql.raw(CHANGEABLE.map(name => `${name} = given.${name}`).join(', '))
  await sql`
    update crm_contacts set ${sets}
      from jsonb_populate_recordset(null::crm_contacts, ${toJson(accountId, contacts)}::jsonb) as given
     where crm_contacts.account_id = ${accountId} and crm_contacts.id = given.id`.execute(db)
}

function toJson(accountId: string, contacts: readonly Contact[]): string {
  return JSON.stringify(contacts.map(contact => rowOf(accountId, contact)))
}
