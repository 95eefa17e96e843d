import { describe, expect, test } from 'vitest'
import { ID_LENGTH, randomBase62, randomIds, toBase62 } from './ids.ts'

describe('random text', () => {
  test.each([0, 1, 20, 32, 43, 5000])('of %d characters is as long as asked, in letters and digits', length => {
    expect(randomBase62(length)).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`))
  })

  test('has every character equally often: a byte taken modulo 62 would favour the first eight', () => {
    const counts = new Map<string, number>()
    const perCharacter = 5000
    for (const character of randomBase62(62 * perCharacter)) counts.set(character, (counts.get(character) ?? 0) + 1)
    expect(counts.size).toBe(62)
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - perCharacter) ** 2 / perCharacter, 0)
    // 61 degrees of freedom: 150 is passed by chance once in 10⁹ runs; the biased draw gives some 7000.
    expect(chiSquare).toBeLessThan(150)
  })

  test('has no character that follows another more often', () => {
    const pairs = new Set<string>()
    const text = randomBase62(100_000)
    for (let at = 1; at < text.length; at++) pairs.add(text.slice(at - 1, at + 1))
    expect(pairs.size).toBe(62 * 62)
  })

  test('is never the same twice', () => {
    expect(new Set(Array.from({ length: 100_000 }, () => randomBase62(12))).size).toBe(100_000)
  })
})

describe('base 62', () => {
  test.each([
    [0, 6, '000000'],
    [61, 6, '00000z'],
    [62, 6, '000010'],
    [0xffffffff, 6, '4gfFC3'],
  ])('writes %d in %d characters as %s', (value, length, text) => expect(toBase62(value, length)).toBe(text))

  test('keeps the order of numbers, so that sorting text sorts them', () => {
    const texts = [0, 1, 9, 10, 61, 62, 3843, 3844, 2 ** 32 - 1].map(value => toBase62(value, 6))
    expect(texts).toEqual(texts.toSorted((a, b) => (a < b ? -1 : 1)))
  })
})

describe('ids', () => {
  test.each(['acc', 'usr', 'int', 'tok', 'key', 'whe', 'evt', 'dlv', 'aud'])('carry their kind: %s', kind => {
    expect(randomIds.next(kind)).toMatch(new RegExp(`^${kind}_[0-9A-Za-z]{${ID_LENGTH}}$`))
  })

  test('of the wire are twenty characters and nothing else', () => {
    expect(randomIds.nextWireId()).toMatch(/^[0-9A-Za-z]{20}$/)
  })
})
