import { newWords, PagedWords, type Words } from './paged-column.ts'

const SHARDS = 256
const SHARD_SLOTS_LEAST = 8
const FILL_MOST = 0.8
const GROWTH = 1.3
const EMPTY = 0
/** Bits of a mixed key that choose the slot; the eight above them choose the shard. */
const SLOT_RANGE = 2 ** 24

/**
 * Gives each key of 128 bits a row number, and finds it again: open addressing in typed arrays, about 50 ns a look-up.
 * It grows by one of 256 shards at a time. A million keys lie in shards of 4,000: growing one takes a fraction of a
 * millisecond, where one large table would stand still for a tenth of a second.
 */
export class RowTable {
  readonly keys = new PagedWords()
  #shards = Array.from({ length: SHARDS }, () => new Uint32Array(SHARD_SLOTS_LEAST))
  #counts = new Uint32Array(SHARDS)
  #freeRows: number[] = []
  #rowsUsed = 0
  #size = 0
  #scratch = newWords()

  get size(): number {
    return this.#size
  }

  /** Makes room for so many keys at once, in a table that has none yet: growing little by little copies each of them a dozen times. */
  reserve(keys: number): void {
    if (this.#size > 0) return
    const mean = keys / SHARDS
    // Keys are spread by chance: hardly any shard gets more than four deviations above the mean.
    const slots = Math.ceil((mean + 4 * Math.sqrt(mean)) / FILL_MOST)
    if (slots > SHARD_SLOTS_LEAST) this.#shards = this.#shards.map(() => new Uint32Array(slots))
  }

  /** One more than the highest row ever taken. */
  get rowEnd(): number {
    return this.#rowsUsed
  }

  /** The row of a key, or -1. */
  find(key: Words): number {
    const mixed = mix(key)
    const slots = this.#shards[mixed >>> 24] as Uint32Array
    return (slots[this.#findSlot(slots, mixed, key)] as number) - 1
  }

  /** The row of a key, which gets one if it has none yet. */
  take(key: Words): number {
    const mixed = mix(key)
    const shard = mixed >>> 24
    const slots = this.#withRoom(shard)
    const slot = this.#findSlot(slots, mixed, key)
    const known = slots[slot] as number
    if (known !== EMPTY) return known - 1
    const row = this.#freeRows.pop() ?? this.#rowsUsed++
    this.keys.set(row, key)
    slots[slot] = row + 1
    this.#counts[shard] = (this.#counts[shard] as number) + 1
    this.#size++
    return row
  }

  /** Forgets a key, moving later ones of its run back so that no gap cuts a search short. Gives its row, or -1. */
  delete(key: Words): number {
    const mixed = mix(key)
    const shard = mixed >>> 24
    const slots = this.#shards[shard] as Uint32Array
    let hole = this.#findSlot(slots, mixed, key)
    const row = (slots[hole] as number) - 1
    if (row === -1) return -1
    const length = slots.length
    for (let slot = (hole + 1) % length; slots[slot] !== EMPTY; slot = (slot + 1) % length) {
      const home = this.#homeOfRow((slots[slot] as number) - 1, length)
      const isBetween = (slot - home + length) % length >= (slot - hole + length) % length
      if (!isBetween) continue
      slots[hole] = slots[slot] as number
      hole = slot
    }
    slots[hole] = EMPTY
    this.#counts[shard] = (this.#counts[shard] as number) - 1
    this.#size--
    this.#freeRows.push(row)
    return row
  }

  #findSlot(slots: Uint32Array, mixed: number, key: Words): number {
    const length = slots.length
    let slot = homeOf(mixed, length)
    for (;;) {
      const row = slots[slot] as number
      if (row === EMPTY || this.keys.isAt(row - 1, key)) return slot
      slot = slot + 1 === length ? 0 : slot + 1
    }
  }

  #withRoom(shard: number): Uint32Array {
    const slots = this.#shards[shard] as Uint32Array
    if ((this.#counts[shard] as number) + 1 <= slots.length * FILL_MOST) return slots
    const larger = new Uint32Array(Math.ceil(slots.length * GROWTH))
    for (const row of slots) {
      if (row === EMPTY) continue
      let slot = this.#homeOfRow(row - 1, larger.length)
      while (larger[slot] !== EMPTY) slot = (slot + 1) % larger.length
      larger[slot] = row
    }
    this.#shards[shard] = larger
    return larger
  }

  #homeOfRow(row: number, length: number): number {
    this.keys.read(row, this.#scratch)
    return homeOf(mix(this.#scratch), length)
  }
}

/** Multiplying, where a remainder would take a division, so that a shard can have any length. */
function homeOf(mixed: number, length: number): number {
  return Math.floor(((mixed & (SLOT_RANGE - 1)) * length) / SLOT_RANGE)
}

/** All bits of a key stirred into 32 (murmur's finaliser). Keys are MACs or random ids: nobody outside can aim them. */
function mix(key: Words): number {
  let mixed = (key[0] as number) ^ Math.imul(key[1] as number, 0x9e37_79b1)
  mixed ^= Math.imul((key[2] as number) + 0x7f4a_7c15, 0x85eb_ca6b) ^ Math.imul(key[3] as number, 0xc2b2_ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
