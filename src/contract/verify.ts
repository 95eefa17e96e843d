import { Type } from 'typebox'
import { CLOSED } from './fields.ts'

const SCOPE = '^[0-9A-Za-z._:/-]{1,200}$'

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
