import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TokenEntry, TokenTable } from './token-table.ts'

/** A hash that begins where the test wants it: the first four bytes choose the slot. */
function hashOf(home: number, rest: number): Buffer {
  const hash = Buffer.alloc(32)
  hash.writeUInt32LE(home, 0)
  hash.writeUInt32BE(rest, 28)
  return hash
}

const entryOf = (hash: Buffer, number: number): TokenEntry => ({
  hash,
  tokenId: `tok_${number}`,
  integration: number,
  endsAtMs: number % 3 === 0 ? Number.POSITIVE_INFINITY : number,
  isRetiring: number % 2 === 0,
})

function read(table: TokenTable, hash: Buffer): Omit<TokenEntry, 'hash'> | undefined {
  const row = table.find(hash)
  if (row === -1) return undefined
  return {
    tokenId: table.tokenIdAt(row),
    integration: table.integrationAt(row),
    endsAtMs: table.endsAtMsAt(row),
    isRetiring: table.isRetiringAt(row),
  }
}

/** The table against a Map that is asked the same. */
class Twin {
  readonly table = new TokenTable()
  readonly known = new Map<string, TokenEntry>()

  set(entry: TokenEntry): void {
    this.table.set(entry)
    this.known.set(entry.hash.toString('hex'), entry)
  }

  delete(hash: Buffer): void {
    this.table.delete(hash)
    this.known.delete(hash.toString('hex'))
  }

  check(hashes: Iterable<Buffer>): void {
    expect(this.table.size).toBe(this.known.size)
    for (const hash of hashes) {
      const entry = this.known.get(hash.toString('hex'))
      const { hash: _, ...wanted } = entry ?? { hash }
      expect(read(this.table, hash)).toEqual(entry && wanted)
    }
  }
}

/** Few homes, at both ends of the slots, so that runs of collisions grow, wrap around and are cut by deletions. */
const homes = fc.constantFrom(0, 1, 2, 1022, 1023, 1024, 2047, 0xffff_ffff)
const hashes = fc.tuple(homes, fc.nat({ max: 30 })).map(([home, rest]) => hashOf(home, rest))
const steps = fc.array(fc.tuple(fc.constantFrom('set', 'set', 'delete'), hashes, fc.nat()), { maxLength: 300 })

describe('the table against a Map', () => {
  test('answers alike after any sequence of changes, with every hash colliding', () => {
    fc.assert(
      fc.property(steps, sequence => {
        const twin = new Twin()
        for (const [what, hash, number] of sequence) {
          if (what === 'set') twin.set(entryOf(hash, number))
          else twin.delete(hash)
        }
        twin.check(sequence.map(([, hash]) => hash))
      }),
      { numRuns: 300 },
    )
  })

  test('answers alike while it grows far beyond its first size, and while it is emptied again', () => {
    const twin = new Twin()
    const all = Array.from({ length: 6000 }, (_, number) => hashOf(number % 97, number))
    for (const [number, hash] of all.entries()) twin.set(entryOf(hash, number))
    twin.check(all)
    for (const hash of all.filter((_, number) => number % 3 !== 0)) twin.delete(hash)
    twin.check(all)
    for (const [number, hash] of all.entries()) twin.set(entryOf(hash, number + 1))
    twin.check(all)
    for (const hash of all) twin.delete(hash)
    twin.check(all)
  })
})

test('finds every one of 100,000 tokens, spread as real hashes are, after half of them are gone', () => {
  const table = new TokenTable()
  const all = Array.from({ length: 100_000 }, (_, number) => hashOf(Math.imul(number, 0x9e37_79b1) >>> 0, number))
  for (const [number, hash] of all.entries()) table.set(entryOf(hash, number))
  for (const [number, hash] of all.entries()) if (number % 2 === 0) table.delete(hash)
  const wrong = all.filter((hash, number) => {
    const row = table.find(hash)
    return number % 2 === 0 ? row !== -1 : row === -1 || table.integrationAt(row) !== number
  })
  expect(wrong).toEqual([])
})

test('takes the rows of deleted tokens again: it doesn’t grow by rotations', () => {
  const table = new TokenTable()
  for (let number = 0; number < 10_000; number++) {
    table.set(entryOf(hashOf(number, number), number))
    expect(table.find(hashOf(number, number))).toBeLessThan(2)
    if (number > 0) table.delete(hashOf(number - 1, number - 1))
  }
})

describe('a hash', () => {
  test('is found by all of its bytes, not by those that choose the slot', () => {
    const table = new TokenTable()
    const hash = hashOf(7, 1)
    table.set(entryOf(hash, 1))
    for (let at = 0; at < hash.length; at++) {
      const other = Buffer.from(hash)
      other[at] = (other[at] ?? 0) ^ 1
      expect(table.find(other), `byte ${at}`).toBe(-1)
    }
  })

  test('set again replaces what was known of it, and takes no further row', () => {
    const table = new TokenTable()
    table.set(entryOf(hashOf(7, 1), 1))
    table.set(entryOf(hashOf(7, 1), 2))
    expect(table.size).toBe(1)
    expect(read(table, hashOf(7, 1))).toMatchObject({ tokenId: 'tok_2', integration: 2, isRetiring: true })
  })

  test('that is not there is deleted without effect', () => {
    const table = new TokenTable()
    table.set(entryOf(hashOf(7, 1), 1))
    table.delete(hashOf(7, 2))
    table.delete(hashOf(8, 1))
    expect(table.size).toBe(1)
    expect(table.find(hashOf(7, 1))).toBe(0)
  })

  test('deleted leaves nothing of its token behind', () => {
    const table = new TokenTable()
    table.set(entryOf(hashOf(7, 1), 1))
    const row = table.find(hashOf(7, 1))
    table.delete(hashOf(7, 1))
    expect(table.tokenIdAt(row)).toBe('')
    expect(table.size).toBe(0)
  })
})
