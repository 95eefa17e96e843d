/** What goes round: a turn says whether the next should follow at once. */
export interface RoundParts {
  turn: () => Promise<boolean>
  /** How long it rests at most when there is nothing to do. */
  restMs: number
  onError: (error: unknown) => void
}

const PAUSE_AFTER_ERROR_MS = 500

/** Takes turns while there is work, one at a time, and rests until it is woken or its time is over. */
export class Rounds {
  readonly #parts: RoundParts
  #isWoken = true
  #isStopping = false
  #wakeUp: (() => void) | undefined
  #loop: Promise<void> | undefined

  constructor(parts: RoundParts) {
    this.#parts = parts
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** There is work: the turn under way, if any, is followed by another. */
  wake(): void {
    this.#isWoken = true
    this.#wakeUp?.()
  }

  /** Resolves when the turn under way is over. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#wakeUp?.()
    await this.#loop
  }

  async #run(): Promise<void> {
    const { turn, restMs, onError } = this.#parts
    while (!this.#isStopping) {
      this.#isWoken = false
      try {
        const isMore = await turn()
        if (!isMore && !this.#isWoken) await this.#rest(restMs)
      } catch (error) {
        onError(error)
        // However much there is to do: what is away does not come back sooner for being asked.
        await this.#rest(PAUSE_AFTER_ERROR_MS)
      }
    }
  }

  #rest(ms: number): Promise<void> {
    if (this.#isStopping) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#wakeUp?.(), ms)
      this.#wakeUp = () => {
        clearTimeout(timer)
        this.#wakeUp = undefined
        resolve()
      }
    })
  }
}
