import { describe, expect, it } from 'vitest'
import { isWireId } from './wire-id.ts'

describe('an id', () => {
  it.each(['ve9EPM428h8vShlRW1KT', '63771dcac1116f0e21de8e12', 'x'])('%s is looked up', id => {
    expect(isWireId(id)).toBe(true)
  })
  it.each(['', ' ', 'a b', 'x'.repeat(51), '../x', 'a\u0000', '٣', "'"])('%j needs no look into the database', id => {
    expect(isWireId(id)).toBe(false)
  })
})
