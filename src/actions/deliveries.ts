import type { Actor } from '../domain/actor.ts'
import type { DeliveryDetails, DeliveryStatus, ListedDelivery } from '../domain/delivery.ts'
import { exampleOfEvent } from '../domain/event-examples.ts'
import type { Integration } from '../domain/integration.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import type { Sql } from '../lib/database.ts'
import { findDelivery, insertDeliveries, listAttempts, listDeliveries as listRows } from '../store/deliveries.ts'
import { findEventBody, signalDueDeliveries } from '../store/event-queue.ts'
import { insertEvent } from '../store/events.ts'
import { findIntegration } from '../store/integrations.ts'
import { reviveDeliveries } from '../store/redeliveries.ts'
import { findEndpoint, lockEndpoint } from '../store/webhook-endpoints.ts'
import { authorizeForIntegrations, requireOwnScopes } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { requireReach } from './reach.ts'
import { recordAudit } from './record.ts'
import { type EndpointRef, targetOf } from './webhook-endpoints.ts'

/** Which deliveries of an endpoint; `cursor` comes from the page before. */
export interface DeliveryListInput extends EndpointRef {
  status?: DeliveryStatus
  eventType?: string
  since?: Date
  cursor?: string
  limit: number
}

/** One delivery; without an endpoint it is looked for in the whole account. */
export interface DeliveryRef {
  accountId: string
  endpointId?: string
  deliveryId: string
}

/** The event of a test that names none. */
export const TEST_EVENT = 'webhook.test'

/** An endpoint's deliveries, newest first. Throws cursor_invalid for a cursor of another list. */
export async function listDeliveries(
  deps: Deps,
  actor: Actor,
  input: DeliveryListInput,
): Promise<{ items: ListedDelivery[]; nextCursor?: string }> {
  const { accountId, endpointId, status, eventType, since, limit } = input
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['deliveries', endpointId, status ?? '', eventType ?? '', since?.toISOString() ?? ''])
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'webhooks.view' })
    if ((await findEndpoint(db, accountId, endpointId)) === undefined) throw new Problem('webhook_endpoint_not_found')
    const beforeSeq = input.cursor === undefined ? undefined : toSeq(openCursor(mac, scope, input.cursor))
    const rows = await listRows(db, { accountId, endpointId, status, eventType, since, beforeSeq, limit: limit + 1 })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const hasMore = rows.length > limit && last !== undefined
    return { items, nextCursor: hasMore ? sealCursor(mac, scope, [String(last.seq)]) : undefined }
  })
}

/** One delivery with what was sent and answered. A token sees the bodies of what its own scopes cover. */
export async function getDelivery(deps: Deps, actor: Actor, ref: DeliveryRef): Promise<DeliveryDetails> {
  return deps.database.read(ref.accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId: ref.accountId, permission: 'webhooks.view' })
    const { listed, integration } = await found(db, ref)
    requireOwnScopes(actor, integration.scopes)
    return detailsOf(db, listed)
  })
}

/** Sends a delivery again, now, with a schedule that starts anew and the same webhook-id. */
export async function redeliver(deps: Deps, actor: Actor, ref: DeliveryRef): Promise<DeliveryDetails> {
  const { accountId } = ref
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const { listed, integration, endpoint } = await found(tx.db, ref)
    await requireReach(deps, tx, { actor, reaches: integration })
    requireSending(endpoint)
    await reviveDeliveries(tx.db, { accountId, deliveryIds: [ref.deliveryId], now: deps.clock.now() })
    await signalDueDeliveries(tx.db)
    recordResent(deps, tx, { actor, endpoint, after: { delivery: listed.delivery.id } })
    return detailsOf(tx.db, (await found(tx.db, ref)).listed)
  })
}

/** Sends a made-up event once, also to an endpoint that is switched off. Says nothing about its health. */
export async function testEndpoint(
  deps: Deps,
  actor: Actor,
  input: EndpointRef & { event?: string },
): Promise<ListedDelivery> {
  const { accountId, endpointId, event: type = TEST_EVENT } = input
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const { endpoint, integration } = await receiverOf(tx.db, accountId, endpointId)
    await requireReach(deps, tx, { actor, reaches: integration })
    if (type !== TEST_EVENT && !endpoint.events.includes(type)) {
      throw invalid('event', `must be one of the endpoint’s events: ${endpoint.events.join(', ')}`)
    }
    const now = deps.clock.now()
    const body = type === TEST_EVENT ? testBody(endpoint, now) : exampleOfEvent(type)
    const eventId = deps.ids.next('evt')
    // Under a type of its own it is queued for nobody.
    await insertEvent(tx.db, { accountId, id: eventId, type: TEST_EVENT, body, createdAt: now })
    const deliveryId = deps.ids.next('dlv')
    const row = { accountId, id: deliveryId, endpointId, eventId, eventType: type, kind: 'test' as const }
    await insertDeliveries(tx.db, [{ ...row, nextAttemptAt: now, createdAt: now }])
    await signalDueDeliveries(tx.db)
    const target = targetOf(endpoint)
    recordAudit(deps, tx, { actor, action: 'webhook_endpoint.tested', target, after: { event: type }, at: now })
    return (await found(tx.db, { accountId, deliveryId })).listed
  })
}

function testBody(endpoint: WebhookEndpoint, now: Date): Record<string, unknown> {
  return { type: TEST_EVENT, endpointId: endpoint.id, sentAt: now.toISOString(), message: 'It works.' }
}

async function found(db: Sql, ref: DeliveryRef) {
  const listed = await findDelivery(db, ref)
  if (listed === undefined) throw new Problem('delivery_not_found')
  const stored = await findEndpoint(db, ref.accountId, listed.delivery.endpointId)
  const integration = stored && (await findIntegration(db, ref.accountId, stored.endpoint.integrationId))
  if (stored === undefined || integration === undefined) throw new Problem('delivery_not_found')
  return { listed, endpoint: stored.endpoint, integration }
}

/** An endpoint under its lock, with its integration. Throws webhook_endpoint_not_found. */
export async function receiverOf(
  db: Sql,
  accountId: string,
  endpointId: string,
): Promise<{ endpoint: WebhookEndpoint; integration: Integration }> {
  const stored = await lockEndpoint(db, accountId, endpointId)
  const integration = stored && (await findIntegration(db, accountId, stored.endpoint.integrationId))
  if (stored === undefined || integration === undefined) throw new Problem('webhook_endpoint_not_found')
  return { endpoint: stored.endpoint, integration }
}

async function detailsOf(db: Sql, listed: ListedDelivery): Promise<DeliveryDetails> {
  const { accountId, id, eventId } = listed.delivery
  const attempts = await listAttempts(db, accountId, id)
  return { ...listed, latest: attempts.at(-1), attempts, body: await findEventBody(db, accountId, eventId) }
}

/** What would be cancelled at once is refused with the reason. */
export function requireSending(endpoint: WebhookEndpoint): void {
  if (endpoint.disabled !== undefined) throw new Problem('webhook_endpoint_off')
}

/** The audit entry of sending again. */
export function recordResent(
  deps: Deps,
  tx: Transaction,
  { actor, endpoint, after }: { actor: Actor; endpoint: WebhookEndpoint; after: Record<string, unknown> },
): void {
  const target = targetOf(endpoint)
  recordAudit(deps, tx, { actor, action: 'webhook_endpoint.resent', target, after, at: deps.clock.now() })
}

function toSeq(position: string[] | undefined): number {
  const seq = Number(position?.[0])
  if (!Number.isInteger(seq)) throw new Problem('cursor_invalid')
  return seq
}
