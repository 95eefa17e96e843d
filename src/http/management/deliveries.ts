import {
  getDelivery as getAction,
  listDeliveries as listAction,
  redeliver as redeliverAction,
  testEndpoint as testAction,
} from '../../actions/deliveries.ts'
import { redeliverMany as redeliverManyAction } from '../../actions/redeliveries.ts'
import {
  GET_DELIVERY,
  LIST_DELIVERIES,
  REDELIVER,
  REDELIVER_MANY,
  TEST_WEBHOOK_ENDPOINT,
} from '../../contract/deliveries.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import { presentDelivery, presentDeliveryDetails } from '../../contract/present-webhooks.ts'
import type { DeliveryDetails } from '../../domain/delivery.ts'
import { readMoment } from './moment.ts'
import { actorOf, handle } from './route.ts'

export const testWebhookEndpoint = handle(TEST_WEBHOOK_ENDPOINT, {
  run: ({ deps, params, body, ...call }) => testAction(deps, actorOf(call), { ...params, ...body }),
  present: delivery => ({ delivery: presentDelivery(delivery) }),
})

export const listDeliveries = handle(LIST_DELIVERIES, {
  run({ deps, params, query, ...call }) {
    const { event: eventType, since, limit = LIMIT_DEFAULT, ...filter } = query
    return listAction(deps, actorOf(call), {
      ...{ ...params, ...filter, eventType, limit },
      ...(since === undefined ? {} : { since: readMoment('since', since) }),
    })
  },
  present: ({ items, nextCursor }) => ({
    items: items.map(presentDelivery),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  }),
})

export const getDelivery = handle(GET_DELIVERY, {
  run: ({ deps, params, ...call }) => getAction(deps, actorOf(call), params),
  present: presentOne,
})

/** By the delivery's id alone, for whoever holds no more of it. */
export const getDeliveryOfAccount = handle({ ...GET_DELIVERY, id: 'getDeliveryOfAccount' } as const, {
  run: ({ deps, params, ...call }) => getAction(deps, actorOf(call), inAccount(params)),
  present: presentOne,
})

export const redeliver = handle(REDELIVER, {
  run: ({ deps, params, ...call }) => redeliverAction(deps, actorOf(call), params),
  present: presentOne,
})

/** By the delivery's id alone. */
export const redeliverOfAccount = handle({ ...REDELIVER, id: 'redeliverOfAccount' } as const, {
  run: ({ deps, params, ...call }) => redeliverAction(deps, actorOf(call), inAccount(params)),
  present: presentOne,
})

export const redeliverMany = handle(REDELIVER_MANY, {
  run({ deps, params, body, ...call }) {
    const { since, ...wish } = body
    return redeliverManyAction(deps, actorOf(call), {
      ...{ ...params, ...wish },
      ...(since === undefined ? {} : { since: readMoment('since', since) }),
    })
  },
  present: result => result,
})

function inAccount({ accountId, deliveryId }: { accountId: string; deliveryId: string }) {
  return { accountId, deliveryId }
}

function presentOne(details: DeliveryDetails) {
  return { delivery: presentDeliveryDetails(details) }
}
