/** Who takes a slot: an endpoint of an account. */
export interface SlotTaker {
  accountId: string
  endpointId: string
}

/** What an endpoint has shown so far on this node; unknown until its first answer, and again after it was forgotten. */
type Repute = 'unknown' | 'healthy' | 'failing'

interface Standing {
  accountId: string
  repute: Repute
  /** Requests that its receiver has not answered yet. */
  running: number
  /** How many at once: one more after each success, one alone after a failure. */
  allowance: number
  failuresInRow: number
  /** Until then nothing is tried: a receiver that fails again and again is asked less and less often. */
  restsUntilMs: number
  /** Since when it has been owing an answer: the last one, or the first request after a pause. */
  owesSinceMs: number
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
/** Who has answered nothing for so long gets nothing more meanwhile: it would hang there until the timeout. */
const SILENCE_MS = 2000
/** Endpoints of which nothing is remembered for longer than it takes to learn it again. */
const REMEMBERED_MAX = 20_000

/** Slots in use: those of results not yet written down, and the requests of whoever is unknown or failing. */
interface Use {
  held: number
  doubtful: number
  failing: number
}

const NO_USE: Readonly<Use> = { held: 0, doubtful: 0, failing: 0 }

/**
 * Shares out what may be on its way at once, so that nobody's receiver delays another's. One account may hold half of all
 * slots. Endpoints that have not shown that they answer, on this node, may hold half of all and half of their account's;
 * those that fail half of these again: a thousand hanging receivers leave room for whoever answers, within their account
 * too. A slot is held until the result is written down, so that memory stays bounded with the slots: each holds one body
 * at most. The receiver's own share is free as soon as it has accepted what was sent.
 */
export class Slots {
  readonly #limits: SlotLimits
  readonly #endpoints = new Map<string, Standing>()
  readonly #perAccount = new Map<string, Use>()
  readonly #use: Use = { ...NO_USE }

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  /** True when not one more may start, of whomever. */
  get isFull(): boolean {
    return this.#use.held >= this.#limits.all
  }

  get held(): number {
    return this.#use.held
  }

  /** How many more of an endpoint may start now. */
  free({ accountId, endpointId }: SlotTaker, nowMs: number): number {
    const { all } = this.#limits
    const account = this.#perAccount.get(accountId) ?? NO_USE
    const standing = this.#endpoints.get(endpointId)
    const repute = standing?.repute ?? 'unknown'
    const shared = [all - this.#use.held, all / 2 - account.held]
    const ofDoubtful = repute === 'healthy' ? [] : [all / 2 - this.#use.doubtful, all / 4 - account.doubtful]
    const ofFailing = repute === 'failing' ? [all / 4 - this.#use.failing, all / 8 - account.failing] : []
    return Math.max(0, Math.floor(Math.min(this.#ownFree(standing, nowMs), ...shared, ...ofDoubtful, ...ofFailing)))
  }

  /** True when an endpoint has enough with what it has, or rests: nothing that others give back changes that. */
  isSated({ endpointId }: SlotTaker, nowMs: number): boolean {
    return this.#ownFree(this.#endpoints.get(endpointId), nowMs) <= 0
  }

  /** True while an endpoint owes an answer. */
  isAsked({ endpointId }: SlotTaker): boolean {
    return (this.#endpoints.get(endpointId)?.running ?? 0) > 0
  }

  take({ accountId, endpointId }: SlotTaker, nowMs: number, count = 1): void {
    const standing = this.#standingOf(accountId, endpointId)
    if (standing.running === 0) standing.owesSinceMs = nowMs
    this.#run(standing, count)
    for (const use of this.#usesOf(accountId)) use.held += count
  }

  /** Of what was taken so much was not needed after all. */
  putBack({ accountId, endpointId }: SlotTaker, count: number): void {
    if (count === 0) return
    this.#run(this.#standingOf(accountId, endpointId), -count)
    this.#let(accountId, count)
  }

  /** The receiver has answered, or can't any more. Undefined: nothing was learned, such as of a test. */
  answered({ accountId, endpointId }: SlotTaker, isSuccess: boolean | undefined, nowMs: number): void {
    const standing = this.#standingOf(accountId, endpointId)
    this.#run(standing, standing.running > 0 ? -1 : 0)
    standing.owesSinceMs = nowMs
    if (isSuccess !== undefined) this.#learn(standing, isSuccess, nowMs)
  }

  /** The result is written down. */
  release({ accountId }: SlotTaker): void {
    this.#let(accountId, 1)
  }

  #let(accountId: string, count: number): void {
    for (const use of this.#usesOf(accountId)) use.held -= count
    if ((this.#perAccount.get(accountId)?.held ?? 0) <= 0) this.#perAccount.delete(accountId)
  }

  #ownFree(standing: Standing | undefined, nowMs: number): number {
    if (standing === undefined) return 1
    const { running, allowance, restsUntilMs, owesSinceMs } = standing
    if (nowMs < restsUntilMs) return 0
    const isSilent = running > 0 && nowMs - owesSinceMs >= SILENCE_MS
    return isSilent ? 0 : Math.min(allowance, this.#limits.perEndpoint) - running
  }

  #learn(standing: Standing, isSuccess: boolean, nowMs: number): void {
    const { running } = standing
    // What still runs of it counts with its kind from now on.
    this.#run(standing, -running)
    standing.repute = isSuccess ? 'healthy' : 'failing'
    this.#run(standing, running)
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

  #run(standing: Standing, change: number): void {
    standing.running += change
    if (standing.repute === 'healthy' || change === 0) return
    for (const use of this.#usesOf(standing.accountId)) {
      use.doubtful += change
      if (standing.repute === 'failing') use.failing += change
    }
  }

  #standingOf(accountId: string, endpointId: string): Standing {
    const known = this.#endpoints.get(endpointId)
    if (known !== undefined) return known
    if (this.#endpoints.size >= REMEMBERED_MAX) this.#forgetIdle()
    const nothing = { running: 0, allowance: 1, failuresInRow: 0, restsUntilMs: 0, owesSinceMs: 0 }
    const standing: Standing = { accountId, repute: 'unknown', ...nothing }
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

  /** What counts for all, and for the account. */
  #usesOf(accountId: string): Use[] {
    const known = this.#perAccount.get(accountId)
    if (known !== undefined) return [this.#use, known]
    const use = { ...NO_USE }
    this.#perAccount.set(accountId, use)
    return [this.#use, use]
  }
}
