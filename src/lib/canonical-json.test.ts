import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

/** Values as JSON has them; -0 is written as 0 by every JSON. */
const json = fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown)

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).map(([key, member]) => [key, shuffled(member)] as const)
  return Object.fromEntries(members.toReversed())
}

describe('canonical JSON', () => {
  test('is the same whatever order the keys come in', () => {
    fc.assert(fc.property(json, value => void expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value))))
  })

  test('is JSON of the same value', () => {
    fc.assert(fc.property(json, value => void expect(JSON.parse(canonicalJson(value))).toEqual(value)))
  })

  test('of two values is the same only when they are equal', () => {
    const pair = fc.oneof(
      fc.tuple(json, json),
      json.map(value => [value, shuffled(value)]),
    )
    fc.assert(
      fc.property(pair, ([a, b]) => void expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(a, b))),
    )
  })

  test.each<[string, unknown, unknown]>([
    ['a number and its text', 1, '1'],
    ['null and its text', null, 'null'],
    ['an empty list and an empty object', [], {}],
    ['one list and two', [['a', 'b']], [['a'], ['b']]],
    ['a key and a value swapped', { a: 'b' }, { b: 'a' }],
    ['texts with quotes that look like structure', ['a","b'], ['a', 'b']],
    ['a key that looks like structure', { 'a":1,"b': 2 }, { a: 1, b: 2 }],
  ])('tells apart %s', (_what, a, b) => expect(canonicalJson(a)).not.toBe(canonicalJson(b)))

  test('leaves undefined members out, as a database does, and writes undefined items as null', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
    expect(canonicalJson([undefined, 1])).toBe('[null,1]')
    expect(canonicalJson(undefined)).toBe('null')
  })

  test('writes a moment as its text, as it comes back from a database', () => {
    const at = new Date('2026-01-01T00:00:00.000Z')
    expect(canonicalJson({ at })).toBe(canonicalJson({ at: at.toISOString() }))
  })
})
