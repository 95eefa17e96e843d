import type { EndpointKey } from '../../actions/dispatch.ts'
import type { Slots } from './slots.ts'

/** An endpoint whose turn it is, with as many slots as were taken for it. */
export type Wanted = EndpointKey & { slots: number }

const ENDPOINTS_PER_CLAIM = 100
const CLAIM_MAX = 500

/**
 * Endpoints with something due, in the order in which they get their turn. Those that have all that they may have stand
 * aside until they answer: a thousand hanging ones would be looked at in every turn.
 */
export class DueLine {
  readonly #slots: Slots
  readonly #line = new Map<string, EndpointKey>()
  readonly #aside = new Map<string, EndpointKey>()
  /** Those of the claim under way. What is added meanwhile may have come too late for it. */
  readonly #claiming = new Set<string>()

  constructor(slots: Slots) {
    this.#slots = slots
  }

  get isEmpty(): boolean {
    return this.#line.size === 0
  }

  /** True when something of the endpoint waits already: what is new waits behind it. */
  has({ endpointId }: EndpointKey): boolean {
    return this.#line.has(endpointId) || this.#aside.has(endpointId) || this.#claiming.has(endpointId)
  }

  add(key: EndpointKey, nowMs: number): void {
    if (!this.#line.has(key.endpointId)) this.#place(key, nowMs)
  }

  /** An endpoint has answered: it may have its turn again. */
  answered({ endpointId }: EndpointKey): void {
    const key = this.#aside.get(endpointId)
    if (key === undefined) return
    this.#aside.delete(endpointId)
    this.#line.set(endpointId, key)
  }

  /** Takes those whose turn it is out of the line, with slots for as much as each may start now. */
  take(nowMs: number): Wanted[] {
    const wanted: Wanted[] = []
    let total = 0
    for (const key of this.#line.values()) {
      if (wanted.length >= ENDPOINTS_PER_CLAIM || total >= CLAIM_MAX || this.#slots.isFull) break
      const slots = Math.min(this.#slots.free(key, nowMs), CLAIM_MAX - total)
      if (slots > 0) {
        this.#slots.take(key, nowMs, slots)
        this.#line.delete(key.endpointId)
        this.#claiming.add(key.endpointId)
        wanted.push({ ...key, slots })
        total += slots
      } else if (this.#slots.isSated(key, nowMs)) this.#place(key, nowMs)
    }
    return wanted
  }

  /** After a claim: to the end of the line, unless there was less than wanted. */
  claimed({ slots, ...key }: Wanted, count: number, nowMs: number): void {
    this.#claiming.delete(key.endpointId)
    if (count >= slots) this.add(key, nowMs)
  }

  /** One that rests, and owes no answer, is forgotten: it is found again when it is due after its rest. */
  #place(key: EndpointKey, nowMs: number): void {
    this.#line.delete(key.endpointId)
    this.#aside.delete(key.endpointId)
    if (!this.#slots.isSated(key, nowMs)) this.#line.set(key.endpointId, key)
    else if (this.#slots.isAsked(key)) this.#aside.set(key.endpointId, key)
  }
}
