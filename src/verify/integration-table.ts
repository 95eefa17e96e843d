import { PackedIds } from '../lib/packed-ids.ts'
import { newWords, PagedColumn } from '../lib/paged-column.ts'
import { RowTable } from '../lib/row-table.ts'
import { TextCells } from '../lib/text-cells.ts'

/** What the table keeps of an integration. */
export interface IntegrationEntry {
  name: string
  /** Numbers under which the index knows the account and the access profile. */
  account: number
  profile: number
  isDisabled: boolean
  /** Milliseconds since 1970; Infinity when no end is set. */
  expiresAtMs: number
}

const NEVER_MS = Number.POSITIVE_INFINITY

/** All integrations by id, in typed arrays: some 40 bytes each and the name. */
export class IntegrationTable {
  #rows = new RowTable()
  #ids = new PackedIds('int')
  #names = new TextCells()
  #namePlaces = new PagedColumn(Uint32Array)
  #accounts = new PagedColumn(Uint32Array)
  #profiles = new PagedColumn(Uint32Array)
  #disabled = new PagedColumn(Uint8Array)
  #expiresAtMs = new PagedColumn(Float64Array, NEVER_MS)
  #rotationsMs = new PagedColumn(Float64Array, NEVER_MS)
  /** Rows of the token table plus one, 0 for none. The second is rare: only during a rotation. */
  #tokens = [new PagedColumn(Uint32Array), new PagedColumn(Uint32Array)] as const
  #words = newWords()

  /** Makes room for so many at once, in a table that is empty. */
  reserve(integrations: number): void {
    this.#rows.reserve(integrations)
  }

  get size(): number {
    return this.#rows.size
  }

  /** The row of an integration, or -1. */
  find(id: string): number {
    return this.#rows.find(this.#ids.pack(id))
  }

  /** The row of an integration, which gets one if it has none yet. */
  take(id: string): { row: number; isNew: boolean } {
    const { size } = this
    const row = this.#rows.take(this.#ids.pack(id))
    this.#ids.keep(row, id)
    return { row, isNew: this.size > size }
  }

  /** Writes what is known of the integration of a row, its tokens aside. */
  set(row: number, entry: IntegrationEntry): void {
    this.#names.delete(this.#namePlaces.get(row))
    this.#namePlaces.set(row, this.#names.add(entry.name))
    this.#accounts.set(row, entry.account)
    this.#profiles.set(row, entry.profile)
    this.#disabled.set(row, entry.isDisabled ? 1 : 0)
    this.#expiresAtMs.set(row, entry.expiresAtMs)
    this.#rotationsMs.set(row, NEVER_MS)
  }

  delete(row: number): void {
    this.#names.delete(this.#namePlaces.get(row))
    this.#namePlaces.set(row, 0)
    this.#rows.keys.read(row, this.#words)
    this.#rows.delete(this.#words)
    this.#ids.forget(row)
  }

  idAt(row: number): string {
    this.#rows.keys.read(row, this.#words)
    return this.#ids.unpack(row, this.#words)
  }

  nameAt(row: number): string {
    return this.#names.read(this.#namePlaces.get(row))
  }

  accountAt(row: number): number {
    return this.#accounts.get(row)
  }

  profileAt(row: number): number {
    return this.#profiles.get(row)
  }

  isDisabledAt(row: number): boolean {
    return this.#disabled.get(row) === 1
  }

  expiresAtMsAt(row: number): number {
    return this.#expiresAtMs.get(row)
  }

  /** When the running rotation began; Infinity without one. */
  rotationMsAt(row: number): number {
    return this.#rotationsMs.get(row)
  }

  setRotationMs(row: number, ms: number): void {
    this.#rotationsMs.set(row, ms)
  }

  /** Remembers a row of the token table: at most a current and a retiring one. */
  addToken(row: number, tokenRow: number): void {
    const free = this.#tokens.find(column => column.get(row) === 0)
    if (free === undefined) throw new Error('an integration has at most two tokens')
    free.set(row, tokenRow + 1)
  }

  /** Gives the rows of the token table and forgets them. */
  takeTokens(row: number): number[] {
    const found = this.#tokens.map(column => column.get(row) - 1).filter(tokenRow => tokenRow !== -1)
    for (const column of this.#tokens) column.set(row, 0)
    return found
  }
}
