import { randomUUID } from 'node:crypto'
import { getDelivery, listDeliveries, redeliver, testEndpoint } from '../actions/deliveries.ts'
import type { Deps } from '../actions/deps.ts'
import { listEvents } from '../actions/event-catalogue.ts'
import { type ForwardableEvent, readEventFeed, startListening } from '../actions/event-feed.ts'
import { type RedeliveryWish, type Resent, redeliverMany } from '../actions/redeliveries.ts'
import { rotateSigningSecret } from '../actions/signing-secrets.ts'
import {
  createEndpoint,
  deleteEndpoint,
  type EndpointChange,
  editEndpoint,
  listEndpoints,
} from '../actions/webhook-endpoints.ts'
import type { Delivery, DeliveryDetails } from '../contract/deliveries.ts'
import type { CatalogueEvent } from '../contract/event-catalogue.ts'
import type { EventFeedReply, ListeningReply } from '../contract/event-feed.ts'
import {
  presentDelivery,
  presentDeliveryDetails,
  presentEndpoint,
  presentEndpointWithSecret,
} from '../contract/present-webhooks.ts'
import type { EndpointWithSecret, WebhookEndpoint } from '../contract/webhook-endpoints.ts'
import type { Actor } from '../domain/actor.ts'
import type { DeliveryStatus } from '../domain/delivery.ts'
import type { ApiClient } from './api-client.ts'

/** Which endpoint of which account. */
export interface EndpointRef {
  accountId: string
  endpointId: string
}

/** Which deliveries of an endpoint. */
export interface DeliveryWish extends EndpointRef {
  status?: DeliveryStatus
  event?: string
  limit: number
}

/** Whose events to listen to, and how far they have been read. */
export interface ListenWish {
  accountId: string
  integrationId: string
  types?: readonly string[]
  cursor?: string
  waitSeconds: number
}

/** What an office does about webhooks. */
export interface WebhookOffice {
  listEvents(accountId: string): Promise<CatalogueEvent[]>
  listEndpoints(accountId: string): Promise<WebhookEndpoint[]>
  addEndpoint(
    accountId: string,
    draft: { integrationId: string; url: string; events: string[]; description?: string },
  ): Promise<EndpointWithSecret>
  /** With `ifVersion` only while it still has that version. */
  editEndpoint(ref: EndpointRef, change: EndpointChange, ifVersion?: number): Promise<WebhookEndpoint>
  removeEndpoint(ref: EndpointRef): Promise<void>
  rotateSigningSecret(ref: EndpointRef, overlapHours?: number): Promise<EndpointWithSecret>
  testEndpoint(ref: EndpointRef, event?: string): Promise<Delivery>
  listDeliveries(wish: DeliveryWish): Promise<Delivery[]>
  getDelivery(accountId: string, deliveryId: string): Promise<DeliveryDetails>
  redeliver(accountId: string, deliveryId: string): Promise<DeliveryDetails>
  redeliverMany(wish: RedeliveryWish): Promise<Resent>
  startListening(accountId: string, integrationId: string): Promise<ListeningReply>
  readEvents(wish: ListenWish): Promise<EventFeedReply>
}

const PAGE = 100
const encode = encodeURIComponent
const onceOnly = () => ({ 'idempotency-key': randomUUID() })

/** Through a server's management API. */
export function remoteWebhooks(api: ApiClient): WebhookOffice {
  const account = (accountId: string) => `/accounts/${encode(accountId)}`
  const endpoint = ({ accountId, endpointId }: EndpointRef) =>
    `${account(accountId)}/webhook-endpoints/${encode(endpointId)}`
  const integration = (wish: { accountId: string; integrationId: string }) =>
    `${account(wish.accountId)}/integrations/${encode(wish.integrationId)}`
  const post = <Body>(path: string, body?: object) => api.get<Body>({ method: 'POST', path, body, headers: onceOnly() })
  return {
    listEvents: async accountId =>
      (await api.get<{ items: CatalogueEvent[] }>({ method: 'GET', path: `${account(accountId)}/events-catalogue` }))
        .items,
    listEndpoints: accountId => remotePages(api, `${account(accountId)}/webhook-endpoints`),
    addEndpoint: (accountId, draft) => post(`${account(accountId)}/webhook-endpoints`, draft),
    editEndpoint: async (ref, { isEnabled: enabled, ...change }, ifVersion) =>
      (
        await api.get<{ endpoint: WebhookEndpoint }>({
          ...{ method: 'PATCH', path: endpoint(ref), body: { ...change, enabled } },
          headers: ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` },
        })
      ).endpoint,
    removeEndpoint: async ref => void (await api.send({ method: 'DELETE', path: endpoint(ref) })),
    rotateSigningSecret: (ref, overlapHours) => post(`${endpoint(ref)}/rotate-secret`, { overlapHours }),
    testEndpoint: async (ref, event) =>
      (await post<{ delivery: Delivery }>(`${endpoint(ref)}/test`, { event })).delivery,
    listDeliveries: async ({ status, event, limit, ...ref }) =>
      (
        await api.get<{ items: Delivery[] }>({
          method: 'GET',
          path: `${endpoint(ref)}/deliveries`,
          query: { status, event, limit },
        })
      ).items,
    getDelivery: async (accountId, id) =>
      (
        await api.get<{ delivery: DeliveryDetails }>({
          method: 'GET',
          path: `${account(accountId)}/deliveries/${encode(id)}`,
        })
      ).delivery,
    redeliver: async (accountId, id) =>
      (await post<{ delivery: DeliveryDetails }>(`${account(accountId)}/deliveries/${encode(id)}/redeliver`)).delivery,
    redeliverMany: ({ accountId, endpointId, since, ...wish }) =>
      post(`${endpoint({ accountId, endpointId })}/redeliver`, { since: since?.toISOString(), ...wish }),
    startListening: (accountId, integrationId) => post(`${integration({ accountId, integrationId })}/listen`),
    readEvents: ({ types, cursor, waitSeconds: wait, ...wish }) =>
      api.get({ method: 'GET', path: `${integration(wish)}/events`, query: { types: types?.join(','), cursor, wait } }),
  }
}

async function remotePages<Item>(api: ApiClient, path: string): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await api.get<{ items: Item[]; nextCursor?: string }>({
      method: 'GET',
      path,
      query: { cursor, limit: PAGE },
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return items
}

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
