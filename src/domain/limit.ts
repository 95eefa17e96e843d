import type { IntegrationLimits } from './integration.ts'

/** What an integration may call unless something else is set: 100 calls in ten seconds, 200,000 in a day. */
export const PER_TEN_SECONDS_DEFAULT = 100
export const PER_DAY_DEFAULT = 200_000

export const TEN_SECONDS_MS = 10_000
export const DAY_MS = 86_400_000

/** The window that is meant: ten seconds, or a day in UTC. Both begin on the round clock, the same on every node. */
export type LimitWindow = 'tenSeconds' | 'day'

/** What is left of an integration's limits after a call, or why the call was refused. */
export interface LimitVerdict {
  ok: boolean
  /** The window that refused the call; of an accepted one, the window that will end first for want of calls. */
  which: LimitWindow
  /** Of `which`: calls allowed, calls left, milliseconds until they are given anew. */
  limit: number
  remaining: number
  resetMs: number
  /** Milliseconds until a refused call may be made again; 0 when it was accepted. */
  retryAfterMs: number
  perTenSeconds: number
  tenSecondsRemaining: number
  tenSecondsResetMs: number
  perDay: number
  dayRemaining: number
  dayResetMs: number
}

/** Calls that were made without asking, by the window they belong to. */
export interface CallsMade {
  tenSeconds: number
  day: number
}

/** What all have used of the present windows. */
export interface LimitUse {
  tenSecondsUsed: number
  dayUsed: number
}

/** What the two windows hold at a moment. A refused call has used nothing of either. */
export interface LimitCounts {
  ok: boolean
  perTenSeconds: number
  perDay: number
  tenSecondsUsed: number
  dayUsed: number
  nowMs: number
}

/** Says what two counts mean. The window that refuses is named; else the one with the smaller part left. */
export function verdictOf({ ok, perTenSeconds, perDay, tenSecondsUsed, dayUsed, nowMs }: LimitCounts): LimitVerdict {
  const tenSecondsRemaining = Math.max(0, perTenSeconds - tenSecondsUsed)
  const dayRemaining = Math.max(0, perDay - dayUsed)
  const tenSecondsResetMs = TEN_SECONDS_MS - (nowMs % TEN_SECONDS_MS)
  const dayResetMs = DAY_MS - (nowMs % DAY_MS)
  const isDay = ok ? dayRemaining < tenSecondsRemaining : dayRemaining === 0
  return {
    ok,
    which: isDay ? 'day' : 'tenSeconds',
    limit: isDay ? perDay : perTenSeconds,
    remaining: isDay ? dayRemaining : tenSecondsRemaining,
    resetMs: isDay ? dayResetMs : tenSecondsResetMs,
    retryAfterMs: ok ? 0 : isDay ? dayResetMs : tenSecondsResetMs,
    perTenSeconds,
    tenSecondsRemaining,
    tenSecondsResetMs,
    perDay,
    dayRemaining,
    dayResetMs,
  }
}

/** The limits of an integration with the defaults filled in. */
export function limitsOf(limits: IntegrationLimits): Required<IntegrationLimits> {
  return {
    perTenSeconds: limits.perTenSeconds ?? PER_TEN_SECONDS_DEFAULT,
    perDay: limits.perDay ?? PER_DAY_DEFAULT,
  }
}
