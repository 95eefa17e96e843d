import { type Static, Type } from 'typebox'
import {
  ATTEMPT_OUTCOMES,
  type AttemptOutcome,
  DELIVERY_ENDS,
  DELIVERY_STATUSES,
  type DeliveryEnd,
  REDELIVERY_REACHES,
} from '../domain/delivery.ts'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment, MomentOrNull, NextCursor, pageQuery } from './fields.ts'

const REDELIVER_NAMED_MAX = 100

const Outcome = Type.Enum(Object.keys(ATTEMPT_OUTCOMES) as AttemptOutcome[])
const StatusCode = Type.Union([Type.Integer(), Type.Null()])
const Headers = Type.Record(Type.String(), Type.String())

const AttemptSummary = Type.Object(
  {
    number: Type.Integer(),
    at: Moment,
    durationMs: Type.Integer(),
    outcome: Outcome,
    sentence: Type.String(),
    statusCode: StatusCode,
  },
  CLOSED,
)

const deliveryFields = {
  id: idOf('dlv'),
  endpointId: idOf('whe'),
  event: Type.Object({ id: idOf('evt'), type: Type.String() }, CLOSED),
  kind: Type.Enum(['event', 'test']),
  status: Type.Enum([...DELIVERY_STATUSES]),
  why: Type.Union([Type.Enum(Object.keys(DELIVERY_ENDS) as DeliveryEnd[]), Type.Null()]),
  whySentence: Type.Union([Type.String(), Type.Null()]),
  attemptCount: Type.Integer(),
  lastAttempt: Type.Union([AttemptSummary, Type.Null()]),
  nextAttemptAt: MomentOrNull,
  createdAt: Moment,
  finishedAt: MomentOrNull,
}

/** One event on its way to one endpoint. */
export const Delivery = Type.Object(deliveryFields, CLOSED)
export type Delivery = Static<typeof Delivery>

const Attempt = Type.Object(
  {
    number: Type.Integer(),
    at: Moment,
    durationMs: Type.Integer(),
    outcome: Outcome,
    sentence: Type.String(),
    statusCode: StatusCode,
    request: Type.Object(
      {
        method: Type.Literal('POST'),
        url: Type.String(),
        headers: Headers,
        body: Type.Union([Type.String(), Type.Null()], {
          description: 'The first 4 kB; null once the event is no longer kept.',
        }),
      },
      CLOSED,
    ),
    response: Type.Union([
      Type.Object(
        {
          headers: Headers,
          body: Type.String({ description: 'The first 4 kB, with secrets taken out.' }),
        },
        CLOSED,
      ),
      Type.Null(),
    ]),
  },
  CLOSED,
)

/** A delivery with every attempt, each with request and response. */
export const DeliveryDetails = Type.Object({ ...deliveryFields, attempts: Type.Array(Attempt) }, CLOSED)
export type DeliveryDetails = Static<typeof DeliveryDetails>

const DeliveryReply = Type.Object({ delivery: Delivery }, CLOSED)
const DetailsReply = Type.Object({ delivery: DeliveryDetails }, CLOSED)

const OF_ENDPOINT = ['account_not_found', 'labs_feature_off', 'webhook_endpoint_not_found'] as const
const OF_DELIVERY = ['account_not_found', 'labs_feature_off', 'delivery_not_found', 'scope_exceeds_own'] as const

export const TEST_WEBHOOK_ENDPOINT = {
  id: 'testWebhookEndpoint',
  summary: 'Send a made-up event once',
  status: 201,
  body: Type.Object(
    {
      event: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 100,
          description: 'One of the endpoint’s events; webhook.test unless said.',
        }),
      ),
    },
    CLOSED,
  ),
  reply: DeliveryReply,
  problems: [...OF_ENDPOINT, 'scope_exceeds_own'],
} as const satisfies Contract

export const LIST_DELIVERIES = {
  id: 'listDeliveries',
  summary: 'An endpoint’s deliveries, newest first',
  status: 200,
  query: Type.Object(
    {
      status: Type.Optional(Type.Enum([...DELIVERY_STATUSES])),
      event: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The type of the event.' })),
      since: Type.Optional(Moment),
      ...pageQuery,
    },
    CLOSED,
  ),
  reply: Type.Object({ items: Type.Array(Delivery), nextCursor: NextCursor }, CLOSED),
  problems: [...OF_ENDPOINT, 'cursor_invalid'],
} as const satisfies Contract

export const GET_DELIVERY = {
  id: 'getDelivery',
  summary: 'One delivery with its attempts: what was sent and what was answered',
  status: 200,
  reply: DetailsReply,
  problems: OF_DELIVERY,
} as const satisfies Contract

export const REDELIVER = {
  id: 'redeliver',
  summary: 'Send a delivery again, now',
  status: 200,
  reply: DetailsReply,
  problems: [...OF_DELIVERY, 'webhook_endpoint_off'],
} as const satisfies Contract

export const REDELIVER_MANY = {
  id: 'redeliverMany',
  summary: 'Send many deliveries again: those named, or all since a moment',
  status: 200,
  body: Type.Object(
    {
      since: Type.Optional(Moment),
      status: Type.Optional(
        Type.Enum([...REDELIVERY_REACHES], {
          description:
            'With “since”. failed: what ended without success (unless said); undelivered: also what was never sent, because the endpoint was off or an event paused; all: also what was delivered.',
        }),
      ),
      cursor: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 500,
          description: 'The nextCursor of the answer before, with the same “since” and “status”: goes on behind it.',
        }),
      ),
      deliveries: Type.Optional(
        Type.Array(idOf('dlv'), { minItems: 1, maxItems: REDELIVER_NAMED_MAX, description: 'Instead of “since”.' }),
      ),
    },
    CLOSED,
  ),
  reply: Type.Object(
    {
      count: Type.Integer({ description: 'At most 10,000, oldest first.' }),
      hasMore: Type.Boolean(),
      nextCursor: Type.Optional(Type.String({ description: 'While there is more: send it as `cursor`.' })),
    },
    CLOSED,
  ),
  problems: [...OF_ENDPOINT, 'cursor_invalid', 'delivery_not_found', 'scope_exceeds_own', 'webhook_endpoint_off'],
} as const satisfies Contract
