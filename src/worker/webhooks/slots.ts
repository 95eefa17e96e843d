/** Who takes a slot: an endpoint of an account. */
export interface SlotTaker {
  accountId: string
  endpointId: string
}

/** What an endpoint has shown so far on this node. */
interface Standing {
  accountId: string
  running: number
  /** How many at once: one more after each success, one alone after a failure. */
  allowance: number
  failuresInRow: number
  /** Until then nothing is tried: a receiver that fails again and again is asked less and less often. */
  restsUntilMs: number
}

/** How much may be on its way at once. */
export interface SlotLimits {
  all: number
  perEndpoint: number
}

/** After so many failures in a row an endpoint rests; each further one doubles the rest. */
const FAILURES_BEFORE_REST = 3
const REST_FIRST_MS = 1000
const REST_MAX_MS = 60_000
/** Endpoints of which nothing is remembered for longer than it takes to learn it again. */
const REMEMBERED_MAX = 20_000

/**
 * Shares out what may be on its way at once, so that nobody's receiver delays another's. Those that fail may hold half of
 * all slots, and one account may hold half of them, half of these by those that fail: a thousand hanging receivers leave
 * room for whoever answers. Memory stays bounded with the slots, because each holds one body at most.
 */
export class Slots {
  readonly #limits: SlotLimits
  readonly #endpoints = new Map<string, Standing>()
  readonly #perAccount = new Map<string, { running: number; failing: number }>()
  #running = 0
  #failing = 0

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  get running(): number {
    return this.#running
  }

  /** How many more of an endpoint may start now. */
  free({ accountId, endpointId }: SlotTaker, nowMs: number): number {
    const { all, perEndpoint } = this.#limits
    const standing = this.#endpoints.get(endpointId)
    const account = this.#perAccount.get(accountId) ?? { running: 0, failing: 0 }
    const isFailing = (standing?.failuresInRow ?? 0) > 0
    if (standing !== undefined && nowMs < standing.restsUntilMs) return 0
    const own = Math.min(standing?.allowance ?? 1, perEndpoint) - (standing?.running ?? 0)
    const shared = [all - this.#running, all / 2 - account.running]
    const ofFailing = isFailing ? [all / 2 - this.#failing, all / 4 - account.failing] : []
    return Math.max(0, Math.floor(Math.min(own, ...shared, ...ofFailing)))
  }

  take({ accountId, endpointId }: SlotTaker): void {
    const standing = this.#standingOf(accountId, endpointId)
    this.#count(standing, 1)
    standing.running += 1
  }

  /** Gives a slot back. Undefined: nothing was learned, such as of a test. */
  give({ accountId, endpointId }: SlotTaker, isSuccess: boolean | undefined, nowMs: number): void {
    const standing = this.#standingOf(accountId, endpointId)
    this.#count(standing, -1)
    standing.running = Math.max(0, standing.running - 1)
    if (isSuccess !== undefined) this.#learn(standing, isSuccess, nowMs)
  }

  /** When the first resting endpoint of some may be tried again; undefined when none rests. */
  restsUntilMs(endpointId: string): number {
    return this.#endpoints.get(endpointId)?.restsUntilMs ?? 0
  }

  #learn(standing: Standing, isSuccess: boolean, nowMs: number): void {
    const wasFailing = standing.failuresInRow > 0
    // What still runs of it counts among the failing from its first failure on, and no longer after its first success.
    if (wasFailing === isSuccess) this.#moveFailing(standing, isSuccess ? -standing.running : standing.running)
    if (isSuccess) {
      standing.failuresInRow = 0
      standing.restsUntilMs = 0
      standing.allowance = Math.min(standing.allowance + 1, this.#limits.perEndpoint)
      return
    }
    standing.failuresInRow += 1
    standing.allowance = 1
    const beyond = standing.failuresInRow - FAILURES_BEFORE_REST
    if (beyond >= 0) standing.restsUntilMs = nowMs + Math.min(REST_MAX_MS, REST_FIRST_MS * 2 ** beyond)
  }

  #standingOf(accountId: string, endpointId: string): Standing {
    const known = this.#endpoints.get(endpointId)
    if (known !== undefined) return known
    if (this.#endpoints.size >= REMEMBERED_MAX) this.#forgetIdle()
    const standing = { accountId, running: 0, allowance: 1, failuresInRow: 0, restsUntilMs: 0 }
    this.#endpoints.set(endpointId, standing)
    return standing
  }

  #forgetIdle(): void {
    for (const [id, { running, failuresInRow }] of this.#endpoints) {
      if (running === 0 && failuresInRow === 0) this.#endpoints.delete(id)
    }
    for (const [id, { running }] of this.#endpoints) {
      if (this.#endpoints.size < REMEMBERED_MAX) return
      if (running === 0) this.#endpoints.delete(id)
    }
  }

  #count(standing: Standing, change: 1 | -1): void {
    this.#running += change
    const account = this.#accountOf(standing.accountId)
    account.running += change
    if (standing.failuresInRow > 0) this.#moveFailing(standing, change)
    if (account.running <= 0) this.#perAccount.delete(standing.accountId)
  }

  #moveFailing({ accountId }: Standing, change: number): void {
    this.#failing = Math.max(0, this.#failing + change)
    const account = this.#accountOf(accountId)
    account.failing = Math.max(0, account.failing + change)
    if (account.running <= 0) this.#perAccount.delete(accountId)
  }

  #accountOf(accountId: string): { running: number; failing: number } {
    const known = this.#perAccount.get(accountId)
    if (known !== undefined) return known
    const account = { running: 0, failing: 0 }
    this.#perAccount.set(accountId, account)
    return account
  }
}
