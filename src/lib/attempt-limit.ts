import type { Clock } from './clock.ts'

/** Slows down whoever keeps failing. In memory, per process, bounded. */
export interface AttemptLimit {
  /** Milliseconds to wait before the next try; 0 when it may go ahead. */
  waitMs(key: string): number
  failed(key: string): void
  succeeded(key: string): void
}

/** Failures that cost nothing, the window they are forgotten after, and the keys remembered at most. */
export interface AttemptLimitOptions {
  clock: Clock
  freeFailures: number
  windowMs: number
  keysMax?: number
}

interface Failures {
  count: number
  lastMs: number
}

const FIRST_WAIT_MS = 30_000

/** After the free failures each further one doubles the wait, from 30 seconds up to the window, then all is forgotten. */
export function createAttemptLimit({
  clock,
  freeFailures,
  windowMs,
  keysMax = 100_000,
}: AttemptLimitOptions): AttemptLimit {
  const failures = new Map<string, Failures>()
  const recent = (key: string) => {
    const known = failures.get(key)
    if (known !== undefined && clock.now().getTime() - known.lastMs < windowMs) return known
    failures.delete(key)
    return undefined
  }
  return {
    waitMs(key) {
      const known = recent(key)
      if (known === undefined || known.count < freeFailures) return 0
      const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (known.count - freeFailures), windowMs)
      return Math.max(0, known.lastMs + waitMs - clock.now().getTime())
    },
    failed(key) {
      const known = recent(key)
      failures.delete(key)
      failures.set(key, { count: (known?.count ?? 0) + 1, lastMs: clock.now().getTime() })
      const oldest = failures.keys().next().value
      if (failures.size > keysMax && oldest !== undefined) failures.delete(oldest)
    },
    succeeded: key => void failures.delete(key),
  }
}
