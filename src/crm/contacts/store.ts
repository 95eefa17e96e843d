import { type Kysely, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { contactSearchText } from '../search-text.ts'
import { type Contact, TEXT_COLUMNS, TEXT_FIELDS, type TextField } from './contact.ts'

type TextColumns = { [Field in TextField as (typeof TEXT_COLUMNS)[Field]]: string | null }

/** A row of crm_contacts. A date is read and written as text: a JavaScript Date would shift it by the time zone. */
export interface ContactRow extends TextColumns {
  account_id: string
  id: string
  email_lower: string | null
  search_text: string
  type: string
  date_of_birth: string | null
  dnd: boolean
  dnd_settings: Contact['dndSettings']
  inbound_dnd_settings: Contact['inboundDndSettings']
  tags: string[]
  custom_values: Contact['customValues']
  followers: string[]
  business_id: string | null
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_contacts: ContactRow }> => db

/** Every column that a contact is read from. */
export const CONTACT_COLUMNS = sql.raw<unknown>(
  [
    ...Object.values(TEXT_COLUMNS),
    ...['id', 'type', 'date_of_birth::text', 'dnd', 'dnd_settings', 'inbound_dnd_settings', 'tags', 'custom_values'],
    ...['followers', 'business_id', 'created_at', 'updated_at'],
  ].join(', '),
)

/** The domain's contact of a row. */
export function contactOf(row: ContactRow): Contact {
  const text = Object.fromEntries(TEXT_FIELDS.map(field => [field, row[TEXT_COLUMNS[field]]]))
  return {
    ...(text as Record<TextField, string | null>),
    id: row.id,
    type: row.type,
    dateOfBirth: row.date_of_birth,
    dnd: row.dnd,
    dndSettings: row.dnd_settings,
    inboundDndSettings: row.inbound_dnd_settings,
    tags: row.tags,
    customValues: row.custom_values,
    followers: row.followers,
    businessId: row.business_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** The whole row of a contact, its JSON columns as values. */
export function rowOf(accountId: string, contact: Contact): ContactRow {
  return { ...columnsOf(contact), account_id: accountId, id: contact.id, created_at: contact.createdAt }
}

function columnsOf(contact: Contact): Omit<ContactRow, 'account_id' | 'id' | 'created_at'> {
  const text = Object.fromEntries(TEXT_FIELDS.map(field => [TEXT_COLUMNS[field], contact[field]])) as TextColumns
  return {
    ...text,
    email_lower: contact.email?.toLowerCase() ?? null,
    search_text: contactSearchText(contact),
    type: contact.type,
    date_of_birth: contact.dateOfBirth,
    dnd: contact.dnd,
    dnd_settings: contact.dndSettings,
    inbound_dnd_settings: contact.inboundDndSettings,
    tags: contact.tags,
    custom_values: contact.customValues,
    followers: contact.followers,
    business_id: contact.businessId,
    updated_at: contact.updatedAt,
  }
}

/** pg writes an object as JSON by itself, but an array as a PostgreSQL array: what is jsonb goes as text. */
function written<Row extends Pick<ContactRow, 'dnd_settings' | 'inbound_dnd_settings' | 'custom_values'>>(
  row: Row,
): Row {
  return {
    ...row,
    dnd_settings: JSON.stringify(row.dnd_settings) as never,
    inbound_dnd_settings: JSON.stringify(row.inbound_dnd_settings) as never,
    custom_values: JSON.stringify(row.custom_values) as never,
  }
}

/** The account's contact of that id. */
export async function findContact(db: Sql, accountId: string, id: string): Promise<Contact | undefined> {
  const { rows } = await sql<ContactRow>`
    select ${CONTACT_COLUMNS} from crm_contacts where account_id = ${accountId} and id = ${id}`.execute(db)
  return rows[0] && contactOf(rows[0])
}

/** The contacts among these ids, locked in one order until the transaction ends. */
export async function lockContacts(db: Sql, accountId: string, ids: readonly string[]): Promise<Contact[]> {
  const { rows } = await sql<ContactRow>`
    select ${CONTACT_COLUMNS} from crm_contacts
     where account_id = ${accountId} and id = any(${ids}) order by id for update`.execute(db)
  return rows.map(contactOf)
}

export async function insertContact(db: Sql, accountId: string, contact: Contact): Promise<void> {
  await on(db)
    .insertInto('crm_contacts')
    .values(written(rowOf(accountId, contact)))
    .execute()
}

export async function updateContact(db: Sql, accountId: string, contact: Contact): Promise<void> {
  await on(db)
    .updateTable('crm_contacts')
    .set(written(columnsOf(contact)))
    .where('account_id', '=', accountId)
    .where('id', '=', contact.id)
    .execute()
}

export async function deleteContact(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_contacts').where('account_id', '=', accountId).where('id', '=', id).execute()
}

/** The oldest contact with that e-mail or phone, other than `exceptId`. */
export async function findByIdentity(
  db: Sql,
  accountId: string,
  identity: { email?: string | null; phone?: string | null; exceptId?: string },
): Promise<Contact | undefined> {
  const match =
    identity.email == null ? sql`phone = ${identity.phone}` : sql`email_lower = ${identity.email.toLowerCase()}`
  const { rows } = await sql<ContactRow>`
    select ${CONTACT_COLUMNS} from crm_contacts
     where account_id = ${accountId} and ${match} and id <> ${identity.exceptId ?? ''}
     order by created_at, id limit 1`.execute(db)
  return rows[0] && contactOf(rows[0])
}
