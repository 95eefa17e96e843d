import { type Kysely, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** What somebody wrote down about a contact. */
export interface Note {
  id: string
  contactId: string
  userId: string | null
  title: string | null
  body: string
  color: string | null
  isPinned: boolean
  createdAt: Date
  updatedAt: Date
}

interface NoteTable {
  account_id: string
  id: string
  contact_id: string
  user_id: string | null
  title: string | null
  body: string
  color: string | null
  pinned: boolean
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_contact_notes: NoteTable }> => db

const COLUMNS = [
  'id',
  'contact_id as contactId',
  'user_id as userId',
  'title',
  'body',
  'color',
  'pinned as isPinned',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** More notes than a reply should carry; the oldest are left out. */
const LISTED_MAX = 1000

/** Whose note: the account's, of that contact. */
export interface NoteKey {
  accountId: string
  contactId: string
  id: string
}

/** The notes of a contact, pinned ones first, then newest first. */
export async function listNotes(db: Sql, accountId: string, contactId: string): Promise<Note[]> {
  return await on(db)
    .selectFrom('crm_contact_notes')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('contact_id', '=', contactId)
    .orderBy(sql`pinned desc, created_at desc, id desc`)
    .limit(LISTED_MAX)
    .execute()
}

export async function findNote(db: Sql, key: NoteKey): Promise<Note | undefined> {
  return await on(db)
    .selectFrom('crm_contact_notes')
    .select(COLUMNS)
    .where('account_id', '=', key.accountId)
    .where('contact_id', '=', key.contactId)
    .where('id', '=', key.id)
    .executeTakeFirst()
}

export async function insertNote(db: Sql, accountId: string, note: Note): Promise<void> {
  const { id, contactId, createdAt } = note
  await on(db)
    .insertInto('crm_contact_notes')
    .values({ account_id: accountId, id, contact_id: contactId, created_at: createdAt, ...columnsOf(note) })
    .execute()
}

export async function updateNote(db: Sql, accountId: string, note: Note): Promise<void> {
  await on(db)
    .updateTable('crm_contact_notes')
    .set(columnsOf(note))
    .where('account_id', '=', accountId)
    .where('id', '=', note.id)
    .execute()
}

export async function deleteNote(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_contact_notes').where('account_id', '=', accountId).where('id', '=', id).execute()
}

function columnsOf(note: Note) {
  const { userId, title, body, color, isPinned, updatedAt } = note
  return { user_id: userId, title, body, color, pinned: isPinned, updated_at: updatedAt }
}
