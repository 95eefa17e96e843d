import { describe, expect, it } from 'vitest'
import { exactTime, spanWords, timeAgo } from './time-words.ts'

const now = new Date('2026-11-22T09:14:00Z')
const sense = { now, timezone: 'Europe/Berlin' }
const HOUR_MS = 3_600_000

describe('timeAgo', () => {
  it.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 minute ago'],
    [HOUR_MS, '1 hour ago'],
    [24 * HOUR_MS - 1, '23 hours ago'],
    [24 * HOUR_MS, 'yesterday'],
    [41 * 24 * HOUR_MS, '41 days ago'],
  ])('says %i ms ago in one unit: %s', (ms, words) => {
    expect(timeAgo(new Date(now.getTime() - ms), sense).markup).toContain(`>${words}</time>`)
  })

  it('calls a moment ahead of our clock just now, not the future', () => {
    expect(timeAgo(new Date(now.getTime() + 5000), sense).markup).toContain('just now')
  })

  it('carries the exact time in the zone of the account', () => {
    expect(timeAgo(now, sense).markup).toContain('title="Nov 22, 2026, 10:14 GMT+1"')
    expect(exactTime(now, { now, timezone: 'UTC' }).markup).toContain('>Nov 22, 2026, 09:14 UTC</time>')
  })
})

describe('spanWords', () => {
  it.each([
    [-1, '0 min'],
    [1, '1 min'],
    [35 * 60_000, '35 min'],
    [HOUR_MS, '1 h'],
    [1.5 * HOUR_MS, '1 h 30 min'],
    [105 * HOUR_MS, '4 d 9 h'],
    [168 * HOUR_MS, '7 d'],
    [168 * HOUR_MS - 1, '7 d'],
  ])('%i ms are %s', (ms, words) => expect(spanWords(ms)).toBe(words))
})
