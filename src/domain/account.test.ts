import { describe, expect, test } from 'vitest'
import { changePolicies, DEFAULT_POLICIES, rotationDueAt, tokenExpiry } from './account.ts'

const NOW = new Date('2026-01-01T00:00:00.000Z')
const DAY_MS = 86_400_000

describe('policies', () => {
  test('are 90 days to the next rotation and no greatest age, unless set', () => {
    expect(changePolicies(DEFAULT_POLICIES, {})).toEqual({ rotationDays: 90, tokenAgeDaysMax: null })
  })

  test('change one by one', () => {
    const policies = { rotationDays: 30, tokenAgeDaysMax: 365 }
    expect(changePolicies(policies, { rotationDays: 60 })).toEqual({ rotationDays: 60, tokenAgeDaysMax: 365 })
    expect(changePolicies(policies, { tokenAgeDaysMax: null })).toEqual({ rotationDays: 30, tokenAgeDaysMax: null })
    expect(policies, 'the old ones stay as they were').toEqual({ rotationDays: 30, tokenAgeDaysMax: 365 })
  })

  test.each([0, 366, -1, 1.5, Number.NaN, '30' as never, undefined])('refuse %s days to the next rotation', days => {
    expect(() => changePolicies(DEFAULT_POLICIES, { rotationDays: days })).toThrow(
      'rotationDays: must be a whole number from 1 to 365',
    )
  })

  test.each([0, 3651, 0.5, Number.NaN, undefined])('refuse %s days as greatest age', days => {
    expect(() => changePolicies(DEFAULT_POLICIES, { tokenAgeDaysMax: days })).toThrow(
      'tokenAgeDaysMax: must be a whole number from 1 to 3650, or null for no maximum',
    )
  })

  test.each([
    { rotationDays: 1, tokenAgeDaysMax: 1 },
    { rotationDays: 365, tokenAgeDaysMax: 3650 },
  ])('take their bounds: %j', bounds => {
    expect(changePolicies(DEFAULT_POLICIES, bounds)).toEqual(bounds)
  })
})

test('a token ends by itself when the policy says so, counted from now to the millisecond', () => {
  expect(tokenExpiry(DEFAULT_POLICIES, NOW)).toBeUndefined()
  expect(tokenExpiry({ rotationDays: 90, tokenAgeDaysMax: 3 }, NOW)).toEqual(new Date(NOW.getTime() + 3 * DAY_MS))
})

test('a token is due for rotation so many days after it was made', () => {
  expect(rotationDueAt({ rotationDays: 30, tokenAgeDaysMax: null }, NOW)).toEqual(new Date('2026-01-31T00:00:00.000Z'))
})
