import { createHash } from 'node:crypto'
import { ID_LENGTH } from './ids.ts'
import { newWords, type Words } from './paged-column.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Characters in one word: 62⁵ is a little below 2³⁰. */
const WORD_LENGTH = 5
/** The top bit, which no packed word has: the words are then the hash of an id that has another form. */
const FOREIGN = 0x8000_0000
const NO_DIGIT = 255

const DIGIT_OF = new Uint8Array(128).fill(NO_DIGIT)
for (let digit = 0; digit < BASE62.length; digit++) DIGIT_OF[BASE62.charCodeAt(digit)] = digit

/** Keeps ids of one kind (`tok_` and 20 base62 characters) in 16 bytes each. */
export class PackedIds {
  readonly #prefix: string
  readonly #words = newWords()
  /** Ids of another form, by the row that holds them. Our own code makes none. */
  readonly #foreign = new Map<number, string>()
  /** The id that was packed last; undefined when it has another form. A row is mostly kept right after its id was packed. */
  #packed: string | undefined

  constructor(kind: string) {
    this.#prefix = `${kind}_`
  }

  /** The words that stand for an id; valid until the next call. Different ids have different words. */
  pack(id: string): Words {
    this.#packed = this.#packDigits(id) ? id : undefined
    return this.#packed === undefined ? this.#packForeign(id) : this.#words
  }

  /** Must be told when a row is taken for an id, so that `unpack` can give it back. */
  keep(row: number, id: string): void {
    if (this.#packed !== id) this.pack(id)
    if (this.#packed === undefined) this.#foreign.set(row, id)
    else this.#foreign.delete(row)
  }

  forget(row: number): void {
    this.#foreign.delete(row)
  }

  /** The id of a row whose words these are. */
  unpack(row: number, words: Words): string {
    if (((words[0] as number) & FOREIGN) !== 0) return this.#foreign.get(row) ?? ''
    let id = this.#prefix
    for (let word = 0; word < 4; word++) id += unpackWord(words[word] as number)
    return id
  }

  #packDigits(id: string): boolean {
    const start = this.#prefix.length
    if (id.length !== start + ID_LENGTH || !id.startsWith(this.#prefix)) return false
    for (let word = 0; word < 4; word++) {
      let packed = 0
      for (let at = 0; at < WORD_LENGTH; at++) {
        const digit = DIGIT_OF[id.charCodeAt(start + word * WORD_LENGTH + at)] ?? NO_DIGIT
        if (digit === NO_DIGIT) return false
        packed = packed * 62 + digit
      }
      this.#words[word] = packed
    }
    return true
  }

  #packForeign(id: string): Words {
    const hash = createHash('sha256').update(id).digest()
    for (let word = 0; word < 4; word++) this.#words[word] = hash.readUInt32LE(word * 4)
    this.#words[0] = ((this.#words[0] as number) | FOREIGN) >>> 0
    return this.#words
  }
}

function unpackWord(packed: number): string {
  let text = ''
  for (let rest = packed, at = 0; at < WORD_LENGTH; at++, rest = Math.floor(rest / 62)) text = BASE62[rest % 62] + text
  return text
}
