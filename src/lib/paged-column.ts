/** Rows of a page. A column grows by whole pages: nothing is copied, so no growth takes longer than another. */
const PAGE_BITS = 12
const PAGE_ROWS = 1 << PAGE_BITS
const ROW_MASK = PAGE_ROWS - 1

type Page = Uint8Array | Uint32Array | Float64Array
type PageType = new (length: number) => Page

/**
 * One number per row, outside the garbage collector's reach. Pages in which every row holds `absent` are never made: a
 * column of rare values costs next to nothing.
 */
export class PagedColumn {
  #pages: (Page | undefined)[] = []
  readonly #type: PageType
  readonly #absent: number

  constructor(type: PageType, absent = 0) {
    this.#type = type
    this.#absent = absent
  }

  get(row: number): number {
    return this.#pages[row >>> PAGE_BITS]?.[row & ROW_MASK] ?? this.#absent
  }

  set(row: number, value: number): void {
    const at = row >>> PAGE_BITS
    const page = this.#pages[at]
    if (page !== undefined) page[row & ROW_MASK] = value
    else if (value !== this.#absent) this.#addPage(at)[row & ROW_MASK] = value
  }

  #addPage(at: number): Page {
    const page = new this.#type(PAGE_ROWS)
    if (this.#absent !== 0) page.fill(this.#absent)
    // A hole in an array would make every look-up in it slower.
    while (this.#pages.length < at) this.#pages.push(undefined)
    this.#pages[at] = page
    return page
  }
}

/** Four 32-bit words per row: a key of 128 bits. */
export class PagedWords {
  #pages: Uint32Array[] = []

  /** Word 0 to 3 of a row; 0 beyond the rows that were set. */
  get(row: number, word: number): number {
    return this.#pages[row >>> PAGE_BITS]?.[((row & ROW_MASK) << 2) | word] ?? 0
  }

  set(row: number, words: Words): void {
    while (this.#pages.length <= row >>> PAGE_BITS) this.#pages.push(new Uint32Array(PAGE_ROWS * 4))
    this.#pages[row >>> PAGE_BITS]?.set(words, (row & ROW_MASK) << 2)
  }

  isAt(row: number, words: Words): boolean {
    const page = this.#pages[row >>> PAGE_BITS]
    const start = (row & ROW_MASK) << 2
    return (
      page !== undefined &&
      page[start] === words[0] &&
      page[start + 1] === words[1] &&
      page[start + 2] === words[2] &&
      page[start + 3] === words[3]
    )
  }

  /** Copies a row's words into `into`. */
  read(row: number, into: Words): void {
    for (let word = 0; word < 4; word++) into[word] = this.get(row, word)
  }
}

/** A key of 128 bits as four words; one that is used again and again saves an allocation each time. */
export type Words = Uint32Array

export function newWords(): Words {
  return new Uint32Array(4)
}
