import { SOON_AT } from '../../../../src/domain/attention.ts'
import type { Integration } from '../../api/integrations.ts'
import type { Tone } from '../../ui/Badge.tsx'
import { DAY_MS } from '../../ui/time-words.ts'
import { t } from './messages.ts'

export type Health = 'expired' | 'disabled' | 'rotating' | 'ended' | 'overdue' | 'soon' | 'unused' | 'healthy'

const SHOWN: Record<Health, [label: string, tone: Tone]> = {
  expired: [t('stateExpired'), 'danger'],
  disabled: [t('stateDisabled'), 'neutral'],
  rotating: [t('stateRotating'), 'accent'],
  ended: [t('stateEnded'), 'danger'],
  overdue: [t('stateOverdue'), 'danger'],
  soon: [t('stateSoon'), 'warn'],
  unused: [t('stateUnused'), 'neutral'],
  healthy: [t('stateHealthy'), 'ok'],
}

/** The one thing that matters most about an integration now. */
export function healthOf(integration: Integration, now: number): Health {
  if (integration.state !== 'live') return integration.state
  if (integration.rotation.state === 'rotating') return 'rotating'
  if (hasEnded(integration.rotation.current, now)) return 'ended'
  const { part } = ageOf(integration, now)
  if (part >= 1) return 'overdue'
  if (part >= SOON_AT) return 'soon'
  return integration.lastUsedAt === null ? 'unused' : 'healthy'
}

/** Whether a token has stopped working by itself: by the account's maximum age, or because its holder ended it. */
export function hasEnded({ endsAt }: Integration['rotation']['current'], now: number): boolean {
  return endsAt !== null && Date.parse(endsAt) <= now
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

/** How long the old token still works; endless where there is none. */
export function endsInMs(integration: Integration, now: number): number {
  const { rotation, state } = integration
  return state === 'live' && rotation.state === 'rotating'
    ? Date.parse(rotation.endsAt) - now
    : Number.POSITIVE_INFINITY
}
