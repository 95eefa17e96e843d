const OWNER_MAX = 20
const PAUSE_MS_LEAST = 200
const PAUSE_MS_EACH = 10
const PAUSE_MS_MOST = 5000

/**
 * Counts requests that wait for something to happen and look again and again. The more there are, the less often each
 * looks: five hundred look a hundred times a second together.
 */
export class WaitingRoom {
  #count = 0
  readonly #byOwner = new Map<string, number>()

  /** How long to pause before the next look. */
  get pauseMs(): number {
    return Math.min(Math.max(PAUSE_MS_LEAST, this.#count * PAUSE_MS_EACH), PAUSE_MS_MOST)
  }

  /** Takes a place; false when the owner has twenty already. Whoever got one leaves. */
  enter(owner: string): boolean {
    const own = this.#byOwner.get(owner) ?? 0
    if (own >= OWNER_MAX) return false
    this.#byOwner.set(owner, own + 1)
    this.#count++
    return true
  }

  leave(owner: string): void {
    const own = (this.#byOwner.get(owner) ?? 0) - 1
    if (own > 0) this.#byOwner.set(owner, own)
    else this.#byOwner.delete(owner)
    this.#count--
  }
}
