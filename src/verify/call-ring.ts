/** A call as it lies in the ring: what repeats (caller, operation, scope) is a number that was told once. */
export interface RingRow {
  atMs: number
  caller: number
  operation: number
  /** 0 = none was missing. */
  missingScope: number
  status: number
  durationMs: number
  requestId: string
}

const REQUEST_ID_LENGTH_MAX = 24

/** Calls that fit: at 100,000 in a second the better part of three. A power of two, so that places come round. */
export const RING_CAPACITY = 262_144

/**
 * Calls on their way to the database, in memory that two threads share: 48 bytes each. One thread writes at its own
 * count, the other reads what it was told has been written; no place is written again before its reader is done.
 */
export class CallRing {
  readonly memory: SharedArrayBuffer
  readonly capacity: number
  readonly #at: Float64Array
  readonly #words: Uint32Array
  readonly #halves: Uint16Array
  readonly #requestIds: Uint8Array

  constructor(
    capacity = RING_CAPACITY,
    memory = new SharedArrayBuffer(capacity * (8 + 8 + 8 + REQUEST_ID_LENGTH_MAX)),
  ) {
    this.capacity = capacity
    this.memory = memory
    this.#at = new Float64Array(memory, 0, capacity)
    this.#words = new Uint32Array(memory, capacity * 8, capacity * 2)
    this.#halves = new Uint16Array(memory, capacity * 16, capacity * 4)
    this.#requestIds = new Uint8Array(memory, capacity * 24, capacity * REQUEST_ID_LENGTH_MAX)
  }

  put(count: number, row: RingRow): void {
    const place = count & (this.capacity - 1)
    this.#at[place] = row.atMs
    this.#words[place * 2] = row.caller
    this.#words[place * 2 + 1] = Math.min(0xffff_ffff, Math.round(row.durationMs * 1000))
    this.#halves[place * 4] = row.operation
    this.#halves[place * 4 + 1] = row.missingScope
    this.#halves[place * 4 + 2] = row.status
    const { requestId } = row
    const length = Math.min(requestId.length, REQUEST_ID_LENGTH_MAX)
    this.#halves[place * 4 + 3] = length
    const start = place * REQUEST_ID_LENGTH_MAX
    for (let i = 0; i < length; i++) this.#requestIds[start + i] = requestId.charCodeAt(i)
  }

  get(count: number): Omit<RingRow, 'requestId'> {
    const place = count & (this.capacity - 1)
    return {
      atMs: this.#at[place] ?? 0,
      caller: this.#words[place * 2] ?? 0,
      durationMs: (this.#words[place * 2 + 1] ?? 0) / 1000,
      operation: this.#halves[place * 4] ?? 0,
      missingScope: this.#halves[place * 4 + 1] ?? 0,
      status: this.#halves[place * 4 + 2] ?? 0,
    }
  }

  /** The bytes of a row's request id: what is copied to the database needs no text made of it. */
  requestIdBytes(count: number): Uint8Array {
    const place = count & (this.capacity - 1)
    const start = place * REQUEST_ID_LENGTH_MAX
    return this.#requestIds.subarray(start, start + (this.#halves[place * 4 + 3] ?? 0))
  }
}
