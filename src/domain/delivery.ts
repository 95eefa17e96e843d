import { type Integration, stateOf } from './integration.ts'
import { eventPause } from './subscription.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** One event on its way to one endpoint. */
export interface Delivery {
  id: string
  accountId: string
  endpointId: string
  eventId: string
  eventType: string
  kind: DeliveryKind
  status: DeliveryStatus
  /** Of a failed or cancelled one. */
  why?: DeliveryEnd
  attempts: number
  nextAttemptAt?: Date
  createdAt: Date
  finishedAt?: Date
}

/** A test is tried once and says nothing about the endpoint's health. */
export type DeliveryKind = 'event' | 'test'

export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/**
 * How much is sent again since a moment: what ended without success; that and what was never sent, because the endpoint
 * was off or an event paused; or everything, also what was delivered.
 */
export const REDELIVERY_REACHES = ['failed', 'undelivered', 'all'] as const
export type RedeliveryReach = (typeof REDELIVERY_REACHES)[number]

/** Why a delivery ended without success, in words for people. */
export const DELIVERY_ENDS = {
  attempts_used_up: 'The receiver did not accept it in any of the attempts. Send it again when the receiver is mended.',
  poison: 'Every try of it stopped the server’s worker before an answer came, so it was set aside.',
  endpoint_disabled: 'The endpoint was switched off.',
  endpoint_gone: 'The receiver answered 410, so the endpoint was switched off.',
  endpoint_deleted: 'The endpoint was deleted.',
  integration_disabled: 'The integration was disabled.',
  integration_expired: 'The integration has expired.',
  integration_deleted: 'The integration was deleted.',
  event_paused: 'The integration no longer holds the scope for this event. Grant it and send it again.',
  event_unsubscribed: 'The endpoint no longer subscribes to this event.',
  event_forgotten: 'The event is older than the events that are kept.',
} as const
export type DeliveryEnd = keyof typeof DELIVERY_ENDS

/** What became of one HTTP request, in classes: a tenant must not learn from them what lies behind an address. */
export const ATTEMPT_OUTCOMES = {
  succeeded: 'The receiver answered with a 2xx status.',
  refused_by_receiver: 'The receiver answered with a status that is not 2xx.',
  redirected: 'The receiver answered with a redirect. Redirects are not followed: enter the final address.',
  gone: 'The receiver answered 410 Gone: it wants no more of these.',
  timed_out: 'No complete answer came within 15 seconds.',
  headers_too_large: 'The headers of the answer were larger than 16 kB.',
  not_reached: 'No connection to the receiver, or it broke off. Check the address, the certificate and the firewall.',
  target_refused:
    'Nothing was sent: the address now leads to a private, local or reserved network, or back to this server. Check where its name leads.',
  not_sendable: 'This server could not put the request together. The operator’s log says why.',
} as const
export type AttemptOutcome = keyof typeof ATTEMPT_OUTCOMES

/** One HTTP request of a delivery, and what came of it. */
export interface Attempt {
  number: number
  at: Date
  durationMs: number
  url: string
  outcome: AttemptOutcome
  statusCode?: number
  responseHeaders?: Record<string, string>
  responseBody?: string
}

/** A delivery in a list: with its latest attempt, without bodies. */
export interface ListedDelivery {
  delivery: Delivery
  latest?: Pick<Attempt, 'number' | 'at' | 'durationMs' | 'outcome' | 'statusCode'>
}

/** A delivery with all its attempts, and the body that was sent. */
export interface DeliveryDetails extends ListedDelivery {
  attempts: Attempt[]
  /** The event as JSON text; absent once it is no longer kept. */
  body?: string
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** How long after the one before each attempt comes: ten in 75 hours and 35 minutes. */
export const RETRY_AFTER_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

const JITTER = 0.2
const RETRY_AFTER_MAX_MS = 24 * HOUR_MS
/** Claims beyond the recorded attempts after which a delivery is taken to be what kills the worker. */
export const STRAY_CLAIMS_MAX = 5

/** What an attempt found. `retryAfterMs` is what the receiver asked for. */
export interface AttemptFinding {
  outcome: AttemptOutcome
  retryAfterMs?: number
}

/** What becomes of a delivery after an attempt. */
export interface DeliveryStep {
  status: DeliveryStatus
  why?: DeliveryEnd
  nextAttemptAt?: Date
}

/**
 * The next state after an attempt. `attempts` counts those since the schedule began, this one included; `chance` is a
 * number from 0 to below 1 for the jitter, so that a thousand deliveries that failed together don't come back together.
 */
export function afterAttempt(
  delivery: { kind: DeliveryKind; attempts: number },
  finding: AttemptFinding,
  { now, chance }: { now: Date; chance: number },
): DeliveryStep {
  if (finding.outcome === 'succeeded') return { status: 'succeeded' }
  if (finding.outcome === 'gone') return { status: 'cancelled', why: 'endpoint_gone' }
  const base = RETRY_AFTER_MS[delivery.attempts]
  if (base === undefined || delivery.kind === 'test') return { status: 'failed', why: 'attempts_used_up' }
  const jittered = base * (1 - JITTER + 2 * JITTER * chance)
  // A receiver may ask for more time than the schedule gives, not for less, and not for ever.
  const asked = Math.min(finding.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)
  return { status: 'pending', nextAttemptAt: new Date(now.getTime() + Math.max(jittered, asked)) }
}

/** True when more nodes died of a delivery than a chain of unrelated crashes explains. */
export function isPoison({ claims, attempts }: { claims: number; attempts: number }): boolean {
  return claims - attempts > STRAY_CLAIMS_MAX
}

/** An endpoint with the integration whose scopes bound it; the integration may be deleted. */
export interface Receiver {
  endpoint: WebhookEndpoint
  integration: Integration
}

/** What of an event decides who gets it. */
export interface EventFacts {
  type: string
  /** Whose lifecycle it tells of. */
  integrationId?: string
}

/** Why an event must not go to a receiver now; undefined when it may. A test goes to an endpoint that is switched off, too. */
export function sendingRefusal(
  { endpoint, integration }: Receiver,
  event: EventFacts & { kind: DeliveryKind },
  now: Date,
): DeliveryEnd | undefined {
  if (endpoint.deletedAt !== undefined) return 'endpoint_deleted'
  if (integration.deletedAt !== undefined) return 'integration_deleted'
  const state = stateOf(integration, now)
  if (state === 'disabled') return 'integration_disabled'
  if (state === 'expired') return 'integration_expired'
  if (event.kind === 'test') return undefined
  if (endpoint.disabled !== undefined) return 'endpoint_disabled'
  if (!endpoint.events.includes(event.type)) return 'event_unsubscribed'
  return eventPause(integration, event) === undefined ? undefined : 'event_paused'
}
