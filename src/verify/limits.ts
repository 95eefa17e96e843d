import type { IntegrationLimits } from '../domain/integration.ts'
import {
  type CallsMade,
  DAY_MS,
  type LimitUse,
  type LimitVerdict,
  PER_DAY_DEFAULT,
  PER_TEN_SECONDS_DEFAULT,
  TEN_SECONDS_MS,
  verdictOf,
} from '../domain/limit.ts'

/** Counts calls against an integration's limits. The same integration is meant by both secrets of a rotation. */
export interface Limits {
  /**
   * Counts one call, or refuses it. At once where this node counts alone; a promise where the count is shared. Never
   * throws and never rejects: who can't ask the others counts by himself.
   */
  take(integrationId: string, limits: IntegrationLimits, nowMs: number): LimitVerdict | Promise<LimitVerdict>
  /** Counts calls that were made already: whoever let them in decided by himself. May exceed the limits. */
  add(integrationId: string, made: CallsMade, nowMs: number): LimitUse | Promise<LimitUse>
}

const FIRST_CAPACITY = 1024
const COLUMNS = 4
const TEN_SECONDS = 0
const TEN_SECONDS_USED = 1
const DAY = 2
const DAY_USED = 3

/**
 * The limits as one node counts them, exactly: four numbers per integration in one typed array. An integration that
 * has not called today gives its place away before the array grows.
 */
export class NodeLimits implements Limits {
  #places = new Map<string, number>()
  #free: number[] = []
  #counts = new Uint32Array(FIRST_CAPACITY * COLUMNS)
  #used = 0
  /** Which part of its limits this node may give out: 1 when it counts alone for all. */
  share = 1

  get integrationCount(): number {
    return this.#places.size
  }

  take(integrationId: string, limits: IntegrationLimits, nowMs: number): LimitVerdict {
    const at = this.#enter(integrationId, nowMs)
    const counts = this.#counts
    const perTenSeconds = this.#shareOf(limits.perTenSeconds ?? PER_TEN_SECONDS_DEFAULT)
    const perDay = this.#shareOf(limits.perDay ?? PER_DAY_DEFAULT)
    let tenSecondsUsed = counts[at + TEN_SECONDS_USED] ?? 0
    let dayUsed = counts[at + DAY_USED] ?? 0
    const ok = tenSecondsUsed < perTenSeconds && dayUsed < perDay
    if (ok) {
      counts[at + TEN_SECONDS_USED] = ++tenSecondsUsed
      counts[at + DAY_USED] = ++dayUsed
    }
    return verdictOf({ ok, perTenSeconds, perDay, tenSecondsUsed, dayUsed, nowMs })
  }

  add(integrationId: string, { tenSeconds, day }: CallsMade, nowMs: number): LimitUse {
    const at = this.#enter(integrationId, nowMs)
    const tenSecondsUsed = (this.#counts[at + TEN_SECONDS_USED] ?? 0) + tenSeconds
    const dayUsed = (this.#counts[at + DAY_USED] ?? 0) + day
    this.#counts[at + TEN_SECONDS_USED] = tenSecondsUsed
    this.#counts[at + DAY_USED] = dayUsed
    return { tenSecondsUsed, dayUsed }
  }

  /** The integration's place, with windows that have passed begun anew. */
  #enter(integrationId: string, nowMs: number): number {
    const tenSeconds = Math.floor(nowMs / TEN_SECONDS_MS)
    const day = Math.floor(nowMs / DAY_MS)
    const at = (this.#places.get(integrationId) ?? this.#add(integrationId, day)) * COLUMNS
    const counts = this.#counts
    // A clock that steps back a little goes on in the window it was in: no window is ever given twice.
    if (tenSeconds > (counts[at + TEN_SECONDS] ?? 0)) {
      counts[at + TEN_SECONDS] = tenSeconds
      counts[at + TEN_SECONDS_USED] = 0
    }
    if (day > (counts[at + DAY] ?? 0)) {
      counts[at + DAY] = day
      counts[at + DAY_USED] = 0
    }
    return at
  }

  #shareOf(limit: number): number {
    // Rounded down: three nodes must not give out 102 of 100. A ten-thousandth makes up for what a third lacks in binary.
    return this.share === 1 ? limit : Math.max(1, Math.floor(limit * this.share + 1e-4))
  }

  #add(integrationId: string, day: number): number {
    if (this.#free.length === 0 && this.#used * COLUMNS === this.#counts.length) this.#makeRoom(day)
    const place = this.#free.pop() ?? this.#used++
    this.#counts.fill(0, place * COLUMNS, (place + 1) * COLUMNS)
    this.#places.set(integrationId, place)
    return place
  }

  #makeRoom(day: number): void {
    for (const [integrationId, place] of this.#places) {
      if ((this.#counts[place * COLUMNS + DAY] ?? 0) >= day) continue
      this.#places.delete(integrationId)
      this.#free.push(place)
    }
    if (this.#free.length > this.#used / 4) return
    const counts = new Uint32Array(this.#counts.length * 2)
    counts.set(this.#counts)
    this.#counts = counts
  }
}
