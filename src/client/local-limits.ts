/** What an integration may call, and what the server says is left of it. */
export interface LimitsTold {
  perTenSeconds: number
  perDay: number
  tenSecondsRemaining?: number
  dayRemaining?: number
}

/** What all nodes and processes together have used, by the server's count. */
export interface UseTold {
  integrationId: string
  tenSecondsUsed: number
  dayUsed: number
}

/** Calls of this process that the server has been told of, by the window they fell into. */
export interface CallsTold {
  integrationId: string
  at: readonly number[]
}

const TEN_SECONDS_MS = 10_000
const DAY_MS = 86_400_000
const INTEGRATIONS_MAX = 100_000

/** Calls in one window: those the server knows of, and those of this process that it has not been told of yet. */
class Window {
  readonly #lengthMs: number
  #number = -1
  #told = 0
  #own = 0

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  /** Milliseconds until calls are given anew, if none is left. */
  waitMs(limit: number, nowMs: number): number {
    this.#enter(nowMs)
    return this.#told + this.#own < limit ? 0 : this.#lengthMs - (nowMs % this.#lengthMs)
  }

  add(): void {
    this.#own++
  }

  /** The server has answered a question: so much is used, what we have not told apart. */
  hear(used: number, nowMs: number): void {
    this.#enter(nowMs)
    this.#told = Math.max(this.#told, used)
  }

  /** The server has taken a report, at its time. */
  settle(used: number, { at, toldAtMs }: { at: readonly number[]; toldAtMs: number }): void {
    if (this.#numberAt(toldAtMs) !== this.#number) return
    this.#told = used
    this.#own = Math.max(0, this.#own - at.filter(atMs => this.#numberAt(atMs) === this.#number).length)
  }

  #enter(nowMs: number): void {
    const number = this.#numberAt(nowMs)
    if (number <= this.#number) return
    this.#number = number
    this.#told = 0
    this.#own = 0
  }

  #numberAt(ms: number): number {
    return Math.floor(ms / this.#lengthMs)
  }
}

interface Counted {
  limits: LimitsTold
  tenSeconds: Window
  day: Window
}

/**
 * An integration's limits as this process counts them: at once what it lets in itself, and with each report what all others have
 * let in. All times are the server's.
 */
export class LocalLimits {
  #counted = new Map<string, Counted>()

  /** What a question about a token was answered. */
  hear(integrationId: string, limits: LimitsTold, nowMs: number): void {
    const { perTenSeconds, perDay, tenSecondsRemaining = perTenSeconds, dayRemaining = perDay } = limits
    const known = this.#counted.get(integrationId) ?? this.#add(integrationId, limits)
    known.limits = limits
    known.tenSeconds.hear(perTenSeconds - tenSecondsRemaining, nowMs)
    known.day.hear(perDay - dayRemaining, nowMs)
  }

  /** Counts one call, or tells for how long none is let in: 0 when it was counted. */
  take(integrationId: string, nowMs: number): number {
    const known = this.#counted.get(integrationId)
    if (known === undefined) return 0
    const { limits, tenSeconds, day } = known
    const waitMs = Math.max(tenSeconds.waitMs(limits.perTenSeconds, nowMs), day.waitMs(limits.perDay, nowMs))
    if (waitMs > 0) return waitMs
    tenSeconds.add()
    day.add()
    return 0
  }

  /** The server has taken a report, and says what all have used. */
  settle(used: readonly UseTold[], told: readonly CallsTold[], toldAtMs: number): void {
    for (const { integrationId, tenSecondsUsed, dayUsed } of used) {
      const known = this.#counted.get(integrationId)
      const at = told.filter(one => one.integrationId === integrationId).flatMap(one => one.at)
      known?.tenSeconds.settle(tenSecondsUsed, { at, toldAtMs })
      known?.day.settle(dayUsed, { at, toldAtMs })
    }
  }

  #add(integrationId: string, limits: LimitsTold): Counted {
    const [oldest] = this.#counted.keys()
    // The server knows the count, and tells it with the next answer.
    if (this.#counted.size >= INTEGRATIONS_MAX && oldest !== undefined) this.#counted.delete(oldest)
    const counted = { limits, tenSeconds: new Window(TEN_SECONDS_MS), day: new Window(DAY_MS) }
    this.#counted.set(integrationId, counted)
    return counted
  }
}
