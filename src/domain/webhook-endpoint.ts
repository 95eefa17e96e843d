import type { ActorRecord } from './actor.ts'
import { invalid } from './problem.ts'

/** Where an integration's events go. */
export interface WebhookEndpoint {
  id: string
  accountId: string
  integrationId: string
  url: string
  description: string
  events: string[]
  /** Absent while it is switched on. */
  disabled?: { at: Date; why: DisabledWhy }
  /** The first failure after the last success, and the failed attempts since. */
  failing?: { since: Date; attempts: number }
  signing: EndpointSigning
  version: number
  createdBy: ActorRecord
  createdAt: Date
  updatedAt: Date
  deletedAt?: Date
}

/** The ages of an endpoint's signing secrets; the secrets themselves are sealed in the store. */
export interface EndpointSigning {
  secretVersion: number
  createdAt: Date
  /** While a secret is being rotated: until when the earlier one signs too. */
  previousEndsAt?: Date
}

export const DISABLED_WHYS = {
  person: 'It was switched off.',
  gone: 'The receiver answered 410 Gone. Switch it on again when the receiver is back.',
  failing:
    'Every attempt of the last 5 days failed. Mend the receiver, then switch it on again and resend what failed.',
} as const
export type DisabledWhy = keyof typeof DISABLED_WHYS

export const URL_LENGTH_MAX = 2000
export const EVENTS_MAX = 100
export const ENDPOINTS_MAX = 200
export const SECRET_OVERLAP_HOURS_DEFAULT = 24
export const SECRET_OVERLAP_HOURS_MAX = 168

const DAY_MS = 86_400_000
const FAILING_DAYS_MAX = 5
/** An endpoint that hardly ever hears an event is not given up after one or two that failed. */
const FAILING_ATTEMPTS_LEAST = 10

/** True when an endpoint has failed for so long that going on only wears both sides out. */
export function isGivenUp(failing: { since: Date; attempts: number }, now: Date): boolean {
  return (
    failing.attempts >= FAILING_ATTEMPTS_LEAST && now.getTime() - failing.since.getTime() >= FAILING_DAYS_MAX * DAY_MS
  )
}

/** The subscriptions sorted and single. Throws input_invalid for none, and for one that is no event. */
export function checkEvents(events: readonly string[], known: ReadonlySet<string>): string[] {
  const unknown = events.find(type => !known.has(type))
  if (unknown !== undefined) throw invalid('events', `"${unknown}" is no event; see the account’s events catalogue`)
  if (events.length === 0) throw invalid('events', 'must name at least one event')
  return [...new Set(events)].sort()
}

/** True while the earlier signing secret signs too: at its end it no longer does. */
export function signsWithPrevious({ previousEndsAt }: EndpointSigning, now: Date): boolean {
  return previousEndsAt !== undefined && now < previousEndsAt
}
