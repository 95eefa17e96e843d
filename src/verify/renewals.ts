const RENEW_EVERY_MS = 1000
/** A renewal that failed is tried again this soon, for calls are refused for want of it. */
const LOOK_EVERY_MS = 200

export interface RenewalParts {
  renew(): Promise<void>
  /** Called before each look at whether it is time, however long a renewal takes. */
  onLook(): void
  /** Hears of failures, of one in a second. */
  onFailed(error: Error): void
}

/** Renews a lease every second, never twice at once, and soon again where that failed. */
export class Renewals {
  readonly #parts: RenewalParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isRunning = false
  #dueMs = 0
  #quietUntilMs = 0

  constructor(parts: RenewalParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS)
  }

  /** Renews now, or waits for the renewal that is under way; rejects as it does. */
  renew(): Promise<void> {
    if (!this.#isRunning) {
      this.#isRunning = true
      this.#running = this.#renew().finally(() => {
        this.#isRunning = false
      })
    }
    return this.#running
  }

  /** Renews at the next look, or the one after a renewal that is under way. */
  hurry(): void {
    this.#dueMs = 0
  }

  /** Waits for a renewal under way, which would take the lease again after it was given back. Never rejects. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running.catch(() => {})
  }

  async #renew(): Promise<void> {
    // Half a look earlier, lest a timer that fires a little early make it a whole look late.
    this.#dueMs = performance.now() + RENEW_EVERY_MS - LOOK_EVERY_MS / 2
    try {
      await this.#parts.renew()
    } catch (error) {
      this.hurry()
      throw error
    }
  }

  async #look(): Promise<void> {
    this.#parts.onLook()
    if (performance.now() < this.#dueMs) return
    await this.renew().catch(error => this.#warn(error))
  }

  #warn(error: Error): void {
    const nowMs = performance.now()
    if (nowMs < this.#quietUntilMs) return
    this.#quietUntilMs = nowMs + RENEW_EVERY_MS
    this.#parts.onFailed(error)
  }
}
