import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment, NextCursor, pageQuery } from './fields.ts'

/** One call as it was answered: who, what, how. */
export const LoggedCall = Type.Object(
  {
    at: Moment,
    integrationId: idOf('int'),
    integrationName: Type.String(),
    token: Type.Object({ id: idOf('tok'), last4: Type.String() }, CLOSED),
    client: Type.Object(
      {
        network: Type.String({ description: 'The address; of IPv6 its /64.' }),
        userAgent: Type.String(),
        clientName: Type.String({ description: 'The X-Client-Name header, or empty.' }),
      },
      CLOSED,
    ),
    operation: Type.String(),
    method: Type.String(),
    path: Type.String({ description: 'The route’s pattern, never what the caller wrote.' }),
    status: Type.Integer(),
    missingScope: Type.Union([Type.String(), Type.Null()]),
    durationMs: Type.Number(),
    requestId: Type.String({ description: 'The reply’s X-Request-Id.' }),
  },
  CLOSED,
)
export type LoggedCall = Static<typeof LoggedCall>

const filters = {
  status: Type.Optional(
    Type.String({
      pattern: '^[1-5](xx|[0-9]{2})$',
      description: 'A status such as 401, or a class such as 4xx.',
      examples: ['4xx'],
    }),
  ),
  operation: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  token: Type.Optional(idOf('tok')),
  client: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Text in the user agent or the client’s name.' }),
  ),
  ip: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'An address or an IPv6 network.' })),
  since: Type.Optional(Moment),
  until: Type.Optional(Moment),
}

const CallQuery = Type.Object(
  {
    ...filters,
    ...pageQuery,
    after: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description:
          'A `tailCursor`: gives the calls since then, oldest first. Ask again with the new one to watch calls come; they appear after two seconds.',
      }),
    ),
  },
  CLOSED,
)

const CallList = Type.Object(
  {
    items: Type.Array(LoggedCall),
    nextCursor: NextCursor,
    tailCursor: Type.String({ description: 'Send it as `after` to hear of calls that come later.' }),
  },
  CLOSED,
)

export const LIST_CALLS = {
  id: 'listCalls',
  summary: 'The log of calls of all integrations, latest first, for 30 days',
  status: 200,
  query: CallQuery,
  reply: CallList,
  problems: ['account_not_found', 'labs_feature_off', 'cursor_invalid'],
} as const satisfies Contract

export const LIST_INTEGRATION_CALLS = {
  id: 'listIntegrationCalls',
  summary: 'The log of one integration’s calls, latest first, for 30 days',
  status: 200,
  query: CallQuery,
  reply: CallList,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off', 'cursor_invalid'],
} as const satisfies Contract

const ExportQuery = Type.Object(filters, CLOSED)

export const EXPORT_CALLS = {
  id: 'exportCalls',
  summary: 'The latest 10,000 calls of all integrations that fit, as CSV',
  status: 200,
  query: ExportQuery,
  download: 'text/csv',
  problems: ['account_not_found', 'labs_feature_off'],
} as const satisfies Contract

export const EXPORT_INTEGRATION_CALLS = {
  id: 'exportIntegrationCalls',
  summary: 'The latest 10,000 calls of one integration that fit, as CSV',
  status: 200,
  query: ExportQuery,
  download: 'text/csv',
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract
