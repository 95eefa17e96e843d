import type { AccountPolicies } from './account.ts'

/** What the list of integrations can be narrowed to, beside its state. */
export const INTEGRATION_FILTERS = ['attention', 'unused', 'mine'] as const
export type IntegrationFilter = (typeof INTEGRATION_FILTERS)[number]

/** Of the days until rotation is due, the part after which a token is "soon" to be rotated: day 76 of 90. */
export const SOON_AT = 76 / 90

/** An overlap with less than this left is worth a warning. */
const ENDING_WITHIN_DAYS = 2
/** An integration that nobody has used for this long after it was made is worth a question. */
const UNUSED_AFTER_DAYS = 30

const DAY_MS = 86_400_000

/** The moments by which an account's integrations are judged. */
export interface AttentionBounds {
  now: Date
  /** Current tokens made at this moment or before are overdue for rotation. */
  overdueSince: Date
  /** Those made at this moment or before will soon be. */
  soonSince: Date
  /** Overlaps that end before this moment are about to. */
  endingUntil: Date
  /** Integrations made at this moment or before should have been used by now. */
  unusedSince: Date
}

/** The moments that an account's policies set at `now`. */
export function attentionBounds({ rotationDays }: AccountPolicies, now: Date): AttentionBounds {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)
  return {
    now,
    overdueSince: daysAgo(rotationDays),
    soonSince: daysAgo(rotationDays * SOON_AT),
    endingUntil: daysAgo(-ENDING_WITHIN_DAYS),
    unusedSince: daysAgo(UNUSED_AFTER_DAYS),
  }
}

/** What can be wrong with an integration, the worst first. */
export const WORST_CASES = ['ended', 'overdue', 'ending', 'unused'] as const
export type WorstCase = (typeof WORST_CASES)[number]
