import { describe, expect, it } from 'vitest'
import { readBound, readDescending, readStartAfter } from './rules.ts'

describe('the end of a span', () => {
  it.each([
    ['01-31-2026', '2026-01-31'],
    ['1/5/2026', '2026-01-05'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is the day %s', (text, day) => expect(readBound('date', text)).toEqual({ day }))

  it('may be an instant in milliseconds', () => {
    expect(readBound('date', '1769817600000')).toEqual({ instant: new Date('2026-01-31T00:00:00Z') })
  })

  it.each(['', undefined])('%j is none', text => expect(readBound('date', text)).toBeUndefined())

  it.each(['31-01-2026', '02-29-2026', '2026-1-1', '01-31-26', 'today', '1769817600', '9'.repeat(15), '01-01-0999'])(
    '%s is refused by name',
    text => expect(() => readBound('endDate', text)).toThrow('endDate must be a date as mm-dd-yyyy'),
  )
})

describe('an order', () => {
  it.each([
    ['', true],
    [undefined, true],
    ['added_desc', true],
    ['added_asc', false],
  ])('%j is newest first: %j', (order, isDescending) => expect(readDescending(order)).toBe(isDescending))

  it.each(['ADDED_ASC', 'name', 'toString', '__proto__'])('%s is refused', order =>
    expect(() => readDescending(order)).toThrow('order must be one of'),
  )
})

describe('a place in time', () => {
  it('is read from milliseconds, and empty text is none', () => {
    expect(readStartAfter('0')).toEqual(new Date(0))
    expect(readStartAfter('')).toBeUndefined()
  })

  it.each(['-1', '1.5', '1e3', 'x', '999999999999999'])('%s is refused', text =>
    expect(() => readStartAfter(text)).toThrow('startAfter must be'),
  )
})
