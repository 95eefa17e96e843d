import { type Static, Type } from 'typebox'
import { INTEGRATION_FILTERS, WORST_CASES } from '../domain/attention.ts'
import { ALLOWED_IPS_MAX, DESCRIPTION_LENGTH_MAX, NAME_LENGTH_MAX } from '../domain/integration.ts'
import type { Contract } from './contract.ts'
import { ActorRecord, CLOSED, idOf, Moment, MomentOrNull, NextCursor, pageQuery } from './fields.ts'

const Limits = Type.Object(
  {
    perTenSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    perDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  },
  { ...CLOSED, description: 'Requests per ten seconds and per day; 100 and 200,000 where nothing is said.' },
)

/** A token without its secret. */
export const TokenSummary = Type.Object(
  {
    id: idOf('tok'),
    last4: Type.String(),
    createdAt: Moment,
    createdBy: ActorRecord,
    lastUsedAt: MomentOrNull,
    endsAt: Type.Union([Moment, Type.Null()], {
      description: 'When it stops working, or stopped; null = it does not end by itself.',
    }),
  },
  CLOSED,
)

const Rotation = Type.Union([
  Type.Object({ state: Type.Literal('stable'), current: TokenSummary }, CLOSED),
  Type.Object(
    { state: Type.Literal('rotating'), endsAt: Moment, current: TokenSummary, retiring: TokenSummary },
    CLOSED,
  ),
])

/** An integration as the management API shows it. */
export const Integration = Type.Object(
  {
    id: idOf('int'),
    name: Type.String(),
    description: Type.String(),
    scopes: Type.Array(Type.String()),
    state: Type.Enum(['live', 'disabled', 'expired']),
    version: Type.Integer({ description: 'Send it as If-Match to change exactly this version.' }),
    limits: Type.Object({ perTenSeconds: Type.Integer(), perDay: Type.Integer() }, CLOSED),
    allowedIps: Type.Array(Type.String()),
    expiresAt: MomentOrNull,
    createdAt: Moment,
    createdBy: ActorRecord,
    updatedAt: Moment,
    rotationDueAt: Moment,
    lastUsedAt: MomentOrNull,
    calls7d: Type.Optional(
      Type.Integer({ description: 'Calls of today and the six days before, in UTC. In lists and where one is read.' }),
    ),
    rotation: Rotation,
  },
  CLOSED,
)
export type Integration = Static<typeof Integration>

/** A new token. The secret stands in the reply that makes it and nowhere else, ever. */
export const NewToken = Type.Object(
  {
    id: idOf('tok'),
    secret: Type.Optional(Type.String({ description: 'Readable this once. Absent when a reply is given again.' })),
    secretShown: Type.Optional(Type.Literal(true)),
    last4: Type.String(),
    createdAt: Moment,
  },
  CLOSED,
)
export type NewToken = Static<typeof NewToken>

export const IntegrationReply = Type.Object({ integration: Integration }, CLOSED)
export type IntegrationReply = Static<typeof IntegrationReply>

/** The reply of whatever makes a secret. */
export const IntegrationWithToken = Type.Object({ integration: Integration, token: NewToken }, CLOSED)
export type IntegrationWithToken = Static<typeof IntegrationWithToken>

const IntegrationList = Type.Object({ items: Type.Array(Integration), nextCursor: NextCursor }, CLOSED)

const Name = Type.String({ minLength: 1, maxLength: NAME_LENGTH_MAX })
const Description = Type.String({ maxLength: DESCRIPTION_LENGTH_MAX })
const Scopes = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 })
const AllowedIps = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
  maxItems: ALLOWED_IPS_MAX,
  description: 'Addresses or networks such as 192.0.2.7 or 192.0.2.0/24; empty = from anywhere.',
})

export const LIST_INTEGRATIONS = {
  id: 'listIntegrations',
  summary: 'List private integrations, newest first',
  status: 200,
  query: Type.Object(
    {
      state: Type.Optional(Type.Enum(['live', 'disabled', 'expired'])),
      filter: Type.Optional(
        Type.Enum([...INTEGRATION_FILTERS], {
          description:
            'attention: expired, rotating, without a live token, or due for rotation now or soon; unused: no token was ever used; mine: made by who asks.',
        }),
      ),
      q: Type.Optional(Type.String({ maxLength: 200, description: 'Text in the name or the description.' })),
      ...pageQuery,
    },
    CLOSED,
  ),
  reply: IntegrationList,
  problems: ['account_not_found', 'labs_feature_off', 'cursor_invalid'],
} as const satisfies Contract

const Count = Type.Integer({ minimum: 0 })

const IntegrationSummary = Type.Object(
  {
    total: Count,
    matching: Type.Object(
      { attention: Count, unused: Count, mine: Count },
      { ...CLOSED, description: 'How many each filter of the list finds.' },
    ),
    worst: Type.Union(
      [
        Type.Object(
          {
            trouble: Type.Enum([...WORST_CASES], {
              description:
                'ended: its token has stopped working; overdue: rotation is overdue; ending: the old token stops within two days; unused: nobody used it in its first 30 days.',
            }),
            count: Type.Integer({ minimum: 1, description: 'How many are in this trouble.' }),
            integration: Integration,
          },
          CLOSED,
        ),
        Type.Null(),
      ],
      { description: 'The one that most needs somebody to look at it; null = none does.' },
    ),
  },
  CLOSED,
)
export type IntegrationSummary = Static<typeof IntegrationSummary>

export const SUMMARIZE_INTEGRATIONS = {
  id: 'summarizeIntegrations',
  summary: 'How many private integrations there are, how many need attention, and the worst case',
  status: 200,
  reply: IntegrationSummary,
  problems: ['account_not_found', 'labs_feature_off'],
} as const satisfies Contract

export const CREATE_INTEGRATION = {
  id: 'createIntegration',
  summary: 'Create a private integration with its first token',
  status: 201,
  body: Type.Object(
    {
      name: Name,
      description: Type.Optional(Description),
      scopes: Scopes,
      expiresAt: Type.Optional(MomentOrNull),
      allowedIps: Type.Optional(AllowedIps),
      limits: Type.Optional(Limits),
    },
    CLOSED,
  ),
  reply: IntegrationWithToken,
  problems: ['account_not_found', 'labs_feature_off', 'reauthentication_required', 'scope_exceeds_own'],
} as const satisfies Contract

export const GET_INTEGRATION = {
  id: 'getIntegration',
  summary: 'Read one private integration',
  status: 200,
  reply: IntegrationReply,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract

export const EDIT_INTEGRATION = {
  id: 'editIntegration',
  summary: 'Change name, description, scopes, limits, addresses or expiry; the token stays the same',
  status: 200,
  body: Type.Object(
    {
      name: Type.Optional(Name),
      description: Type.Optional(Description),
      scopes: Type.Optional(Scopes),
      limits: Type.Optional(Limits),
      allowedIps: Type.Optional(AllowedIps),
      expiresAt: Type.Optional(MomentOrNull),
    },
    { ...CLOSED, minProperties: 1 },
  ),
  reply: IntegrationReply,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off', 'scope_exceeds_own', 'version_stale'],
} as const satisfies Contract

export const DELETE_INTEGRATION = {
  id: 'deleteIntegration',
  summary: 'Delete a private integration: every secret dies at once',
  status: 204,
  problems: [
    'account_not_found',
    'integration_not_found',
    'labs_feature_off',
    'reauthentication_required',
    'scope_exceeds_own',
    'version_stale',
  ],
} as const satisfies Contract

export const DISABLE_INTEGRATION = {
  id: 'disableIntegration',
  summary: 'Refuse its requests until it is enabled again; the secrets stay',
  status: 200,
  reply: IntegrationReply,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off', 'scope_exceeds_own', 'version_stale'],
} as const satisfies Contract

export const ENABLE_INTEGRATION = {
  id: 'enableIntegration',
  summary: 'Accept its requests again',
  status: 200,
  reply: IntegrationReply,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off', 'scope_exceeds_own', 'version_stale'],
} as const satisfies Contract
