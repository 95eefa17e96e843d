import { describe, expect, test } from 'vitest'
import { coerceTextValues } from './text-values.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    limit: { type: 'integer' },
    ratio: { type: 'number' },
    isOpen: { type: 'boolean' },
    name: { type: 'string' },
    either: { anyOf: [{ type: 'integer' }, { type: 'boolean' }] },
    userIds: { type: 'array', items: { type: 'string' } },
    pages: { type: 'array', items: { type: 'integer' } },
  },
}

const coerce = (values: Record<string, unknown>) => ({ ...coerceTextValues(values, SCHEMA) })

describe('query text becomes what the schema means', () => {
  test('numbers, booleans and lists', () => {
    expect(coerce({ limit: '25', ratio: '-0.5', isOpen: 'true', name: '25', either: 'false' })).toEqual({
      limit: 25,
      ratio: -0.5,
      isOpen: true,
      name: '25',
      either: false,
    })
    expect(coerce({ pages: ['1', '2'], userIds: 'u1' })).toEqual({ pages: [1, 2], userIds: ['u1'] })
  })

  test('a list written with brackets goes by its bare name, an unknown one keeps its own', () => {
    expect(coerce({ 'userIds[]': ['u1', 'u2'], 'other[]': 'x', 'name[]': 'y' })).toEqual({
      userIds: ['u1', 'u2'],
      'other[]': 'x',
      'name[]': 'y',
    })
  })
})

test.each(['', ' 5', '5 ', '+5', '05', '0x10', '1e1', '5.', '.5', '-0', '٥', '1_0', '99999999999999999', 'NaN'])(
  'S62: %j does not count as a number and stays text',
  text => {
    expect(coerce({ limit: text })).toEqual({ limit: text })
  },
)

test('S63: a parameter called __proto__ is a name like any other and reaches no prototype', () => {
  const values = Object.create(null)
  values.__proto__ = 'x'
  const coerced = coerceTextValues(values, SCHEMA)
  expect(Object.keys(coerced)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>).x).toBeUndefined()
})
