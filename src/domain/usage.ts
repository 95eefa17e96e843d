const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How far back a look at usage reaches, in how many steps: never more than 200 points on a chart. */
export const USAGE_RANGES = {
  '24h': { step: 'hour', steps: 24 },
  '7d': { step: 'hour', steps: 168 },
  '30d': { step: 'day', steps: 30 },
} as const

export type UsageRange = keyof typeof USAGE_RANGES
export const USAGE_RANGE_NAMES = Object.keys(USAGE_RANGES) as UsageRange[]

export const USAGE_GROUPS = ['integration', 'operation', 'status', 'scope'] as const
export type UsageGroup = (typeof USAGE_GROUPS)[number]

/** The time that a range covers: whole steps in UTC, the present one included. */
export interface UsageSpan {
  step: 'hour' | 'day'
  stepMs: number
  from: Date
  to: Date
  /** The beginnings of the steps, oldest first. */
  starts: Date[]
}

/** The steps of a range as of a moment. */
export function spanOf(range: UsageRange, now: Date): UsageSpan {
  const { step, steps } = USAGE_RANGES[range]
  const stepMs = step === 'hour' ? HOUR_MS : DAY_MS
  const lastMs = Math.floor(now.getTime() / stepMs) * stepMs
  const starts = Array.from({ length: steps }, (_, i) => new Date(lastMs - (steps - 1 - i) * stepMs))
  return { step, stepMs, from: starts[0] ?? now, to: new Date(lastMs + stepMs), starts }
}

/** Calls added up. `refused` were answered with 400 to 499, `failed` with 500 and above. */
export interface UsageCount {
  calls: number
  refused: number
  failed: number
}
