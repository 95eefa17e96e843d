import { type Static, Type } from 'typebox'
import { IMPORT_BYTES_MAX, IMPORT_MEDIA_TYPE, IMPORT_STATES, ON_DUPLICATE } from '../domain/contact-import.ts'
import type { Contract } from './contract.ts'
import { ActorRecord, CLOSED, idOf, Moment, MomentOrNull, NextCursor, pageQuery } from './fields.ts'

const Column = Type.Object(
  {
    header: Type.String(),
    field: Type.Union([Type.String(), Type.Null()], { description: 'null: the column is left out.' }),
  },
  CLOSED,
)

/** A file of contacts on its way in, and what became of its rows so far. */
export const ContactImport = Type.Object(
  {
    id: idOf('imp'),
    fileName: Type.String(),
    sizeBytes: Type.Integer(),
    state: Type.Enum([...IMPORT_STATES]),
    isDryRun: Type.Boolean(),
    onDuplicate: Type.Enum([...ON_DUPLICATE]),
    columns: Type.Array(Column),
    rowsTotal: Type.Integer(),
    rowsDone: Type.Integer(),
    created: Type.Integer(),
    updated: Type.Integer(),
    skipped: Type.Integer(),
    failed: Type.Integer({ description: 'Rows with a fault. GET …/errors lists them, of very many the first 50,000.' }),
    fault: Type.Union([Type.String(), Type.Null()], { description: 'Why the whole import failed.' }),
    createdBy: ActorRecord,
    createdAt: Moment,
    startedAt: MomentOrNull,
    finishedAt: MomentOrNull,
  },
  CLOSED,
)

/** An import in the words of the management API. */
export type ContactImportView = Static<typeof ContactImport>

const Reply = Type.Object({ import: ContactImport }, CLOSED)

/** A switch in a query: an absent one is off. */
const Switch = (description: string) => Type.Optional(Type.Boolean({ description }))

export const CREATE_IMPORT = {
  id: 'createContactImport',
  summary: 'Import contacts from a CSV file; the same file again goes on where it stopped, and never doubles',
  status: 201,
  query: Type.Object(
    {
      fileName: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
      onDuplicate: Type.Optional(
        Type.Enum([...ON_DUPLICATE], {
          description: 'For rows whose e-mail or phone a contact has; skip unless given.',
        }),
      ),
      dryRun: Switch('Checks every row and writes none.'),
      again: Switch('Takes a file in once more that has been taken in before.'),
      map: Type.Optional(
        Type.Array(Type.String({ minLength: 2, maxLength: 400 }), {
          maxItems: 250,
          description: '"Header=field", once for each column; nothing behind the sign leaves the column out.',
        }),
      ),
    },
    CLOSED,
  ),
  upload: { type: IMPORT_MEDIA_TYPE, bytesMax: IMPORT_BYTES_MAX },
  reply: Reply,
  problems: ['account_not_found', 'request_too_large', 'content_type_unsupported'],
} as const satisfies Contract

export const LIST_IMPORTS = {
  id: 'listContactImports',
  summary: 'The account’s imports of contacts, newest first',
  status: 200,
  query: Type.Object(pageQuery, CLOSED),
  reply: Type.Object({ items: Type.Array(ContactImport), nextCursor: NextCursor }, CLOSED),
  problems: ['account_not_found', 'cursor_invalid'],
} as const satisfies Contract

export const GET_IMPORT = {
  id: 'getContactImport',
  summary: 'How far an import has come',
  status: 200,
  reply: Reply,
  problems: ['account_not_found', 'import_not_found'],
} as const satisfies Contract

export const CANCEL_IMPORT = {
  id: 'cancelContactImport',
  summary: 'Stop an import; what it has taken in stays',
  status: 200,
  reply: Reply,
  problems: ['account_not_found', 'import_not_found'],
} as const satisfies Contract

export const LIST_IMPORT_ERRORS = {
  id: 'listContactImportErrors',
  summary: 'The rows that could not be taken, as CSV: row, column, value, problem',
  status: 200,
  download: 'text/csv',
  problems: ['account_not_found', 'import_not_found'],
} as const satisfies Contract
