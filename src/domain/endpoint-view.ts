import { type Integration, type IntegrationState, stateOf } from './integration.ts'
import { type EventPause, pausedEvents } from './subscription.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** How an endpoint's attempts went in one hour. */
export interface EndpointHour {
  endpointId: string
  hour: Date
  succeeded: number
  failed: number
  succeededAt?: Date
  failedAt?: Date
}

/** How the attempts of one hour went. */
export interface HealthBucket {
  hour: Date
  succeeded: number
  failed: number
}

/** An endpoint as the doors show it. */
export interface EndpointView {
  endpoint: WebhookEndpoint
  /** Absent once the integration is deleted. */
  integration?: { name: string; state: IntegrationState }
  pausedEvents: EventPause[]
  health: {
    /** The last 24 hours, oldest first, without gaps. */
    buckets: HealthBucket[]
    lastSuccessAt?: Date
    lastFailureAt?: Date
  }
}

const HOUR_MS = 3_600_000
const BUCKETS = 24
/** How far back the last success and failure are looked for. */
export const HEALTH_SPAN_MS = 30 * 24 * HOUR_MS

/** Puts together what is known of an endpoint; `hours` may hold those of others. */
export function viewOfEndpoint(
  parts: { endpoint: WebhookEndpoint; integration: Integration | undefined; hours: readonly EndpointHour[] },
  now: Date,
): EndpointView {
  const { endpoint, integration } = parts
  const hours = parts.hours.filter(({ endpointId }) => endpointId === endpoint.id)
  return {
    endpoint,
    ...(integration && { integration: { name: integration.name, state: stateOf(integration, now) } }),
    pausedEvents: integration === undefined ? [] : pausedEvents(integration, endpoint.events),
    health: {
      buckets: bucketsOf(hours, now),
      lastSuccessAt: hours.findLast(({ succeededAt }) => succeededAt !== undefined)?.succeededAt,
      lastFailureAt: hours.findLast(({ failedAt }) => failedAt !== undefined)?.failedAt,
    },
  }
}

function bucketsOf(hours: readonly EndpointHour[], now: Date): HealthBucket[] {
  const lastHourMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return Array.from({ length: BUCKETS }, (_, index) => {
    const hour = new Date(lastHourMs - (BUCKETS - 1 - index) * HOUR_MS)
    const found = hours.find(one => one.hour.getTime() === hour.getTime())
    return { hour, succeeded: found?.succeeded ?? 0, failed: found?.failed ?? 0 }
  })
}
