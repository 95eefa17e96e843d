import { getDelivery, listDeliveries, redeliver, testEndpoint } from '../actions/deliveries.ts'
import type { Deps } from '../actions/deps.ts'
import { listEvents } from '../actions/event-catalogue.ts'
import { type ForwardableEvent, readEventFeed, startListening } from '../actions/event-feed.ts'
import { redeliverMany } from '../actions/redeliveries.ts'
import { rotateSigningSecret } from '../actions/signing-secrets.ts'
import { createEndpoint, deleteEndpoint, editEndpoint, listEndpoints } from '../actions/webhook-endpoints.ts'
import type { EventFeedReply } from '../contract/event-feed.ts'
import {
  presentDelivery,
  presentDeliveryDetails,
  presentEndpoint,
  presentEndpointWithSecret,
} from '../contract/present-webhooks.ts'
import type { WebhookEndpoint } from '../contract/webhook-endpoints.ts'
import type { Actor } from '../domain/actor.ts'
import type { WebhookOffice } from './webhook-office.ts'

const PAGE = 100

/** On the local database. */
export function localWebhooks(deps: Deps, actor: Actor): WebhookOffice {
  return {
    listEvents: async accountId =>
      (await listEvents(deps, actor, { accountId })).map(({ scope = null, ...event }) => ({ ...event, scope })),
    async listEndpoints(accountId) {
      const items: WebhookEndpoint[] = []
      let cursor: string | undefined
      do {
        const page = await listEndpoints(deps, actor, { accountId, cursor, limit: PAGE })
        items.push(...page.items.map(presentEndpoint))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      return items
    },
    addEndpoint: async (accountId, draft) =>
      presentEndpointWithSecret(await createEndpoint(deps, actor, { accountId, draft: { description: '', ...draft } })),
    editEndpoint: async (ref, change, ifVersion) =>
      presentEndpoint(await editEndpoint(deps, actor, { ...ref, change, ifVersion })),
    removeEndpoint: ref => deleteEndpoint(deps, actor, ref),
    rotateSigningSecret: async (ref, overlapHours) =>
      presentEndpointWithSecret(await rotateSigningSecret(deps, actor, { ...ref, overlapHours })),
    testEndpoint: async (ref, event) => presentDelivery(await testEndpoint(deps, actor, { ...ref, event })),
    listDeliveries: async ({ event: eventType, ...wish }) =>
      (await listDeliveries(deps, actor, { ...wish, eventType })).items.map(presentDelivery),
    getDelivery: async (accountId, deliveryId) =>
      presentDeliveryDetails(await getDelivery(deps, actor, { accountId, deliveryId })),
    redeliver: async (accountId, deliveryId) =>
      presentDeliveryDetails(await redeliver(deps, actor, { accountId, deliveryId })),
    redeliverMany: wish => redeliverMany(deps, actor, wish),
    startListening: (accountId, integrationId) => startListening(deps, actor, { accountId, integrationId }),
    async readEvents({ waitSeconds, ...wish }) {
      const { items, cursor } = await readEventFeed(deps, actor, { ...wish, waitMs: waitSeconds * 1000 })
      return { items: items.map(presentForwardable), cursor }
    },
  }
}

function presentForwardable({ id, type, createdAt, headers, body }: ForwardableEvent): EventFeedReply['items'][number] {
  return { id, type, createdAt: createdAt.toISOString(), request: { headers, body } }
}
