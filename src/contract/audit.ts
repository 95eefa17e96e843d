import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { ActorRecord, CLOSED, idOf, Moment, NextCursor, pageQuery } from './fields.ts'

const Changes = Type.Record(Type.String(), Type.Unknown())

/** Who did what to what, when, from where. `hash` chains each entry to the one before. */
export const AuditEntry = Type.Object(
  {
    id: idOf('aud'),
    seq: Type.Integer(),
    at: Moment,
    actor: ActorRecord,
    action: Type.String(),
    target: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }, CLOSED),
    before: Type.Optional(Changes),
    after: Type.Optional(Changes),
    origin: Type.Object({ ip: Type.Optional(Type.String()), userAgent: Type.Optional(Type.String()) }, CLOSED),
    hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  CLOSED,
)
export type AuditEntry = Static<typeof AuditEntry>

const AuditList = Type.Object({ items: Type.Array(AuditEntry), nextCursor: NextCursor }, CLOSED)

const Words = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }))
const Span = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))

const filter = {
  action: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  actor: Words('Who did it: an id, an exact name, or `user`, `token`, `operator` or `system`.'),
  from: Span('From this moment on.'),
  to: Span('Before this moment.'),
}
/** Of the account's whole log; that of one integration has its own path. */
const wholeFilter = {
  ...filter,
  integrationId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  target: Words('What it was done to: an id, an exact name, or a kind such as `integration`, `account`, `user`.'),
}

export const LIST_AUDIT_ENTRIES = {
  id: 'listAuditEntries',
  summary: 'The account’s audit log, newest first',
  status: 200,
  query: Type.Object({ ...wholeFilter, ...pageQuery }, CLOSED),
  reply: AuditList,
  problems: ['account_not_found', 'cursor_invalid'],
} as const satisfies Contract

export const LIST_INTEGRATION_AUDIT_ENTRIES = {
  id: 'listIntegrationAuditEntries',
  summary: 'The audit log of one integration, newest first',
  status: 200,
  query: Type.Object({ ...filter, ...pageQuery }, CLOSED),
  reply: AuditList,
  problems: ['account_not_found', 'cursor_invalid'],
} as const satisfies Contract

export const LIST_AUDIT_FACETS = {
  id: 'listAuditFacets',
  summary: 'What the audit log can be filtered by: the actions in it, and who acted of late',
  status: 200,
  reply: Type.Object({ actions: Type.Array(Type.String()), actors: Type.Array(ActorRecord) }, CLOSED),
  problems: ['account_not_found'],
} as const satisfies Contract

export const VERIFY_AUDIT = {
  id: 'verifyAudit',
  summary: 'Whether the audit log’s entries still follow from one another',
  status: 200,
  query: Type.Object(
    {
      full: Type.Optional(
        Type.Boolean({ description: 'Look at every entry, even if that was done in the last hour.' }),
      ),
    },
    CLOSED,
  ),
  reply: Type.Object(
    {
      isIntact: Type.Boolean(),
      entries: Type.Integer({ description: 'How many entries hold.' }),
      brokenAt: Type.Union([Type.Integer(), Type.Null()], { description: 'The first entry that does not hold.' }),
      checkedAt: Moment,
      fullyCheckedAt: Type.Union([Moment], { description: 'When every entry was last looked at.' }),
    },
    CLOSED,
  ),
  problems: ['account_not_found'],
} as const satisfies Contract

export const EXPORT_AUDIT_CSV = {
  id: 'exportAuditCsv',
  summary: 'The audit log as CSV, newest first; no cell is taken for a formula',
  status: 200,
  query: Type.Object(wholeFilter, CLOSED),
  download: 'text/csv',
  problems: ['account_not_found'],
} as const satisfies Contract

export const EXPORT_AUDIT_JSON = {
  id: 'exportAuditJson',
  summary: 'The audit log as one JSON array, newest first',
  status: 200,
  query: Type.Object(wholeFilter, CLOSED),
  download: 'application/json',
  problems: ['account_not_found'],
} as const satisfies Contract
