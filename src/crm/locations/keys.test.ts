import { describe, expect, it } from 'vitest'
import { freeKey, snakeCase } from './keys.ts'

describe('snakeCase', () => {
  it.each([
    ['Favourite colour?', 'favourite_colour'],
    ["What's your budget (USD)", 'whats_your_budget_usd'],
    ['  Zip-Code 2 ', 'zip_code_2'],
    ['Größe', 'größe'],
    ['生日', '生日'],
  ])('makes %j the key %j', (name, key) => {
    expect(snakeCase(name)).toBe(key)
  })

  it('has a key even for a name without a letter', () => {
    expect(snakeCase('!?')).toBe('field')
  })
})

describe('freeKey', () => {
  it('keeps a key that nobody has', () => {
    expect(freeKey('colour', new Set(['color']))).toBe('colour')
  })

  it('numbers a key that is taken, past the numbers that are taken too', () => {
    expect(freeKey('colour', new Set(['colour', 'colour_2']))).toBe('colour_3')
  })
})
