import type { Actor } from '../domain/actor.ts'
import type { DeliveryStatus, RedeliveryReach } from '../domain/delivery.ts'
import { type Integration, stateOf } from '../domain/integration.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { missableEvents } from '../domain/subscription.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import type { Sql } from '../lib/database.ts'
import { insertDeliveries } from '../store/deliveries.ts'
import { signalDueDeliveries } from '../store/event-queue.ts'
import {
  countDeliveries,
  findLastSeq,
  listMissedEvents,
  reviveDeliveries,
  reviveDeliveriesSince,
  type SeqSpan,
} from '../store/redeliveries.ts'
import { authorizeForIntegrations } from './authorize.ts'
import { receiverOf, recordResent, requireSending } from './deliveries.ts'
import type { Deps } from './deps.ts'
import { requireReach } from './reach.ts'
import type { EndpointRef } from './webhook-endpoints.ts'

/** Sent again by one request at most; the cursor that it gives goes on behind them. */
export const REDELIVER_MAX = 10_000

/** What to send again: these deliveries, or all of a reach since a moment. */
export interface RedeliveryWish extends EndpointRef {
  since?: Date
  status?: RedeliveryReach
  /** From the answer to the request before, with the same `since` and `status`. */
  cursor?: string
  deliveries?: readonly string[]
}

/** How many are on their way again, and where the rest goes on. */
export interface Resent {
  count: number
  hasMore: boolean
  nextCursor?: string
}

const STATUSES: Record<RedeliveryReach, readonly DeliveryStatus[]> = {
  failed: ['failed', 'cancelled'],
  undelivered: ['failed', 'cancelled'],
  all: ['failed', 'cancelled', 'succeeded'],
}

/**
 * Sends many again, oldest first, at most 10,000 at a time. Throws delivery_not_found when one named is none of the
 * endpoint's, and cursor_invalid for a cursor of another wish.
 */
export async function redeliverMany(deps: Deps, actor: Actor, input: RedeliveryWish): Promise<Resent> {
  const { accountId, endpointId, deliveries, since, status: reach = 'failed' } = input
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const { endpoint, integration } = await receiverOf(tx.db, accountId, endpointId)
    await requireReach(deps, tx, { actor, reaches: integration })
    requireOneWish(input)
    requireSending(endpoint)
    const resent =
      since === undefined
        ? { count: await reviveNamed(deps, tx.db, { endpoint, deliveryIds: deliveries ?? [] }), hasMore: false }
        : await resendSince(deps, tx.db, { endpoint, integration, since, reach, cursor: input.cursor })
    if (resent.count > 0) await signalDueDeliveries(tx.db)
    const wish = since === undefined ? { deliveries } : { since: since.toISOString(), status: reach }
    recordResent(deps, tx, { actor, endpoint, after: { ...wish, count: resent.count } })
    return resent
  })
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other
}

function requireOneWish({ since, status, cursor, deliveries }: RedeliveryWish): void {
  if ((since === undefined) === (deliveries === undefined)) {
    throw invalid('since', 'must say from when on, unless “deliveries” names what to send again')
  }
  if (deliveries !== undefined && status !== undefined) throw invalid('status', 'goes with “since” alone')
  if (deliveries !== undefined && cursor !== undefined) throw invalid('cursor', 'goes with “since” alone')
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

/**
 * What was delivered is delivered once more, so it would come up again and again: each part goes on behind the one before,
 * and what is written meanwhile is none of it.
 */
async function resendSince(deps: Deps, db: Sql, work: SinceWork & { cursor?: string }): Promise<Resent> {
  const { endpoint, reach } = work
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['redeliver', endpoint.accountId, endpoint.id, work.since.toISOString(), reach])
  const span =
    work.cursor === undefined
      ? { afterSeq: 0, upToSeq: await findLastSeq(db, { accountId: endpoint.accountId, endpointId: endpoint.id }) }
      : toSpan(openCursor(mac, scope, work.cursor))
  // Nothing of before it was made: what has been deleted since would be shown once more.
  const { count, lastSeq } = await reviveSince(deps, db, {
    ...work,
    since: latest(work.since, endpoint.createdAt),
    span,
  })
  if (count < REDELIVER_MAX) return { count, hasMore: false }
  return { count, hasMore: true, nextCursor: sealCursor(mac, scope, [String(lastSeq), String(span.upToSeq)]) }
}

function toSpan(position: string[] | undefined): SeqSpan {
  const [afterSeq = Number.NaN, upToSeq = Number.NaN] = (position ?? []).map(Number)
  if (!Number.isInteger(afterSeq) || !Number.isInteger(upToSeq)) throw new Problem('cursor_invalid')
  return { afterSeq, upToSeq }
}

async function reviveSince(
  deps: Deps,
  db: Sql,
  { span, ...work }: SinceWork & { span: SeqSpan },
): Promise<{ count: number; lastSeq: number }> {
  const { endpoint, since, reach } = work
  const { accountId, id: endpointId } = endpoint
  const now = deps.clock.now()
  const statuses = STATUSES[reach]
  const wish = { accountId, endpointId, since, limit: REDELIVER_MAX }
  const revived = await reviveDeliveriesSince(db, { ...wish, ...span, statuses, now })
  if (reach === 'failed' || revived.count === REDELIVER_MAX) return revived
  const missed = await addMissed(deps, db, { ...work, limit: REDELIVER_MAX - revived.count })
  return { count: revived.count + missed, lastSeq: span.upToSeq }
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
