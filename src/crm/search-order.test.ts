import { describe, expect, test } from 'vitest'
import { readOrder as readContactOrder } from './contacts/search-order.ts'
import { readOrder as readOpportunityOrder } from './opportunities/search-order.ts'
import { behind } from './search-order.ts'
import { WireError } from './wire-error.ts'

const ID = 'x'.repeat(20)

describe('the order of a search', () => {
  test.each([
    ...['customFields.constructor', 'customFields.toString', 'customFields.city', 'customFields.phone'],
    ...['constructor', '__proto__', 'businessId'],
  ])('of contacts is not %s, which orders nothing', field => {
    expect(() => readContactOrder([{ field, direction: 'asc' }])).toThrow(WireError)
    expect(() => readContactOrder([{ field, direction: 'asc' }])).toThrow(/sort\.0\.field must be/)
  })

  test.each(['customFields.constructor', 'custom_fields.valueOf', 'constructor', '__proto__'])(
    'of opportunities is not %s, which orders nothing',
    field => {
      expect(() => readOpportunityOrder([{ field, direction: 'asc' }])).toThrow(/sort\.0\.field must be/)
    },
  )

  test.each([-253_402_300_799_999, -62_135_596_800_001, -30_610_224_000_001, 253_402_300_800_000, 1e300, 1.5])(
    'has no place at %d ms: the refusal names searchAfter',
    ms => {
      const order = readContactOrder()
      expect(() => behind(order, [ms, ID])).toThrow(WireError)
      expect(() => behind(order, [ms, ID])).toThrow(/searchAfter\.0 must be the milliseconds of a date/)
    },
  )

  test.each([-30_610_224_000_000, -1, 0, '0', 253_402_300_799_999])('has a place at %s ms', ms => {
    expect(() => behind(readContactOrder(), [ms, ID])).not.toThrow()
  })
})
