import { type Static, Type } from 'typebox'
import { USAGE_GROUPS, USAGE_RANGE_NAMES } from '../domain/usage.ts'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment } from './fields.ts'

const counts = {
  calls: Type.Integer(),
  refused: Type.Integer({ description: 'Answered with a status from 400 to 499.' }),
  failed: Type.Integer({ description: 'Answered with 500 or above.' }),
}

/** How an account or an integration was used over a range, by step and by group. */
export const Usage = Type.Object(
  {
    range: Type.Enum(USAGE_RANGE_NAMES),
    groupBy: Type.Enum([...USAGE_GROUPS]),
    step: Type.Enum(['hour', 'day'], { description: 'Steps lie in UTC; the last one is the present.' }),
    from: Moment,
    to: Moment,
    totals: Type.Object({ ...counts, averageMs: Type.Number() }, CLOSED),
    points: Type.Array(Type.Object({ at: Moment, ...counts }, CLOSED), {
      description: 'One for each step, oldest first; at most 200.',
    }),
    groups: Type.Array(
      Type.Object(
        {
          key: Type.String({ description: 'The integration’s id, the operation, the status or the scope.' }),
          name: Type.String(),
          ...counts,
          averageMs: Type.Number(),
          lastAt: Moment,
          points: Type.Optional(
            Type.Array(Type.Integer(), { description: 'Calls by step, of the six largest groups.' }),
          ),
        },
        CLOSED,
      ),
      { description: 'Most calls first; at most 50.' },
    ),
    missingScopes: Type.Array(
      Type.Object(
        {
          integrationId: idOf('int'),
          integrationName: Type.String(),
          scope: Type.String(),
          status: Type.Integer(),
          calls: Type.Integer(),
          operations: Type.Array(Type.String()),
          lastAt: Moment,
        },
        CLOSED,
      ),
      { description: 'What was refused for want of a scope, most first; at most 20.' },
    ),
  },
  CLOSED,
)
export type Usage = Static<typeof Usage>

const UsageQuery = Type.Object(
  {
    range: Type.Optional(Type.Enum(USAGE_RANGE_NAMES, { description: 'Default: 7d.' })),
    groupBy: Type.Optional(Type.Enum([...USAGE_GROUPS])),
  },
  CLOSED,
)

export const GET_USAGE = {
  id: 'getUsage',
  summary: 'How the account’s integrations were used, by hour or day and by group (default: by integration)',
  status: 200,
  query: UsageQuery,
  reply: Usage,
  problems: ['account_not_found', 'labs_feature_off'],
} as const satisfies Contract

export const GET_INTEGRATION_USAGE = {
  id: 'getIntegrationUsage',
  summary: 'How one integration was used, by hour or day and by group (default: by operation)',
  status: 200,
  query: UsageQuery,
  reply: Usage,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract
