import type { Sql } from '../../lib/database.ts'
import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput, WireEvent } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { withoutAbsent } from '../wire-json.ts'
import { transact, type Work } from '../work.ts'
import { lockContact, requireContact } from './find-contact.ts'
import { deleteNote, findNote, insertNote, listNotes, type Note, updateNote } from './note-store.ts'
import type { NoteBody } from './record-schema.ts'

/** Lists a contact's notes. */
export async function runListNotes(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await context.read(async db => {
    const contact = await requireContact(db, context, params.contactId)
    const notes = await listNotes(db, context.accountId, contact.id)
    return { notes: notes.map(presentNote) }
  })
}

/** Reads one note of a contact. */
export async function runGetNote(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await context.read(async db => {
    await requireContact(db, context, params.contactId)
    return { note: presentNote(await requireNote(db, context, params)) }
  })
}

/** Writes a note down. */
export async function runCreateNote(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  return await transact(context, async work => {
    const contact = await lockContact(work, params.contactId)
    const { now } = context
    const blank = { title: null, color: null, userId: null, isPinned: false, body: '' }
    const id = context.nextWireId()
    const note = noteWith(
      { ...blank, id, contactId: contact.id, createdAt: now, updatedAt: now },
      withoutLocation(context, body),
    )
    await requireUsers(work, 'userId', [note.userId])
    await insertNote(work.db, context.accountId, note)
    await work.publish(noteEvent('NoteCreate', note, context.locationId))
    return { note: presentNote(note) }
  })
}

/** n8n names the contact's location as the author of its notes, and the live service takes it: as no author at all. */
function withoutLocation({ locationId }: OperationContext, { userId, ...body }: NoteBody): NoteBody {
  return userId === undefined || userId === locationId ? body : { userId, ...body }
}

/** Changes the given parts of a note. */
export async function runUpdateNote(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  return await withNote(context, params, async (work, before) => {
    const note = noteWith({ ...before, updatedAt: context.now }, body)
    await requireUsers(work, 'userId', [body.userId])
    await updateNote(work.db, context.accountId, note)
    await work.publish(noteEvent('NoteUpdate', note, context.locationId))
    return { note: presentNote(note) }
  })
}

/** Deletes a note. */
export async function runDeleteNote(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await withNote(context, params, async (work, note) => {
    await deleteNote(work.db, context.accountId, note.id)
    await work.publish(noteEvent('NoteDelete', note, context.locationId))
    return { succeded: true }
  })
}

interface NotePath {
  contactId: string
  id: string
}

/** Works on a note while its contact is locked, so that two changes of one note follow each other. */
async function withNote(
  context: OperationContext,
  path: NotePath,
  change: (work: Work, note: Note) => Promise<object>,
): Promise<object> {
  return await transact(context, async work => {
    await lockContact(work, path.contactId)
    return await change(work, await requireNote(work.db, context, path))
  })
}

async function requireNote(db: Sql, context: OperationContext, path: NotePath): Promise<Note> {
  const { accountId } = context
  const note = isWireId(path.id) ? await findNote(db, { accountId, contactId: path.contactId, id: path.id }) : undefined
  if (note === undefined) throw notFound('Note', path.id)
  return note
}

function noteWith(note: Note, { userId, title, body, color, pinned }: NoteBody): Note {
  return {
    ...note,
    userId: userId ?? note.userId,
    title: title ?? note.title,
    body: body ?? note.body,
    color: color ?? note.color,
    isPinned: pinned ?? note.isPinned,
  }
}

function presentNote(note: Note): Record<string, unknown> {
  const { id, body, userId, contactId, title, color, isPinned, createdAt } = note
  const dateAdded = createdAt.toISOString()
  return withoutAbsent({ id, body, userId, dateAdded, contactId, title, color, pinned: isPinned })
}

/** What the world is told of a note. */
export function noteEvent(type: string, note: Note, locationId: string): WireEvent {
  const { id, body, contactId, createdAt } = note
  return { type, body: { type, locationId, id, body, contactId, dateAdded: createdAt.toISOString() } }
}
