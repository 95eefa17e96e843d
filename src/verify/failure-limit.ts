import { randomBytes } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { networkOf } from '../lib/networks.ts'

/** How many failed look-ups are answered before they are turned away, in a minute. 0 = all. */
export interface FailureLimitOptions {
  clock: Clock
  perNetwork: number
  /** Of all networks together. */
  inAll: number
}

const MINUTE_MS = 60_000
/** Places for networks. Two that share one share their failures: no more than that, a valid token is never refused here. */
const PLACES = 65_536

/**
 * Counts failed look-ups by network (IPv6: the /64) and in all, by the minute. Half a megabyte and no more, whatever
 * addresses come: a network's place is a keyed hash, so that nobody can choose with whom to share one.
 */
export class FailureLimit {
  readonly #clock: Clock
  readonly #perNetwork: number
  readonly #inAll: number
  readonly #minutes = new Uint32Array(PLACES)
  readonly #failures = new Uint32Array(PLACES)
  readonly #seed = randomBytes(4).readUInt32LE()
  #minute = 0
  #all = 0
  #turnedAway = 0

  constructor({ clock, perNetwork, inAll }: FailureLimitOptions) {
    this.#clock = clock
    this.#perNetwork = perNetwork
    this.#inAll = inAll
  }

  /** Failed look-ups that were turned away so far. */
  get turnedAway(): number {
    return this.#turnedAway
  }

  /** Counts one failure. Gives how long its sender must wait when there were too many; 0 otherwise. */
  failed(ip: string | undefined): number {
    if (this.#isOff) return 0
    const nowMs = this.#clock.now().getTime()
    const place = this.#enter(ip, nowMs)
    this.#failures[place] = (this.#failures[place] ?? 0) + 1
    this.#all++
    if (!this.#isOver(place, 0)) return 0
    this.#turnedAway++
    return MINUTE_MS - (nowMs % MINUTE_MS)
  }

  /** How long a network must wait before anything is looked up for it; 0 when it may ask. Counts nothing. */
  waitMs(ip: string | undefined): number {
    if (this.#isOff) return 0
    const nowMs = this.#clock.now().getTime()
    return this.#isOver(this.#enter(ip, nowMs), 1) ? MINUTE_MS - (nowMs % MINUTE_MS) : 0
  }

  get #isOff(): boolean {
    return this.#perNetwork === 0 && this.#inAll === 0
  }

  #isOver(place: number, more: number): boolean {
    const ofNetwork = (this.#failures[place] ?? 0) + more
    return (this.#perNetwork > 0 && ofNetwork > this.#perNetwork) || (this.#inAll > 0 && this.#all + more > this.#inAll)
  }

  /** The network's place, begun anew with each minute. */
  #enter(ip: string | undefined, nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#all = 0
    }
    const place = this.#placeOf(ip === undefined ? 'unknown' : networkOf(ip))
    if (this.#minutes[place] !== minute) {
      this.#minutes[place] = minute
      this.#failures[place] = 0
    }
    return place
  }

  /** FNV-1a, begun at a number that differs by process. */
  #placeOf(network: string): number {
    let hash = this.#seed
    for (let i = 0; i < network.length; i++) hash = Math.imul(hash ^ network.charCodeAt(i), 16_777_619)
    return (hash ^ (hash >>> 16)) & (PLACES - 1)
  }
}
