/** How late the event loop may run, and how many may wait for a database connection, before work is sent away. */
export interface LoadLimits {
  delayMsMax: number
  waitingMax: number
}

const LOOK_EVERY_MS = 100
/** Looks in a row that must find the loop late: one long reply or garbage collection is no overload. */
const LATE_LOOKS = 3

/** Looks at the event loop and at a queue ten times a second. */
export class LoadWatch {
  readonly #limits: LoadLimits
  readonly #waiting: () => number
  #timer: NodeJS.Timeout | undefined
  #lookedAtMs = 0
  #delayMs = 0
  #lateLooks = 0
  #worstDelayMs = 0

  constructor(limits: LoadLimits, waiting: () => number) {
    this.#limits = limits
    this.#waiting = waiting
  }

  start(): void {
    this.#lookedAtMs = performance.now()
    this.#timer = setInterval(() => this.look(performance.now()), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** One look, at a time of the monotonic clock. */
  look(nowMs: number): void {
    this.#delayMs = Math.max(0, nowMs - this.#lookedAtMs - LOOK_EVERY_MS)
    this.#lookedAtMs = nowMs
    this.#worstDelayMs = Math.max(this.#worstDelayMs, this.#delayMs)
    this.#lateLooks = this.#delayMs > this.#limits.delayMsMax ? this.#lateLooks + 1 : 0
  }

  /** Whether new work should be sent away: what is under way would only become slower for everyone. */
  isOver(): boolean {
    return this.#lateLooks >= LATE_LOOKS || this.#waiting() > this.#limits.waitingMax
  }

  /** The longest delay since the last reading. */
  takeWorstDelayMs(): number {
    const worst = this.#worstDelayMs
    this.#worstDelayMs = this.#delayMs
    return worst
  }
}
