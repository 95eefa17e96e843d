import type { RedeliveryWish, Resent } from '../actions/redeliveries.ts'
import type { EndpointChange } from '../actions/webhook-endpoints.ts'
import type { Delivery, DeliveryDetails } from '../contract/deliveries.ts'
import type { CatalogueEvent } from '../contract/event-catalogue.ts'
import type { EventFeedReply, ListeningReply } from '../contract/event-feed.ts'
import type { EndpointWithSecret, WebhookEndpoint } from '../contract/webhook-endpoints.ts'
import type { DeliveryStatus } from '../domain/delivery.ts'

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
