import { type Static, Type } from 'typebox'
import { CLOSED, idOf } from './fields.ts'

const SCOPE = '^[0-9A-Za-z._:/-]{1,200}$'

/** An operation's name as a platform gives it. */
export const LABEL = '^[0-9A-Za-z][0-9A-Za-z._:/-]{0,99}$'

/** What a platform asks about one token. */
export const TokenQuestion = Type.Object(
  {
    token: Type.String({ maxLength: 200, description: 'The secret that the platform was shown.' }),
    scope: Type.Optional(
      Type.String({ pattern: SCOPE, examples: ['contacts.readonly'], description: 'The scope that the call needs.' }),
    ),
    scopes: Type.Optional(
      Type.Array(Type.String({ pattern: SCOPE }), { maxItems: 20, description: 'All are needed.' }),
    ),
    operation: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'An operation of API v2.0 by its id, such as get-contact: its scope is needed.',
      }),
    ),
    label: Type.Optional(
      Type.String({
        pattern: LABEL,
        description: 'What the log of calls names the operation of yours that is called.',
      }),
    ),
    ip: Type.Optional(Type.String({ maxLength: 64, description: 'Where the call came from; needed for allow-lists.' })),
    userAgent: Type.Optional(Type.String({ maxLength: 500 })),
    clientName: Type.Optional(Type.String({ maxLength: 100 })),
    count: Type.Optional(
      Type.Boolean({ description: 'false only looks: no limit is used and no call remembered. True unless said.' }),
    ),
  },
  CLOSED,
)

export const QUESTIONS_MAX = 100

export const REVOKED_MAX = 1000

/** Secrets that were found where they should not be. */
export const RevokedTokens = Type.Object(
  { tokens: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: REVOKED_MAX }) },
  CLOSED,
)

/** Many at once, answered in their order. */
export const TokenQuestions = Type.Object(
  { tokens: Type.Array(TokenQuestion, { minItems: 1, maxItems: QUESTIONS_MAX }) },
  CLOSED,
)

const Milliseconds = Type.Integer({ minimum: 0, maximum: 9_999_999_999_999 })

/** Calls that are alike but for their time. */
const DecidedCalls = Type.Object(
  {
    accountId: idOf('acc'),
    integrationId: idOf('int'),
    tokenId: idOf('tok'),
    ip: Type.String({ maxLength: 64 }),
    userAgent: Type.String({ maxLength: 500 }),
    clientName: Type.String({ maxLength: 100 }),
    label: Type.Optional(Type.String({ pattern: LABEL })),
    status: Type.Union([Type.Literal(200), Type.Literal(403), Type.Literal(429)]),
    missingScope: Type.Optional(Type.String({ pattern: SCOPE })),
    at: Type.Array(Milliseconds, {
      minItems: 1,
      maxItems: 1000,
      description: 'Milliseconds after `since`, each call its own.',
    }),
  },
  CLOSED,
)
export type DecidedCalls = Static<typeof DecidedCalls>

/** What a process that decides by itself tells of the calls it decided about. */
export const CallReport = Type.Object(
  {
    since: Type.Integer({
      minimum: 0,
      maximum: 9_999_999_999_999,
      description: 'By the clock of the server, as the stream of changes tells it.',
    }),
    calls: Type.Array(DecidedCalls, { minItems: 1, maxItems: 500 }),
  },
  CLOSED,
)
export type CallReport = Static<typeof CallReport>
