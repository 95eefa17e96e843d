import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** What somebody wrote down about an appointment. */
export interface AppointmentNote {
  id: string
  appointmentId: string
  userId: string | null
  body: string
  createdAt: Date
  updatedAt: Date
}

/** A note with the name of who wrote it. */
export interface SignedNote extends AppointmentNote {
  userName: string | null
}

interface Tables {
  crm_appointment_notes: {
    account_id: string
    id: string
    appointment_id: string
    user_id: string | null
    body: string
    created_at: Date
    updated_at: Date
  }
  users: { wire_id: string; name: string }
}

const on = (db: Sql): Kysely<Tables> => db

/** A page of an appointment's notes, the newest first, and whether there are more. */
export async function listNotes(
  db: Sql,
  { accountId, appointmentId }: { accountId: string; appointmentId: string },
  { limit, offset }: { limit: number; offset: number },
): Promise<{ notes: SignedNote[]; hasMore: boolean }> {
  const notes = await signedNotes(db, accountId, appointmentId)
    .orderBy('note.created_at', 'desc')
    .orderBy('note.id', 'desc')
    .limit(limit + 1)
    .offset(offset)
    .execute()
  return { notes: notes.slice(0, limit), hasMore: notes.length > limit }
}

/** Whose note: the account's, of that appointment. */
export interface NoteKey {
  accountId: string
  appointmentId: string
  id: string
}

export async function findNote(db: Sql, { accountId, appointmentId, id }: NoteKey): Promise<SignedNote | undefined> {
  return await signedNotes(db, accountId, appointmentId).where('note.id', '=', id).executeTakeFirst()
}

export async function insertNote(db: Sql, accountId: string, note: AppointmentNote): Promise<void> {
  await on(db)
    .insertInto('crm_appointment_notes')
    .values({
      ...{ account_id: accountId, id: note.id, appointment_id: note.appointmentId, user_id: note.userId },
      ...{ body: note.body, created_at: note.createdAt, updated_at: note.updatedAt },
    })
    .execute()
}

/** False when there is none. */
export async function updateNote(
  db: Sql,
  key: NoteKey,
  { userId, body, now }: { userId?: string | undefined; body: string; now: Date },
): Promise<boolean> {
  const result = await on(db)
    .updateTable('crm_appointment_notes')
    .set({ body, updated_at: now, ...(userId === undefined ? {} : { user_id: userId }) })
    .where('account_id', '=', key.accountId)
    .where('appointment_id', '=', key.appointmentId)
    .where('id', '=', key.id)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** False when there was none. */
export async function deleteNote(db: Sql, key: NoteKey): Promise<boolean> {
  const result = await on(db)
    .deleteFrom('crm_appointment_notes')
    .where('account_id', '=', key.accountId)
    .where('appointment_id', '=', key.appointmentId)
    .where('id', '=', key.id)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}

function signedNotes(db: Sql, accountId: string, appointmentId: string) {
  return on(db)
    .selectFrom('crm_appointment_notes as note')
    .leftJoin('users', 'users.wire_id', 'note.user_id')
    .select(['note.id', 'note.appointment_id as appointmentId', 'note.user_id as userId', 'note.body'])
    .select(['note.created_at as createdAt', 'note.updated_at as updatedAt', 'users.name as userName'])
    .where('note.account_id', '=', accountId)
    .where('note.appointment_id', '=', appointmentId)
}
