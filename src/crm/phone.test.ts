import { describe, expect, it } from 'vitest'
import { normalisePhone, readPhone } from './phone.ts'

describe('a phone number', () => {
  it.each([
    ['+1 888-888-8888', 'US', '+18888888888'],
    ['(888) 888-8888', 'US', '+18888888888'],
    ['00 44 7911 123456', 'US', '+447911123456'],
    ['07911 123456', 'GB', '+447911123456'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['+1423164516', 'US', '+1423164516'],
    ['+919509597501', 'DE', '+919509597501'],
  ])('%s read in %s is %s', (text, country, phone) => expect(normalisePhone(text, country)).toBe(phone))

  it.each(['', ' ', null])('%j is none', text => expect(normalisePhone(text, 'US')).toBeNull())

  it.each(['1', 'call me', '+', '+0123456789', '+1234567890123456', '+1 888 TOY SHOP', '٠١٢٣٤٥٦٧٨٩0000'])(
    '%s is refused',
    text => expect(() => normalisePhone(text, 'US')).toThrow('phone must be'),
  )

  it('of no known country is only read with its country code', () => {
    expect(readPhone('888-888-8888', '')).toBeUndefined()
    expect(readPhone('+1 888 888 8888', '')).toBe('+18888888888')
  })
})
