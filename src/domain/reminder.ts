const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/** Days before the due date at which rotation is spoken of; under a short policy first at half of it. */
const SOON_DAYS = [14, 7] as const
export const OVERLAP_STAGE_HOURS = [1, 24, 72] as const
export const EXPIRY_STAGE_DAYS = [1, 3, 14] as const

/** A stage of something that comes nearer. Its key names the occasion: each is told once. */
export interface RotationReminder {
  key: string
  stage: 'soon' | 'due' | 'overdue'
  dueAt: Date
  daysOverdue: number
}

/** What is known of a current token's age and its account's policy. */
export interface AgedToken {
  id: string
  createdAt: Date
}

/**
 * The latest stage that a token's rotation has reached: soon, soon again, due, then each week once more. A server that was away for
 * a month tells one thing, not five. The due date is part of the key, so that a new policy is heard of anew.
 */
export function rotationReminder(token: AgedToken, rotationDays: number, now: Date): RotationReminder | undefined {
  const dueAt = new Date(token.createdAt.getTime() + rotationDays * DAY_MS)
  const overdueMs = now.getTime() - dueAt.getTime()
  const [first, ...later] = SOON_DAYS.map(days => days * DAY_MS)
  const firstMs = Math.min(first ?? 0, (rotationDays * DAY_MS) / 2)
  if (overdueMs < -firstMs) return undefined
  const weeks = Math.floor(overdueMs / WEEK_MS)
  const stage = overdueMs < 0 ? 'soon' : weeks === 0 ? 'due' : 'overdue'
  const reached = later.findLast(leadMs => leadMs < firstMs && overdueMs >= -leadMs)
  const soon = reached === undefined ? 'soon' : `soon-${reached / DAY_MS}d`
  const step = stage === 'overdue' ? `overdue-${weeks}` : stage === 'soon' ? soon : stage
  const daysOverdue = Math.max(0, Math.floor(overdueMs / DAY_MS))
  return { key: `rotation_due ${token.id} ${dueAt.toISOString()} ${step}`, stage, dueAt, daysOverdue }
}

/** An overlap as reminders see it. */
export interface EndingOverlap {
  tokenId: string
  startedAt: Date
  endsAt: Date
}

/** The stage that the end of an overlap has reached: 72, 24 or 1 hour before. A stage as long as the overlap is none. */
export function overlapReminder(overlap: EndingOverlap, now: Date): { key: string; hours: number } | undefined {
  const { tokenId, startedAt, endsAt } = overlap
  const leftMs = endsAt.getTime() - now.getTime()
  const wholeMs = endsAt.getTime() - startedAt.getTime()
  if (leftMs <= 0) return undefined
  const hours = OVERLAP_STAGE_HOURS.find(stage => leftMs <= stage * HOUR_MS)
  if (hours === undefined || hours * HOUR_MS >= wholeMs) return undefined
  return { key: `overlap_ending ${tokenId} ${endsAt.toISOString()} ${hours}h`, hours }
}

/** Something with an end of its own: an integration or a token. `since` is when the end was set, at the latest. */
export interface ExpiringThing {
  id: string
  expiresAt: Date
  since: Date
}

/** The stage that an expiry has reached: 14, 3 or 1 day before, or past. */
export function expiryReminder(thing: ExpiringThing, now: Date): { key: string; days: number } | undefined {
  const { id, expiresAt, since } = thing
  const leftMs = expiresAt.getTime() - now.getTime()
  const key = (step: string) => `expiry ${id} ${expiresAt.toISOString()} ${step}`
  if (leftMs <= 0) return { key: key('past'), days: 0 }
  const days = EXPIRY_STAGE_DAYS.find(stage => leftMs <= stage * DAY_MS)
  if (days === undefined || days * DAY_MS >= expiresAt.getTime() - since.getTime()) return undefined
  return { key: key(`${days}d`), days }
}

/** The occasion of an integration that nobody has used for the policy's days; once for each idle time. */
export function unusedReminder(
  { integrationId, idleSince }: { integrationId: string; idleSince: Date },
  unusedDays: number | null,
  now: Date,
): { key: string; idleDays: number } | undefined {
  if (unusedDays === null) return undefined
  const idleMs = now.getTime() - idleSince.getTime()
  if (idleMs < unusedDays * DAY_MS) return undefined
  return { key: `unused ${integrationId} ${idleSince.toISOString()}`, idleDays: Math.floor(idleMs / DAY_MS) }
}
