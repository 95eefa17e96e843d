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
const AuditQuery = Type.Object(
  { action: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })), ...pageQuery },
  CLOSED,
)

export const LIST_AUDIT_ENTRIES = {
  id: 'listAuditEntries',
  summary: 'The account’s audit log, newest first',
  status: 200,
  query: AuditQuery,
  reply: AuditList,
  problems: ['account_not_found', 'cursor_invalid'],
} as const satisfies Contract

export const LIST_INTEGRATION_AUDIT_ENTRIES = {
  id: 'listIntegrationAuditEntries',
  summary: 'The audit log of one integration, newest first',
  status: 200,
  query: AuditQuery,
  reply: AuditList,
  problems: ['account_not_found', 'cursor_invalid'],
} as const satisfies Contract
