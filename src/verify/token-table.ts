/** A live token as the table keeps it. */
export interface TokenEntry {
  hash: Buffer
  tokenId: string
  /** Where the integration stands in the index. */
  integration: number
  /** Milliseconds since 1970; Infinity when no end is set. */
  endsAtMs: number
  isRetiring: boolean
}

const HASH_BYTES = 32
const FILL_MOST = 0.7
const EMPTY = 0

/**
 * Open addressing in typed arrays: a keyed hash leads to a row in about 40 ns, and a token costs some 55 bytes plus its
 * id. The hash is a MAC under a secret key, so its first bytes are as good as random: no caller can aim at one slot.
 */
export class TokenTable {
  #slots = new Uint32Array(1024)
  #hashes = new Uint8Array(512 * HASH_BYTES)
  #integrations = new Uint32Array(512)
  #endsAtMs = new Float64Array(512)
  #retiring = new Uint8Array(512)
  #tokenIds: string[] = []
  #freeRows: number[] = []
  #rowsUsed = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The row of a hash, or -1. Rows are valid until the next change. */
  find(hash: Buffer): number {
    const slot = this.#findSlot(hash)
    const row = this.#slots[slot]
    return row === undefined || row === EMPTY ? -1 : row - 1
  }

  integrationAt(row: number): number {
    return this.#integrations[row] ?? 0
  }

  endsAtMsAt(row: number): number {
    return this.#endsAtMs[row] ?? 0
  }

  isRetiringAt(row: number): boolean {
    return this.#retiring[row] === 1
  }

  tokenIdAt(row: number): string {
    return this.#tokenIds[row] ?? ''
  }

  set(entry: TokenEntry): void {
    if (this.#size + 1 > this.#slots.length * FILL_MOST) this.#growSlots()
    const slot = this.#findSlot(entry.hash)
    const known = this.#slots[slot] ?? EMPTY
    const row = known === EMPTY ? this.#takeRow() : known - 1
    if (known === EMPTY) {
      this.#slots[slot] = row + 1
      this.#hashes.set(entry.hash, row * HASH_BYTES)
      this.#size++
    }
    this.#integrations[row] = entry.integration
    this.#endsAtMs[row] = entry.endsAtMs
    this.#retiring[row] = entry.isRetiring ? 1 : 0
    this.#tokenIds[row] = entry.tokenId
  }

  /** Removes a token, moving later ones of its run back so that no gap cuts a search short. */
  delete(hash: Buffer): void {
    let hole = this.#findSlot(hash)
    const row = this.#slots[hole] ?? EMPTY
    if (row === EMPTY) return
    this.#freeRows.push(row - 1)
    this.#tokenIds[row - 1] = ''
    this.#size--
    const mask = this.#slots.length - 1
    for (let slot = (hole + 1) & mask; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = this.#homeOfRow((this.#slots[slot] ?? 1) - 1)
      const isBetween = ((slot - home) & mask) >= ((slot - hole) & mask)
      if (!isBetween) continue
      this.#slots[hole] = this.#slots[slot] ?? EMPTY
      hole = slot
    }
    this.#slots[hole] = EMPTY
  }

  #findSlot(hash: Buffer): number {
    const mask = this.#slots.length - 1
    for (let slot = hash.readUInt32LE(0) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] ?? EMPTY
      if (row === EMPTY || this.#hasHash(row - 1, hash)) return slot
    }
  }

  #hasHash(row: number, hash: Buffer): boolean {
    const start = row * HASH_BYTES
    for (let byte = 0; byte < HASH_BYTES; byte++) {
      if (this.#hashes[start + byte] !== hash[byte]) return false
    }
    return true
  }

  #homeOfRow(row: number): number {
    const start = row * HASH_BYTES
    const [a = 0, b = 0, c = 0, d = 0] = this.#hashes.subarray(start, start + 4)
    return ((a | (b << 8) | (c << 16) | (d << 24)) >>> 0) & (this.#slots.length - 1)
  }

  #takeRow(): number {
    const free = this.#freeRows.pop()
    if (free !== undefined) return free
    if (this.#rowsUsed === this.#integrations.length) this.#growRows()
    return this.#rowsUsed++
  }

  #growSlots(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(old.length * 2)
    const mask = this.#slots.length - 1
    for (const row of old) {
      if (row === EMPTY) continue
      let slot = this.#homeOfRow(row - 1)
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#slots[slot] = row
    }
  }

  #growRows(): void {
    const rows = this.#integrations.length * 2
    this.#hashes = grown(this.#hashes, new Uint8Array(rows * HASH_BYTES))
    this.#integrations = grown(this.#integrations, new Uint32Array(rows))
    this.#endsAtMs = grown(this.#endsAtMs, new Float64Array(rows))
    this.#retiring = grown(this.#retiring, new Uint8Array(rows))
  }
}

function grown<Column extends Uint8Array | Uint32Array | Float64Array>(old: Column, larger: Column): Column {
  larger.set(old)
  return larger
}
