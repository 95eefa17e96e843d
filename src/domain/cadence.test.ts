import { describe, expect, test } from 'vitest'
import { type ClientUse, expirySafety } from './cadence.ts'
import { cadenceWords, safetySentence } from './cadence-words.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const at = (days: number) => new Date(Date.UTC(2026, 0, 1) + days * DAY)

function use(role: ClientUse['role'], days: [first: number, last: number], more: Partial<ClientUse> = {}): ClientUse {
  const client = { network: '192.0.2.7', userAgent: 'cron/1', clientName: '', visits: 1, gapLongestMs: 0 }
  return { ...client, role, firstSeenAt: at(days[0]), lastSeenAt: at(days[1]), ...more }
}
const statusOf = (uses: ClientUse[], days: number) => expirySafety(uses, at(days)).clients.map(({ status }) => status)

describe('a client of the old secret', () => {
  test('that comes weekly is waited for for a week and a half', () => {
    const weekly = [use('retiring', [0, 21], { visits: 4, gapLongestMs: 7 * DAY })]
    expect(statusOf(weekly, 23)).toEqual(['active'])
    expect(statusOf(weekly, 31.4)).toEqual(['active'])
    expect(statusOf(weekly, 31.5)).toEqual(['quiet'])
  })

  test('that comes all the time is quiet after a day, not sooner', () => {
    const busy = [use('retiring', [0, 10])]
    expect(statusOf(busy, 10.9)).toEqual(['active'])
    expect(statusOf(busy, 11)).toEqual(['quiet'])
  })

  test('that was seen at one time only may come weekly', () => {
    expect(statusOf([use('retiring', [0, 0.01])], 7.9)).toEqual(['active'])
    expect(statusOf([use('retiring', [0, 0.01])], 8.01)).toEqual(['quiet'])
  })

  test('is known by what it did with earlier secrets, too', () => {
    const monthly = [use('ended', [0, 0]), use('ended', [30, 30]), use('retiring', [60, 60])]
    expect(statusOf(monthly, 80)).toEqual(['active'])
    expect(statusOf(monthly, 106)).toEqual(['quiet'])
  })

  test('has moved once it uses the new one and the old one no more', () => {
    expect(statusOf([use('retiring', [0, 5]), use('current', [6, 6])], 6)).toEqual(['moved'])
    expect(statusOf([use('retiring', [0, 6.5]), use('current', [6, 7])], 7)).toEqual(['active'])
  })

  test('is the same from another network only when it names itself', () => {
    const elsewhere = { network: '198.51.100.1' }
    expect(statusOf([use('retiring', [0, 5]), use('current', [5.5, 5.5], elsewhere)], 5.5)).toEqual(['active'])
    const named = { clientName: 'Orders' }
    const uses = [use('retiring', [0, 5], named), use('current', [6, 6], { ...named, ...elsewhere })]
    expect(statusOf(uses, 6)).toEqual(['moved'])
  })

  test('that used ended secrets or the new one alone is no reason to wait', () => {
    expect(expirySafety([use('ended', [0, 5]), use('current', [5, 5])], at(5))).toEqual({ safe: true, clients: [] })
  })
})

test('words for it', () => {
  expect([undefined, HOUR, 25 * HOUR, 7 * DAY].map(cadenceWords)).toEqual([
    'seen once so far, so it may come weekly',
    'all the time',
    'about every 1 day',
    'about every 7 days',
  ])
  const moved = expirySafety([use('retiring', [0, 5]), use('current', [6, 6])], at(6))
  expect(safetySentence(moved, at(6))).toBe(
    'It looks safe to expire the old token: one client has moved to the new one.',
  )
  const uses = [use('retiring', [0, 5]), use('retiring', [0, 4.5], { userAgent: 'x' })]
  expect(safetySentence(expirySafety(uses, at(5.1)), at(5.1))).toBe(
    'Still in use: cron/1 from 192.0.2.7 called 2 hours ago and comes all the time; one more client has used it lately. Expiring the old token now will break that.',
  )
})
