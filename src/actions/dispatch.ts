import { type DeliveryEnd, isPoison, sendingRefusal } from '../domain/delivery.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts'
import { type ClaimedDelivery, claimDeliveries, type EndpointKey, listDueEndpoints } from '../store/delivery-claims.ts'
import { type QueuedEvent, takeQueuedEvents } from '../store/event-queue.ts'
import { listReceivers, listReceiversById, type StoredReceiver } from '../store/receivers.ts'
import type { Deps } from './deps.ts'

export type { ClaimedDelivery, EndpointKey } from '../store/delivery-claims.ts'
export { DELIVERIES_DUE, EVENTS_CHANNEL } from '../store/event-queue.ts'
export type { StoredReceiver } from '../store/receivers.ts'

/** How long a claim is a worker's own: a dead worker's deliveries are taken over after it. */
export const LEASE_MS = 30_000

const ACCOUNTS_PER_TURN = 20
const EVENTS_PER_ACCOUNT = 200

/** What workers ask of the world; their connections are not those of requests. */
export type DispatchDeps = Pick<Deps, 'clock' | 'ids'> & { database: Database }

/** A claimed delivery ready to go out, or the reason why it must not. */
export interface Outgoing {
  delivery: ClaimedDelivery
  leaseId: string
  receiver: StoredReceiver
  refusal?: DeliveryEnd
}

/** What one turn of handing out brought. */
export interface HandedOut {
  /** Events that were taken. */
  taken: number
  /** Where the next turn goes on. */
  lastAccountId: string
  /** Deliveries that this worker holds already. */
  started: Outgoing[]
  /** Endpoints whose deliveries wait for a free slot. */
  waiting: EndpointKey[]
}

/** The slots of a turn of handing out. */
export interface TurnSlots {
  /** Takes one for a delivery to start at once; false when it must wait. */
  take(endpoint: EndpointKey): boolean
  /** The transaction begins anew, or has failed: nothing was taken. */
  putBack(): void
}

/**
 * Takes events from the queue and writes a delivery for each receiver, in one transaction. Those that get a slot are
 * claimed at once, so that in quiet times an event goes out after this one round trip.
 */
export async function handOutEvents(
  deps: DispatchDeps,
  turn: { afterAccountId: string; slots: TurnSlots },
): Promise<HandedOut> {
  const now = deps.clock.now()
  const leaseId = deps.ids.next('lse')
  return deps.database.transact(EVERY_TENANT, async db => {
    turn.slots.putBack()
    const events = await takeQueuedEvents(db, {
      afterAccountId: turn.afterAccountId,
      accountsMax: ACCOUNTS_PER_TURN,
      perAccount: EVENTS_PER_ACCOUNT,
    })
    if (events.length === 0) return { taken: 0, lastAccountId: '', started: [], waiting: [] }
    const accountIds = [...new Set(events.map(({ accountId }) => accountId))]
    const types = [...new Set(events.map(({ type }) => type))]
    const byAccount = Map.groupBy(await listReceivers(db, { accountIds, types }), ({ endpoint }) => endpoint.accountId)
    const plan = planDeliveries(deps, { events, byAccount, now, leaseId, slots: turn.slots })
    await insertDeliveries(db, plan.rows)
    const isLastTurn = accountIds.length < ACCOUNTS_PER_TURN
    const lastAccountId = isLastTurn ? '' : (accountIds.toSorted().at(-1) ?? '')
    return { taken: events.length, lastAccountId, started: plan.started, waiting: [...plan.waiting.values()] }
  })
}

interface Handing {
  events: readonly QueuedEvent[]
  byAccount: Map<string, StoredReceiver[]>
  now: Date
  leaseId: string
  slots: TurnSlots
}

function planDeliveries(deps: DispatchDeps, { events, byAccount, now, leaseId, slots }: Handing) {
  const rows: NewDelivery[] = []
  const started: Outgoing[] = []
  const waiting = new Map<string, EndpointKey>()
  const leaseUntil = new Date(now.getTime() + LEASE_MS)
  for (const event of events) {
    for (const receiver of byAccount.get(event.accountId) ?? []) {
      if (sendingRefusal(receiver, { ...event, kind: 'event' }, now) !== undefined) continue
      const key = { accountId: event.accountId, endpointId: receiver.endpoint.id }
      const isStarted = slots.take(key)
      const delivery = newDelivery(deps, event, key)
      rows.push({
        ...delivery,
        ...(isStarted ? { leaseId, nextAttemptAt: leaseUntil } : { nextAttemptAt: now }),
        createdAt: now,
      })
      if (isStarted) started.push({ delivery: toClaimed(delivery, event), leaseId, receiver })
      else waiting.set(key.endpointId, key)
    }
  }
  return { rows, started, waiting }
}

function newDelivery(deps: DispatchDeps, event: QueuedEvent, key: EndpointKey) {
  return { ...key, id: deps.ids.next('dlv'), eventId: event.id, eventType: event.type, kind: 'event' as const }
}

function toClaimed(delivery: ReturnType<typeof newDelivery>, { integrationId, body }: QueuedEvent): ClaimedDelivery {
  const ofIntegration = integrationId === undefined ? {} : { eventIntegrationId: integrationId }
  return { ...delivery, ...ofIntegration, body, attempts: 0, claims: 1 }
}

/** Claims what is due at some endpoints, and says of each whether it may still be sent. */
export async function claimDue(
  deps: DispatchDeps,
  wanted: readonly (EndpointKey & { slots: number })[],
): Promise<Outgoing[]> {
  const now = deps.clock.now()
  const leaseId = deps.ids.next('lse')
  return deps.database.transact(EVERY_TENANT, async db => {
    const leaseUntil = new Date(now.getTime() + LEASE_MS)
    const claimed = await claimDeliveries(db, { wanted, leaseId, leaseUntil, now })
    if (claimed.length === 0) return []
    const keys = [...new Map(claimed.map(one => [one.endpointId, one])).values()]
    const receivers = new Map((await listReceiversById(db, keys)).map(one => [one.endpoint.id, one]))
    return claimed.flatMap(delivery => {
      const receiver = receivers.get(delivery.endpointId)
      return receiver === undefined
        ? []
        : [{ delivery, leaseId, receiver, refusal: refusalOf(delivery, receiver, now) }]
    })
  })
}

function refusalOf(delivery: ClaimedDelivery, receiver: StoredReceiver, now: Date): DeliveryEnd | undefined {
  if (delivery.body === undefined) return 'event_forgotten'
  if (isPoison(delivery)) return 'poison'
  const { eventType: type, eventIntegrationId: integrationId, kind } = delivery
  return sendingRefusal(receiver, { type, integrationId, kind }, now)
}

/** Endpoints with something due, in turns; an empty page means that the walk starts anew. */
export async function findDueEndpoints(
  deps: DispatchDeps,
  afterEndpointId: string,
  limit: number,
): Promise<EndpointKey[]> {
  const now = deps.clock.now()
  return deps.database.read(EVERY_TENANT, db => listDueEndpoints(db, { afterEndpointId, now, limit }))
}
