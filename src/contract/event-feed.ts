import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment } from './fields.ts'

const WAIT_SECONDS_MAX = 20
const Cursor = Type.String({ minLength: 1, maxLength: 4000, description: 'From the reply before.' })

/** An event with the request that a webhook of it would be. */
const ForwardableEvent = Type.Object(
  {
    id: idOf('evt'),
    type: Type.String(),
    createdAt: Moment,
    request: Type.Object({ headers: Type.Record(Type.String(), Type.String()), body: Type.String() }, CLOSED),
  },
  CLOSED,
)

export const EventFeedReply = Type.Object({ items: Type.Array(ForwardableEvent), cursor: Cursor }, CLOSED)
export type EventFeedReply = Static<typeof EventFeedReply>

export const ListeningReply = Type.Object(
  {
    signingSecret: Type.Optional(
      Type.String({ description: 'Signs what is forwarded; of one integration always the same.' }),
    ),
    secretShown: Type.Optional(Type.Literal(true)),
    cursor: Cursor,
  },
  CLOSED,
)
export type ListeningReply = Static<typeof ListeningReply>

const PROBLEMS = ['account_not_found', 'integration_not_found', 'labs_feature_off', 'scope_exceeds_own'] as const

export const START_LISTENING = {
  id: 'startListening',
  summary: 'Begin to read an integration’s events without an address, as “pit webhooks listen” does',
  status: 201,
  reply: ListeningReply,
  problems: PROBLEMS,
} as const satisfies Contract

export const READ_EVENTS = {
  id: 'readEvents',
  summary: 'An integration’s events since a cursor, signed and ready to be forwarded; waits for the first one',
  status: 200,
  query: Type.Object(
    {
      cursor: Type.Optional(Cursor),
      types: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 3000,
          description: 'Types of events, separated by commas; all unless said.',
        }),
      ),
      wait: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: WAIT_SECONDS_MAX,
          default: 0,
          description: 'Seconds to wait for the first event.',
        }),
      ),
    },
    CLOSED,
  ),
  reply: EventFeedReply,
  problems: [...PROBLEMS, 'cursor_invalid', 'rate_limited'],
} as const satisfies Contract
