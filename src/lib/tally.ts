import type { Clock } from './clock.ts'

/** What happened so often within one span of time, to one key. */
export interface Counted<Facts> {
  /** Of the first of them. */
  facts: Facts
  count: number
  from: Date
  until: Date
}

/** Counts what an outsider can make happen at will, so that each key gives one record a span and not one each time. */
export interface Tally<Facts> {
  add(key: string, facts: Facts): void
  /** Hands over, and forgets, the counts whose span is over; with `all` the running ones as well. */
  take(all?: boolean): Counted<Facts>[]
  /** Puts back what could not be written down. */
  putBack(counted: readonly Counted<Facts>[]): void
}

/** In memory, per process. Of more keys than `keysMax` in a span the rest is not told apart any more, and dropped. */
export function createTally<Facts>({
  clock,
  spanMs,
  keysMax = 10_000,
}: {
  clock: Clock
  spanMs: number
  keysMax?: number
}): Tally<Facts> {
  let running = new Map<string, Counted<Facts>>()
  let finished: Counted<Facts>[] = []
  return {
    add(key, facts) {
      const at = clock.now()
      const span = Math.floor(at.getTime() / spanMs)
      const name = `${span} ${key}`
      const known = running.get(name)
      if (known !== undefined) {
        known.count++
        known.until = at
      } else if (running.size < keysMax) running.set(name, { facts, count: 1, from: at, until: at })
    },
    take(all = false) {
      const span = Math.floor(clock.now().getTime() / spanMs)
      const isDone = ({ from }: Counted<Facts>) => all || Math.floor(from.getTime() / spanMs) < span
      const taken = [...finished, ...[...running.values()].filter(isDone)]
      running = new Map([...running].filter(([, counted]) => !isDone(counted)))
      finished = []
      return taken
    },
    putBack(counted) {
      finished = [...counted, ...finished].slice(0, keysMax)
    },
  }
}
