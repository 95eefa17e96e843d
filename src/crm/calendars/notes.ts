import type { Sql } from '../../lib/database.ts'
import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { withoutAbsent } from '../wire-json.ts'
import { transact, type Work } from '../work.ts'
import { type LockedAppointment, requireAppointment, requireLockedAppointment } from './find-appointment.ts'
import { deleteNote, findNote, insertNote, listNotes, type NoteKey, type SignedNote, updateNote } from './note-store.ts'
import type { NoteBody, NotesQuery } from './schema.ts'

/** Lists the notes of an appointment, the newest first. */
export async function runListNotes(context: OperationContext, { params, query }: OperationInput): Promise<object> {
  const { limit = 10, offset = 0 } = query as NotesQuery
  return await context.read(async db => {
    const appointment = await requireAppointment(db, context, params.appointmentId)
    const key = { accountId: context.accountId, appointmentId: noteHolder({ appointment }) }
    const { notes, hasMore } = await listNotes(db, key, { limit, offset })
    return { notes: notes.map(note => presentNote(note, appointment.contactId)), hasMore }
  })
}

/** Writes a note down. */
export async function runCreateNote(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { userId, body: text } = body as NoteBody
  return await withAppointment(context, params.appointmentId, async (work, { contactId, appointmentId }) => {
    await requireUsers(work, 'userId', [userId])
    const { now } = context
    const note = { id: context.nextWireId(), appointmentId, userId: userId ?? null, body: text }
    await insertNote(work.db, context.accountId, { ...note, createdAt: now, updatedAt: now })
    const key = { accountId: context.accountId, appointmentId, id: note.id }
    return { note: presentNote(await requireNote(work.db, key), contactId) }
  })
}

/** Changes the text of a note, and with a user its author. */
export async function runUpdateNote(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { userId, body: text } = body as NoteBody
  return await withAppointment(context, params.appointmentId, async (work, { contactId, appointmentId }) => {
    const key = { accountId: context.accountId, appointmentId, id: params.noteId }
    await requireNote(work.db, key)
    await requireUsers(work, 'userId', [userId])
    await updateNote(work.db, key, { userId, body: text, now: context.now })
    return { note: presentNote(await requireNote(work.db, key), contactId) }
  })
}

/** Deletes a note. */
export async function runDeleteNote(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await withAppointment(context, params.appointmentId, async ({ db }, { appointmentId }) => {
    const key = { accountId: context.accountId, appointmentId, id: params.noteId }
    await requireNote(db, key)
    await deleteNote(db, key)
    return { success: true }
  })
}

/** Works on the notes of an appointment while it is locked, so that none is written to one that goes at that moment. */
async function withAppointment(
  context: OperationContext,
  id: string,
  change: (work: Work, of: { contactId: string; appointmentId: string }) => Promise<object>,
): Promise<object> {
  return await transact(context, async work => {
    const found = await requireLockedAppointment(work, id)
    return await change(work, { contactId: found.appointment.contactId, appointmentId: noteHolder(found) })
  })
}

/** One of a series that has no row of its own shares the notes of the series. */
function noteHolder({ appointment }: Pick<LockedAppointment, 'appointment'>): string {
  return appointment.rrule === null ? appointment.id : (appointment.masterId ?? appointment.id)
}

async function requireNote(db: Sql, key: NoteKey): Promise<SignedNote> {
  const note = isWireId(key.id) ? await findNote(db, key) : undefined
  if (note === undefined) throw notFound('Note', key.id)
  return note
}

function presentNote({ id, body, userId, userName, createdAt }: SignedNote, contactId: string) {
  const createdBy = userId === null ? undefined : withoutAbsent({ id: userId, name: userName })
  return withoutAbsent({ id, body, userId, dateAdded: createdAt.toISOString(), contactId, createdBy })
}
