import type { Operation } from '../operation.ts'
import { runCreateNote, runDeleteNote, runGetNote, runListNotes, runUpdateNote } from './notes.ts'
import { CreateNoteBody, UpdateNoteBody } from './record-schema.ts'
import { ContactParams, NoteParams } from './schema.ts'

const READ = { module: 'contacts', scope: 'contacts.readonly', status: 200, locationFrom: 'token' } as const
const WRITE = { module: 'contacts', scope: 'contacts.write', locationFrom: 'token' } as const

/** The notes of a contact. */
export const noteOperations: Operation[] = [
  {
    ...READ,
    id: 'get-all-notes',
    method: 'GET',
    path: '/contacts/:contactId/notes',
    params: ContactParams,
    run: runListNotes,
  },
  {
    ...WRITE,
    id: 'create-note',
    method: 'POST',
    path: '/contacts/:contactId/notes',
    status: 201,
    params: ContactParams,
    body: CreateNoteBody,
    run: runCreateNote,
  },
  {
    ...READ,
    id: 'get-note',
    method: 'GET',
    path: '/contacts/:contactId/notes/:id',
    params: NoteParams,
    run: runGetNote,
  },
  {
    ...WRITE,
    id: 'update-note',
    method: 'PUT',
    path: '/contacts/:contactId/notes/:id',
    status: 200,
    params: NoteParams,
    body: UpdateNoteBody,
    run: runUpdateNote,
  },
  {
    ...WRITE,
    id: 'delete-note',
    method: 'DELETE',
    path: '/contacts/:contactId/notes/:id',
    status: 200,
    params: NoteParams,
    run: runDeleteNote,
  },
]
