import { type Static, Type } from 'typebox'
import { API_KEY_NAME_LENGTH_MAX } from '../domain/api-key.ts'
import type { Contract } from './contract.ts'
import { ActorRecord, CLOSED, idOf, Moment, MomentOrNull } from './fields.ts'

/** A legacy API key without its secret. */
export const ApiKey = Type.Object(
  {
    id: idOf('key'),
    name: Type.String(),
    last4: Type.String(),
    createdAt: Moment,
    createdBy: ActorRecord,
    lastUsedAt: MomentOrNull,
  },
  CLOSED,
)
export type ApiKey = Static<typeof ApiKey>

const Draft = Type.Object(
  { name: Type.String(), description: Type.String(), scopes: Type.Array(Type.String()) },
  { ...CLOSED, description: 'What to send to POST …/integrations.' },
)

const Caller = Type.Object(
  {
    network: Type.String(),
    userAgent: Type.String(),
    clientName: Type.String(),
    firstSeenAt: Moment,
    lastSeenAt: Moment,
    reads: Type.Integer(),
    writes: Type.Integer(),
  },
  CLOSED,
)

export const LIST_API_KEYS = {
  id: 'listApiKeys',
  summary: 'List the account’s legacy API keys that are not revoked, newest first',
  status: 200,
  reply: Type.Object(
    {
      items: Type.Array(ApiKey),
      isOn: Type.Boolean({ description: 'False: no key can be made, and calls with these are answered 410.' }),
    },
    CLOSED,
  ),
  problems: ['account_not_found'],
} as const satisfies Contract

export const CREATE_API_KEY = {
  id: 'createApiKey',
  summary: 'Make a legacy API key; new work is better done with a private integration',
  status: 201,
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: API_KEY_NAME_LENGTH_MAX }) }, CLOSED),
  reply: Type.Object(
    {
      apiKey: ApiKey,
      secret: Type.Optional(Type.String({ description: 'Readable this once. Absent when a reply is given again.' })),
      secretShown: Type.Optional(Type.Literal(true)),
    },
    CLOSED,
  ),
  problems: ['account_not_found', 'api_keys_off', 'reauthentication_required'],
} as const satisfies Contract

export const REVOKE_API_KEY = {
  id: 'revokeApiKey',
  summary: 'Revoke a legacy API key: no call with it is accepted from then on',
  status: 204,
  problems: ['account_not_found', 'api_key_not_found', 'reauthentication_required'],
} as const satisfies Contract

export const MIGRATE_API_KEY = {
  id: 'migrateApiKey',
  summary: 'Draft the private integrations that would take a key’s place; nothing is changed',
  status: 200,
  reply: Type.Object(
    {
      apiKey: ApiKey,
      draft: Draft,
      perClient: Type.Array(Type.Object({ client: Caller, draft: Draft }, CLOSED)),
    },
    CLOSED,
  ),
  problems: ['account_not_found', 'api_key_not_found'],
} as const satisfies Contract
