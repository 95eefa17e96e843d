import type { Operation } from '../operation.ts'
import { runCreateNote, runDeleteNote, runListNotes, runUpdateNote } from './notes.ts'
import { NoteBody, NoteParams, NotesParams, NotesQuery } from './schema.ts'

const WRITE = { module: 'calendars', scope: 'calendars/events.write', locationFrom: 'token' } as const

/** The notes of an appointment. */
export const noteRoutes: Operation[] = [
  {
    id: 'get-appointment-notes',
    module: 'calendars',
    method: 'GET',
    path: '/calendars/appointments/:appointmentId/notes',
    scope: 'calendars/events.readonly',
    status: 200,
    locationFrom: 'token',
    params: NotesParams,
    query: NotesQuery,
    run: runListNotes,
  },
  {
    ...WRITE,
    id: 'create-appointment-note',
    method: 'POST',
    path: '/calendars/appointments/:appointmentId/notes',
    status: 201,
    params: NotesParams,
    body: NoteBody,
    run: runCreateNote,
  },
  {
    ...WRITE,
    id: 'update-appointment-note',
    method: 'PUT',
    path: '/calendars/appointments/:appointmentId/notes/:noteId',
    status: 200,
    params: NoteParams,
    body: NoteBody,
    run: runUpdateNote,
  },
  {
    ...WRITE,
    id: 'delete-appointment-note',
    method: 'DELETE',
    path: '/calendars/appointments/:appointmentId/notes/:noteId',
    status: 200,
    params: NoteParams,
    run: runDeleteNote,
  },
]
