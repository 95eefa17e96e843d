import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED } from './fields.ts'

/** An event that can be subscribed to. */
export const CatalogueEvent = Type.Object(
  {
    type: Type.String(),
    group: Type.String(),
    sentence: Type.String(),
    scope: Type.Union([Type.String(), Type.Null()], {
      description: 'Needed to receive it. Null: an integration hears of itself without any.',
    }),
    example: Type.Record(Type.String(), Type.Unknown(), { description: 'A body with made-up values.' }),
  },
  CLOSED,
)
export type CatalogueEvent = Static<typeof CatalogueEvent>

export const LIST_EVENTS = {
  id: 'listEvents',
  summary: 'The events that webhook endpoints of this account can subscribe to',
  status: 200,
  reply: Type.Object({ items: Type.Array(CatalogueEvent) }, CLOSED),
  problems: ['account_not_found', 'labs_feature_off'],
} as const satisfies Contract
