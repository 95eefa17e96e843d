import type { Actor } from '../domain/actor.ts'
import type { DeliveryStatus, RedeliveryReach } from '../domain/delivery.ts'
import { type Integration, stateOf } from '../domain/integration.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { missableEvents } from '../domain/subscription.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { Sql } from '../lib/database.ts'
import { insertDeliveries } from '../store/deliveries.ts'
import { signalDueDeliveries } from '../store/event-queue.ts'
import { countDeliveries, listMissedEvents, reviveDeliveries, reviveDeliveriesSince } from '../store/redeliveries.ts'
import { authorizeForIntegrations } from './authorize.ts'
import { receiverOf, recordResent, requireSending } from './deliveries.ts'
import type { Deps } from './deps.ts'
import { requireReach } from './reach.ts'
import type { EndpointRef } from './webhook-endpoints.ts'

/** Sent again by one request at most; who has more asks again. */
export const REDELIVER_MAX = 10_000

/** What to send again: these deliveries, or all of a reach since a moment. */
export interface RedeliveryWish extends EndpointRef {
  since?: Date
  status?: RedeliveryReach
  deliveries?: readonly string[]
}

const STATUSES: Record<RedeliveryReach, readonly DeliveryStatus[]> = {
  failed: ['failed', 'cancelled'],
  undelivered: ['failed', 'cancelled'],
  all: ['failed', 'cancelled', 'succeeded'],
}

/** Sends many again, oldest first, at most 10,000 at a time. Throws delivery_not_found when one named is none of the endpoint's. */
export async function redeliverMany(
  deps: Deps,
  actor: Actor,
  input: RedeliveryWish,
): Promise<{ count: number; hasMore: boolean }> {
  const { accountId, endpointId, deliveries } = input
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const { endpoint, integration } = await receiverOf(tx.db, accountId, endpointId)
    await requireReach(deps, tx, { actor, reaches: integration })
    requireOneWish(input)
    requireSending(endpoint)
    // Nothing of before it was made: what has been deleted since would be shown once more.
    const since = input.since === undefined ? undefined : latest(input.since, endpoint.createdAt)
    const count =
      since === undefined
        ? await reviveNamed(deps, tx.db, { endpoint, deliveryIds: deliveries ?? [] })
        : await reviveSince(deps, tx.db, { endpoint, integration, since, reach: input.status ?? 'failed' })
    if (count > 0) await signalDueDeliveries(tx.db)
    const wish = since === undefined ? { deliveries } : { since: since.toISOString(), status: input.status ?? 'failed' }
    await recordResent(deps, tx, { actor, endpoint, after: { ...wish, count } })
    return { count, hasMore: count === REDELIVER_MAX }
  })
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other
}

function requireOneWish({ since, status, deliveries }: RedeliveryWish): void {
  if ((since === undefined) === (deliveries === undefined)) {
    throw invalid('since', 'must say from when on, unless “deliveries” names what to send again')
  }
  if (deliveries !== undefined && status !== undefined) throw invalid('status', 'goes with “since” alone')
}

async function reviveNamed(
  deps: Deps,
  db: Sql,
  { endpoint, deliveryIds }: { endpoint: WebhookEndpoint; deliveryIds: readonly string[] },
): Promise<number> {
  const { accountId, id: endpointId } = endpoint
  const wanted = [...new Set(deliveryIds)]
  if ((await countDeliveries(db, { accountId, endpointId, deliveryIds: wanted })) < wanted.length) {
    throw new Problem('delivery_not_found')
  }
  return reviveDeliveries(db, { accountId, deliveryIds: wanted, now: deps.clock.now() })
}

interface SinceWork {
  endpoint: WebhookEndpoint
  integration: Integration
  since: Date
  reach: RedeliveryReach
}

async function reviveSince(deps: Deps, db: Sql, work: SinceWork): Promise<number> {
  const { endpoint, since, reach } = work
  const { accountId, id: endpointId } = endpoint
  const now = deps.clock.now()
  const statuses = STATUSES[reach]
  const wish = { accountId, endpointId, since, limit: REDELIVER_MAX }
  const revived = await reviveDeliveriesSince(db, { ...wish, statuses, now })
  if (reach === 'failed' || revived === REDELIVER_MAX) return revived
  return revived + (await addMissed(deps, db, { ...work, limit: REDELIVER_MAX - revived }))
}

/** Writes deliveries of what happened while the endpoint was off or an event was paused, as the scopes of now allow. */
async function addMissed(deps: Deps, db: Sql, work: SinceWork & { limit: number }): Promise<number> {
  const { endpoint, integration, since, limit } = work
  const { accountId, id: endpointId } = endpoint
  const now = deps.clock.now()
  if (stateOf(integration, now) !== 'live') return 0
  const wish = { accountId, endpointId, since, limit, integrationId: integration.id }
  const missed = await listMissedEvents(db, { ...wish, ...missableEvents(integration, endpoint.events) })
  const rows = missed.map(({ id, type }) => ({
    ...{ accountId, id: deps.ids.next('dlv'), endpointId, eventId: id, eventType: type, kind: 'event' as const },
    ...{ nextAttemptAt: now, createdAt: now },
  }))
  await insertDeliveries(db, rows)
  return rows.length
}
