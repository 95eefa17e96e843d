import type { Integration } from '../../api/integrations.ts'
import type { Tone } from '../../ui/Badge.tsx'
import { DAY_MS } from '../../ui/time-words.ts'
import { t } from './messages.ts'

/** Of the days until rotation is due, the part after which a token is "soon" to be rotated: day 76 of 90. */
const SOON_AT = 76 / 90

/** An overlap with less than this left is a case for the banner. */
const ENDING_WITHIN_MS = 2 * DAY_MS
/** A token that nobody has used for this long is worth a question. */
const UNUSED_AFTER_DAYS = 30

export type Health = 'expired' | 'disabled' | 'rotating' | 'overdue' | 'soon' | 'unused' | 'healthy'

const SHOWN: Record<Health, [label: string, tone: Tone]> = {
  expired: [t('stateExpired'), 'danger'],
  disabled: [t('stateDisabled'), 'neutral'],
  rotating: [t('stateRotating'), 'accent'],
  overdue: [t('stateOverdue'), 'danger'],
  soon: [t('stateSoon'), 'warn'],
  unused: [t('stateUnused'), 'neutral'],
  healthy: [t('stateHealthy'), 'ok'],
}

/** The one thing that matters most about an integration now. */
export function healthOf(integration: Integration, now: number): Health {
  if (integration.state !== 'live') return integration.state
  if (integration.rotation.state === 'rotating') return 'rotating'
  const { part } = ageOf(integration, now)
  if (part >= 1) return 'overdue'
  if (part >= SOON_AT) return 'soon'
  return integration.lastUsedAt === null ? 'unused' : 'healthy'
}

/** Its word and its colour. */
export function showHealth(health: Health): { label: string; tone: Tone } {
  const [label, tone] = SHOWN[health]
  return { label, tone }
}

/** The current token's age in days against the day it is due. */
export function ageOf(integration: Integration, now: number): { days: number; due: number; part: number } {
  const madeAt = Date.parse(integration.rotation.current.createdAt)
  const dueMs = Date.parse(integration.rotationDueAt) - madeAt
  return {
    days: Math.max(0, Math.floor((now - madeAt) / DAY_MS)),
    due: Math.round(dueMs / DAY_MS),
    part: (now - madeAt) / dueMs,
  }
}

/** The colour of an age bar. */
export function ageTone(part: number): 'ok' | 'warn' | 'danger' {
  return part >= 1 ? 'danger' : part >= SOON_AT ? 'warn' : 'ok'
}

/** What an admin should look at. */
export function needsAttention(integration: Integration, now: number): boolean {
  const health = healthOf(integration, now)
  return health === 'overdue' || health === 'soon' || health === 'rotating' || health === 'expired'
}

export type WorstCase =
  | { kind: 'overdue'; integration: Integration; more: number }
  | { kind: 'ending' | 'unused'; integration: Integration }

/** The one case that the list's banner speaks of: overdue before an ending overlap before one that nobody uses. */
export function worstCase(integrations: readonly Integration[], now: number): WorstCase | undefined {
  const overdue = integrations.filter(one => healthOf(one, now) === 'overdue')
  const [longest] = overdue.toSorted((a, b) => a.rotationDueAt.localeCompare(b.rotationDueAt))
  if (longest !== undefined) return { kind: 'overdue', integration: longest, more: overdue.length - 1 }
  const ending = integrations.filter(one => endsInMs(one, now) < ENDING_WITHIN_MS)
  const [soonest] = ending.toSorted((a, b) => endsInMs(a, now) - endsInMs(b, now))
  if (soonest !== undefined) return { kind: 'ending', integration: soonest }
  const unused = integrations.find(one => healthOf(one, now) === 'unused' && ageOf(one, now).days >= UNUSED_AFTER_DAYS)
  return unused === undefined ? undefined : { kind: 'unused', integration: unused }
}

/** How long the old token still works; endless where there is none. */
export function endsInMs(integration: Integration, now: number): number {
  const { rotation, state } = integration
  return state === 'live' && rotation.state === 'rotating'
    ? Date.parse(rotation.endsAt) - now
    : Number.POSITIVE_INFINITY
}
