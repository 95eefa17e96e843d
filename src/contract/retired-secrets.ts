import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment } from './fields.ts'

/** Somebody who still sends a secret of this integration that has ended. */
const RetiredSecretUse = Type.Object(
  {
    token: Type.Object(
      {
        id: idOf('tok'),
        last4: Type.String(),
        endedAt: Moment,
        endedWhy: Type.Union([Type.String(), Type.Null()], { description: 'null: it came to its own end.' }),
      },
      CLOSED,
    ),
    network: Type.String(),
    userAgent: Type.String(),
    clientName: Type.String(),
    operation: Type.String({ description: 'Of the last call: method and path.' }),
    classification: Type.Enum(['known_straggler', 'unknown_network'], {
      description: 'known_straggler: somebody from this network has used the integration before.',
    }),
    calls: Type.Integer(),
    firstSeenAt: Moment,
    lastSeenAt: Moment,
  },
  CLOSED,
)
export type RetiredSecretUse = Static<typeof RetiredSecretUse>

export const LIST_RETIRED_SECRET_USES = {
  id: 'listRetiredSecretUses',
  summary: 'Who still sends secrets that have ended, latest first; every such call was refused',
  status: 200,
  reply: Type.Object({ items: Type.Array(RetiredSecretUse) }, CLOSED),
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract
