import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment } from './fields.ts'

/** A caller as seen from outside: its network, its program and the name it gives itself. */
export const Client = Type.Object(
  {
    tokenId: idOf('tok'),
    network: Type.String(),
    userAgent: Type.String(),
    clientName: Type.String({ description: 'The X-Client-Name header, or empty.' }),
    firstSeenAt: Moment,
    lastSeenAt: Moment,
    calls: Type.Integer(),
  },
  CLOSED,
)

export const LIST_CLIENTS = {
  id: 'listClients',
  summary: 'Who calls with this integration’s tokens, latest first',
  status: 200,
  reply: Type.Object({ items: Type.Array(Client) }, CLOSED),
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract
