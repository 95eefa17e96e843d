import type { Clock } from './clock.ts'

/** Slows down whoever keeps failing. In memory, per process, bounded. */
export interface AttemptLimit {
  /** Milliseconds to wait before the next try; 0 when it may go ahead. */
  waitMs(key: string): number
  failed(key: string): void
  /** Takes one failure back: what was counted beforehand turned out to be none. */
  forgiven(key: string): void
  succeeded(key: string): void
}

/** Failures that cost nothing, the window they are forgotten after, and how waits grow. */
export interface AttemptRule {
  freeFailures: number
  windowMs: number
  firstWaitMs?: number
  /** No single wait is longer; the window, where it isn't said. */
  waitMsMax?: number
  /** After so many in a row the wait is the window. */
  failuresMax?: number
}

interface AttemptLimitOptions extends AttemptRule {
  clock: Clock
  keysMax?: number
}

interface Failures {
  count: number
  lastMs: number
}

/** After the free failures each further one doubles the wait, up to its maximum; after the window all is forgotten. */
export function createAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { clock, windowMs, keysMax = 100_000 } = options
  /** In the order of their last failure, so that what is over stands at the front. */
  const failures = new Map<string, Failures>()
  const isOver = ({ lastMs }: Failures) => clock.now().getTime() - lastMs >= windowMs
  const recent = (key: string) => {
    const known = failures.get(key)
    if (known === undefined || !isOver(known)) return known
    failures.delete(key)
    return undefined
  }
  const dropOld = () => {
    for (const [key, known] of failures) {
      if (!isOver(known) && failures.size <= keysMax) return
      failures.delete(key)
    }
  }
  return {
    waitMs(key) {
      const known = recent(key)
      if (known === undefined) return 0
      return Math.max(0, known.lastMs + waitAfter(known.count, options) - clock.now().getTime())
    },
    failed(key) {
      const count = (recent(key)?.count ?? 0) + 1
      failures.delete(key)
      failures.set(key, { count, lastMs: clock.now().getTime() })
      dropOld()
    },
    forgiven(key) {
      const known = failures.get(key)
      if (known === undefined) return
      if (known.count <= 1) failures.delete(key)
      else known.count--
    },
    succeeded: key => void failures.delete(key),
  }
}

/** How long to wait after so many failures. */
export function waitAfter(count: number, rule: AttemptRule): number {
  const { freeFailures, windowMs, firstWaitMs = 30_000, waitMsMax = windowMs, failuresMax = Infinity } = rule
  if (count < freeFailures) return 0
  return count >= failuresMax ? windowMs : Math.min(firstWaitMs * 2 ** (count - freeFailures), waitMsMax)
}
