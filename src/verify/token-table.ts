import { PackedIds } from '../lib/packed-ids.ts'
import { newWords, PagedColumn, PagedWords, type Words } from '../lib/paged-column.ts'
import { RowTable } from '../lib/row-table.ts'

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

/**
 * All live tokens by keyed hash, in typed arrays: some 45 bytes each, and 8 more where tokens have an end. Of the hash, a MAC under a
 * secret key, both halves are kept laid over each other: 128 bits that nobody can aim at.
 */
export class TokenTable {
  #rows = new RowTable()
  #ids = new PackedIds('tok')
  #idWords = new PagedWords()
  #integrations = new PagedColumn(Uint32Array)
  #endsAtMs = new PagedColumn(Float64Array, Number.POSITIVE_INFINITY)
  #retiring = new PagedColumn(Uint8Array)
  #words = newWords()

  /** Makes room for so many at once, in a table that is empty. */
  reserve(tokens: number): void {
    this.#rows.reserve(tokens)
  }

  get size(): number {
    return this.#rows.size
  }

  /** The row of a hash, or -1. Rows are valid until the next change. */
  find(hash: Buffer): number {
    return this.#rows.find(fold(hash, this.#words))
  }

  integrationAt(row: number): number {
    return this.#integrations.get(row)
  }

  endsAtMsAt(row: number): number {
    return this.#endsAtMs.get(row)
  }

  isRetiringAt(row: number): boolean {
    return this.#retiring.get(row) === 1
  }

  tokenIdAt(row: number): string {
    this.#idWords.read(row, this.#words)
    return this.#ids.unpack(row, this.#words)
  }

  /** Gives the row. */
  set(entry: TokenEntry): number {
    const row = this.#rows.take(fold(entry.hash, this.#words))
    this.#idWords.set(row, this.#ids.pack(entry.tokenId))
    this.#ids.keep(row, entry.tokenId)
    this.#integrations.set(row, entry.integration)
    this.#endsAtMs.set(row, entry.endsAtMs)
    this.#retiring.set(row, entry.isRetiring ? 1 : 0)
    return row
  }

  delete(hash: Buffer): void {
    this.#forget(fold(hash, this.#words))
  }

  /** Deletes the token of a row. */
  deleteRow(row: number): void {
    this.#rows.keys.read(row, this.#words)
    this.#forget(this.#words)
  }

  #forget(key: Words): void {
    const row = this.#rows.delete(key)
    if (row !== -1) this.#ids.forget(row)
  }
}

function fold(hash: Buffer, into: Words): Words {
  for (let word = 0; word < 4; word++) into[word] = hash.readInt32LE(word * 4) ^ hash.readInt32LE(16 + word * 4)
  return into
}
