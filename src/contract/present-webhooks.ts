import {
  ATTEMPT_OUTCOMES,
  type Attempt,
  DELIVERY_ENDS,
  type DeliveryDetails as DetailsRow,
  type ListedDelivery,
} from '../domain/delivery.ts'
import type { EndpointView } from '../domain/endpoint-view.ts'
import { sentBody } from '../domain/sent-body.ts'
import { DISABLED_WHYS } from '../domain/webhook-endpoint.ts'
import type { Delivery, DeliveryDetails } from './deliveries.ts'
import type { EndpointWithSecret, WebhookEndpoint } from './webhook-endpoints.ts'

const BODY_SHOWN_CHARACTERS = 4096

/** An endpoint in the shape of the management API, for every door that shows one. */
export function presentEndpoint(view: EndpointView): WebhookEndpoint {
  const { endpoint, integration, pausedEvents, health } = view
  const { id, integrationId, url, description, events, disabled, failing, signing, version, createdBy } = endpoint
  const sum = (read: 'succeeded' | 'failed') => health.buckets.reduce((total, bucket) => total + bucket[read], 0)
  return {
    ...{ id, integrationId, integration: integration ?? null, url, description, events, pausedEvents },
    enabled: disabled === undefined,
    disabledAt: momentOrNull(disabled?.at),
    disabledWhy: disabled?.why ?? null,
    disabledSentence: disabled === undefined ? null : DISABLED_WHYS[disabled.why],
    signing: {
      secretCreatedAt: signing.createdAt.toISOString(),
      previousSecretEndsAt: momentOrNull(signing.previousEndsAt),
    },
    health: {
      buckets: health.buckets.map(({ hour, ...counts }) => ({ hour: hour.toISOString(), ...counts })),
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      failingSince: momentOrNull(failing?.since),
      lastSuccessAt: momentOrNull(health.lastSuccessAt),
      lastFailureAt: momentOrNull(health.lastFailureAt),
    },
    version,
    createdAt: endpoint.createdAt.toISOString(),
    createdBy,
    updatedAt: endpoint.updatedAt.toISOString(),
  }
}

/** The one reply in which a signing secret stands. */
export function presentEndpointWithSecret(made: { view: EndpointView; signingSecret: string }): EndpointWithSecret {
  return { endpoint: presentEndpoint(made.view), signingSecret: made.signingSecret }
}

export function presentDelivery({ delivery, latest }: ListedDelivery): Delivery {
  const { id, endpointId, eventId, eventType, kind, status, why, attempts } = delivery
  return {
    ...{ id, endpointId, event: { id: eventId, type: eventType }, kind, status },
    why: why ?? null,
    whySentence: why === undefined ? null : DELIVERY_ENDS[why],
    attemptCount: attempts,
    lastAttempt: latest === undefined ? null : presentSummary(latest),
    nextAttemptAt: momentOrNull(delivery.nextAttemptAt),
    createdAt: delivery.createdAt.toISOString(),
    finishedAt: momentOrNull(delivery.finishedAt),
  }
}

/** A delivery with what was sent and what was answered; signatures are not shown, they would be worth something. */
export function presentDeliveryDetails(details: DetailsRow): DeliveryDetails {
  return {
    ...presentDelivery(details),
    attempts: details.attempts.map(attempt => presentAttempt(details, attempt)),
  }
}

function presentAttempt({ delivery, body }: DetailsRow, attempt: Attempt): DeliveryDetails['attempts'][number] {
  const sent = body === undefined ? null : sentBody(body, { at: attempt.at, webhookId: delivery.eventId })
  return {
    ...presentSummary(attempt),
    request: {
      method: 'POST',
      url: attempt.url,
      headers: {
        'content-type': 'application/json',
        'webhook-id': delivery.eventId,
        'webhook-timestamp': String(Math.floor(attempt.at.getTime() / 1000)),
        'webhook-signature': 'v1,•••',
        'x-ghl-signature': '•••',
      },
      body: sent === null ? null : sent.slice(0, BODY_SHOWN_CHARACTERS),
    },
    response:
      attempt.responseHeaders === undefined
        ? null
        : { headers: attempt.responseHeaders, body: attempt.responseBody ?? '' },
  }
}

function presentSummary(attempt: NonNullable<ListedDelivery['latest']>): NonNullable<Delivery['lastAttempt']> {
  const { number, at, durationMs, outcome, statusCode } = attempt
  return {
    ...{ number, at: at.toISOString(), durationMs, outcome, sentence: ATTEMPT_OUTCOMES[outcome] },
    statusCode: statusCode ?? null,
  }
}

function momentOrNull(at: Date | undefined): string | null {
  return at?.toISOString() ?? null
}
