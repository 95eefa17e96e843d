import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, Moment, MomentOrNull } from './fields.ts'

/** A client of the old secret, its rhythm, and whether it still needs that secret. */
const ExpiringClient = Type.Object(
  {
    network: Type.String(),
    userAgent: Type.String(),
    clientName: Type.String(),
    lastSeenAt: Moment,
    cadence: Type.Object(
      {
        everyMs: Type.Union([Type.Integer(), Type.Null()], {
          description: 'Its longest pause; null: seen at one time only.',
        }),
        sentence: Type.String({ examples: ['about every 7 days'] }),
      },
      CLOSED,
    ),
    movedAt: MomentOrNull,
    quietAt: Type.String({
      format: 'date-time',
      description: 'From when on it counts as quiet if it is not seen before.',
    }),
    status: Type.Enum(['moved', 'quiet', 'active']),
  },
  CLOSED,
)

export const SafeToExpire = Type.Object(
  {
    safe: Type.Boolean({ description: 'False, too, when no token retires.' }),
    sentence: Type.String(),
    clients: Type.Array(ExpiringClient),
  },
  CLOSED,
)
export type SafeToExpire = Static<typeof SafeToExpire>

export const GET_SAFE_TO_EXPIRE = {
  id: 'getSafeToExpire',
  summary: 'Whether the old token can be ended without anybody noticing, by each client’s own rhythm',
  status: 200,
  reply: SafeToExpire,
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract
