import { describe, expect, test } from 'vitest'
import { changePolicies, DEFAULT_POLICIES, rotationDueAt, tokenExpiry } from './account.ts'

const NOW = new Date('2026-01-01T00:00:00.000Z')
const DAY_MS = 86_400_000

describe('policies', () => {
  test('are 90 days to the next rotation and no greatest age, unless set', () => {
    expect(changePolicies(DEFAULT_POLICIES, {})).toEqual({ rotationDays: 90, tokenAgeDaysMax: null, unusedDays: 90 })
  })

  test('change one by one', () => {
    const policies = { rotationDays: 30, tokenAgeDaysMax: 365, unusedDays: 60 }
    expect(changePolicies(policies, { rotationDays: 60 })).toEqual({ ...policies, rotationDays: 60 })
    expect(changePolicies(policies, { tokenAgeDaysMax: null })).toEqual({ ...policies, tokenAgeDaysMax: null })
    expect(changePolicies(policies, { unusedDays: null })).toEqual({ ...policies, unusedDays: null })
    expect(policies, 'the old ones stay as they were').toEqual({
      rotationDays: 30,
      tokenAgeDaysMax: 365,
      unusedDays: 60,
    })
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

  test.each([0, 3651, 0.5, Number.NaN, undefined])('refuse %s days without use', days => {
    expect(() => changePolicies(DEFAULT_POLICIES, { unusedDays: days })).toThrow(
      'unusedDays: must be a whole number from 1 to 3650, or null to hear of none',
    )
  })

  test.each([
    { rotationDays: 1, tokenAgeDaysMax: 1, unusedDays: 1 },
    { rotationDays: 365, tokenAgeDaysMax: 3650, unusedDays: 3650 },
  ])('take their bounds: %j', bounds => {
    expect(changePolicies(DEFAULT_POLICIES, bounds)).toEqual(bounds)
  })
})

test('a token ends by itself when the policy says so, counted from now to the millisecond', () => {
  expect(tokenExpiry(DEFAULT_POLICIES, NOW)).toBeUndefined()
  expect(tokenExpiry({ ...DEFAULT_POLICIES, tokenAgeDaysMax: 3 }, NOW)).toEqual(new Date(NOW.getTime() + 3 * DAY_MS))
})

test('a token is due for rotation so many days after it was made', () => {
  expect(rotationDueAt({ ...DEFAULT_POLICIES, rotationDays: 30 }, NOW)).toEqual(new Date('2026-01-31T00:00:00.000Z'))
})
