import { describe, expect, it } from 'vitest'
import { readMoment, readSpanMs, sayAgo, sayMoment, saySpan, sayUntil } from './moments.ts'

const from = new Date('2026-01-31T12:00:00Z')
const HOUR_MS = 3_600_000

describe('readSpanMs', () => {
  it.each([
    ['+30m', 0.5],
    ['+12h', 12],
    ['+3d', 72],
    ['+2w', 336],
  ])('reads %s', (text, hours) => expect(readSpanMs(text)).toBe(hours * HOUR_MS))

  it.each(['3d', '+3', '+3y', '-3d', '+ 3d', '+1.5d', ''])('does not take "%s" for a span', text =>
    expect(readSpanMs(text)).toBeUndefined(),
  )
})

describe('readMoment', () => {
  it.each([
    ['+3d', '2026-02-03T12:00:00.000Z'],
    ['2026-12-31', '2026-12-31T00:00:00.000Z'],
    ['2026-12-31T18:00Z', '2026-12-31T18:00:00.000Z'],
    ['2026-12-31 18:00:30+02:00', '2026-12-31T16:00:30.000Z'],
    ['2026-12-31T18:00:00.123Z', '2026-12-31T18:00:00.123Z'],
  ])('reads %s', (text, at) => expect(readMoment('--until', text, from).toISOString()).toBe(at))

  it.each([
    'tomorrow',
    '2026-02-30',
    '2026-13-01',
    '2026-12-31T18:00',
    '31.12.2026',
    '1767225600',
    '',
    '2026-12-31T25:00Z',
  ])('refuses "%s" and names the option', text =>
    expect(() => readMoment('--until', text, from)).toThrow(/^--until: must be a moment such as/),
  )
})

describe('the words for times', () => {
  it.each([
    [20_000, '< 1 min'],
    [5 * 60_000, '5 min'],
    [HOUR_MS, '1 h'],
    [1.5 * HOUR_MS, '1 h 30 min'],
    [76 * HOUR_MS, '3 d 4 h'],
    [168 * HOUR_MS - 40, '7 d'],
    [-1, '< 1 min'],
  ])('%i ms is %s', (spanMs, words) => expect(saySpan(spanMs)).toBe(words))

  it.each([
    [null, 'never'],
    ['2026-01-31T11:59:30Z', 'just now'],
    ['2026-01-31T11:50:00Z', '10 min ago'],
    ['2026-01-31T10:00:30Z', '1 h ago'],
    ['2025-10-31T12:00:00Z', '92 d ago'],
  ])('a last use at %s was %s', (at, words) => expect(sayAgo(at, from)).toBe(words))

  it.each([
    ['2026-01-31T12:00:20Z', 'in < 1 min'],
    ['2026-02-07T11:59:59.990Z', 'in 7 d'],
    ['2026-01-31T13:10:00Z', 'in 1 h'],
    ['2026-01-30T12:00:00Z', '1 d ago'],
  ])('an end at %s is %s', (at, words) => expect(sayUntil(at, from)).toBe(words))

  it('says moments in UTC, to the minute', () => expect(sayMoment(from)).toBe('2026-01-31 12:00 UTC'))
})
