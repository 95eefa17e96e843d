import type { CallCount } from '../store/api-calls.ts'
import type { RingRow } from './call-ring.ts'

const HOUR_MS = 3_600_000
const NUMBERS = 65_536
const STATUSES = 1000

/** What a row's numbers stand for. */
export interface Told {
  caller: { accountId: string; integrationId: string }
  operation: { id: string; scope: string }
  missingScope: string
}

/** Counts calls of a batch that are alike. By numbers while rows come, by names at the end: many callers are of one integration. */
export class CountTable {
  #byNumbers = new Map<number, Map<number, CallCount>>()

  add(row: Omit<RingRow, 'requestId'>, told: Told): void {
    const hour = Math.floor(row.atMs / HOUR_MS)
    const what = row.caller * NUMBERS + row.operation
    const how = (hour * STATUSES + row.status) * NUMBERS + row.missingScope
    let counts = this.#byNumbers.get(what)
    if (counts === undefined) this.#byNumbers.set(what, (counts = new Map()))
    let count = counts.get(how)
    if (count === undefined) counts.set(how, (count = emptyCount(told, hour, row.status)))
    count.calls++
    count.durationMsSum += row.durationMs
    if (row.atMs > count.lastAtMs) count.lastAtMs = row.atMs
  }

  *[Symbol.iterator](): Iterator<CallCount> {
    for (const counts of this.#byNumbers.values()) yield* counts.values()
  }
}

/** Counts that are written down at once: a row each in two tables. */
const FEW = 500
/** So many turns more wait for each other: a busy integration's count is then written once for ten seconds of calls. */
const TURNS_WAITED_MAX = 10

/** Counts on their way to the database. Few are due at once; many are gathered for some turns. */
export class WaitingCounts {
  #counts = new Map<string, CallCount>()
  #turnsWaited = 0

  get size(): number {
    return this.#counts.size
  }

  add(counts: Iterable<CallCount>): void {
    for (const count of counts) {
      const { integrationId, operation, hourMs, status, missingScope } = count
      const key = [integrationId, operation, hourMs, status, missingScope].join('\n')
      const known = this.#counts.get(key)
      if (known === undefined) {
        this.#counts.set(key, count)
        continue
      }
      known.calls += count.calls
      known.durationMsSum += count.durationMsSum
      known.lastAtMs = Math.max(known.lastAtMs, count.lastAtMs)
    }
  }

  /** Called once a turn. Whoever takes them must `add` them again when they could not be written. */
  takeDue({ isLastTurn = false } = {}): CallCount[] {
    this.#turnsWaited++
    const isDue = isLastTurn || this.#counts.size <= FEW || this.#turnsWaited >= TURNS_WAITED_MAX
    if (!isDue) return []
    const due = [...this.#counts.values()]
    this.#counts = new Map()
    this.#turnsWaited = 0
    return due
  }
}

function emptyCount({ caller, operation, missingScope }: Told, hour: number, status: number): CallCount {
  const { accountId, integrationId } = caller
  const { id, scope } = operation
  const sums = { calls: 0, durationMsSum: 0, lastAtMs: 0 }
  return { accountId, integrationId, hourMs: hour * HOUR_MS, operation: id, status, missingScope, scope, ...sums }
}
