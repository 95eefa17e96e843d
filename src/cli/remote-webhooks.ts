import { randomUUID } from 'node:crypto'
import type { Delivery, DeliveryDetails } from '../contract/deliveries.ts'
import type { CatalogueEvent } from '../contract/event-catalogue.ts'
import type { WebhookEndpoint } from '../contract/webhook-endpoints.ts'
import type { ApiClient } from './api-client.ts'
import type { EndpointRef, WebhookOffice } from './webhook-office.ts'

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
