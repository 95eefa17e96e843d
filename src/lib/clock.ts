import os from 'node:os'

/** Tells the time. Rules never ask for it themselves: they are handed `now`. */
export interface Clock {
  now(): Date
}

/** A clock that stands still until a test moves it. */
export interface FixedClock extends Clock {
  advance(span: string): void
  set(at: Date | string): void
}

const UNIT_MS: Record<string, number> = { ms: 1, second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Reads spans such as "7 days", "1 hour" or "-1 ms" as milliseconds. Throws on anything else. */
export function spanMs(span: string): number {
  const [, amount, unit] = /^(-?\d+) (ms|second|minute|hour|day)s?$/.exec(span) ?? []
  const unitMs = UNIT_MS[unit ?? '']
  if (amount === undefined || unitMs === undefined) throw new Error(`not a span of time: "${span}" (say "7 days")`)
  return Number(amount) * unitMs
}

/** The clock of tests: `advance('7 days')` ends an overlap in no time. */
export function fixedClock(start: Date | string = '2026-01-01T00:00:00.000Z'): FixedClock {
  let atMs = new Date(start).getTime()
  return {
    now: () => new Date(atMs),
    advance: span => void (atMs += spanMs(span)),
    set: at => void (atMs = new Date(at).getTime()),
  }
}

/** Correction per sync at most: a jump of the database's wall clock is never followed, slow drift is. */
const SLEW_MS_MAX = 2

/** Less than this is no sleep but the uptime's coarse steps. */
const SLEEP_MS_LEAST = 1000

/** A clock anchored to another one (the database's), carried on by the monotonic clock in between. */
export interface AnchoredClock extends Clock {
  sync(readAnchor: () => Promise<Date>): Promise<void>
}

/**
 * Makes a clock that agrees over all nodes: the first `sync` takes the anchor's time, later ones only slew towards it.
 * Wall-clock jumps of this machine don't matter, because only the monotonic clock moves it. From the first `sync` on it
 * never goes back: slewing down by 2 ms would let a secret live again that was dead a moment ago.
 */
export function anchoredClock(): AnchoredClock {
  let offsetMs = Date.now() - performance.now()
  let latestMs = Number.NEGATIVE_INFINITY
  let isAnchored = false
  let lastSeen = { uptimeMs: 0, monotonicMs: 0 }
  /** How long the machine slept since the last look: its uptime counts sleep, the monotonic clock does not. */
  const sleptMs = () => {
    const seen = { uptimeMs: os.uptime() * 1000, monotonicMs: performance.now() }
    const ms = seen.uptimeMs - lastSeen.uptimeMs - (seen.monotonicMs - lastSeen.monotonicMs)
    lastSeen = seen
    return ms
  }
  return {
    now() {
      latestMs = Math.max(latestMs, Math.floor(performance.now() + offsetMs))
      return new Date(latestMs)
    },
    async sync(readAnchor) {
      const askedMs = performance.now()
      const anchor = await readAnchor()
      const answeredMs = performance.now()
      const wantedMs = anchor.getTime() - (askedMs + answeredMs) / 2
      const slept = sleptMs()
      if (isAnchored) {
        if (slept > SLEEP_MS_LEAST) offsetMs += slept
        offsetMs += Math.max(-SLEW_MS_MAX, Math.min(SLEW_MS_MAX, wantedMs - offsetMs))
        return
      }
      offsetMs = wantedMs
      latestMs = Number.NEGATIVE_INFINITY
      isAnchored = true
    },
  }
}

/** The machine's own wall clock, for tools that have no database (log lines, the demo). */
export const systemClock: Clock = { now: () => new Date() }
