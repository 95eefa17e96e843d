import { describe, expect, test } from 'vitest'
import { LIFECYCLE_EVENTS } from './event.ts'
import { letterOf } from './letter.ts'
import { nextMailTry } from './mail-retry.ts'
import { isToldToPeople, NOTICE_KIND_NAMES, NOTICE_KINDS, NOTICE_OF_EVENT, preferencesWith } from './notice.ts'
import { noticeWords } from './notice-words.ts'
import { sayIn } from './say.ts'

const UTC = sayIn('UTC')
const BODY = {
  integration: { id: 'int_x', name: 'Order sync' },
  actor: { kind: 'user', id: 'usr_x', name: 'Ann' },
  before: { current: 'bbbb', retiring: 'cccc', scopes: ['a.read', 'b.read'], endsAt: '2026-01-08T00:00:00.000Z' },
  after: { current: 'aaaa', retiring: 'bbbb', scopes: ['a.read', 'c.read'], endsAt: '2026-01-08T00:00:00.000Z' },
  token: { last4: 'dddd', endedAt: '2026-01-02T03:04:00.000Z' },
  client: { network: '192.0.2.7', userAgent: 'cron/1 (x)', clientName: '' },
  clients: [{ network: '192.0.2.7', userAgent: 'cron/1', clientName: '' }],
  endpoint: { id: 'whe_x', url: 'https://hooks.example/secret' },
  user: { id: 'usr_y', name: 'Bob' },
  ...{ stage: 'overdue', dueAt: '2026-04-01T00:00:00.000Z', daysOverdue: 8, endsAt: '2026-01-08T00:00:00.000Z' },
  ...{ what: 'token', expiresAt: '2026-03-01T00:00:00.000Z', idleSince: '2026-01-01T00:00:00.000Z' },
}

describe('words', () => {
  test('stand for every lifecycle event and every kind, in sentences that end', () => {
    expect(LIFECYCLE_EVENTS.filter(type => !Object.hasOwn(NOTICE_OF_EVENT, type))).toEqual([])
    for (const type of Object.keys(NOTICE_OF_EVENT)) {
      const { title, sentence } = noticeWords(type, BODY, UTC)
      expect([type, title, sentence]).toEqual([
        type,
        expect.stringMatching(/^\S.*[^.]$/),
        expect.stringMatching(/^[A-Z“…].*\.$/),
      ])
      expect(`${title} ${sentence}`).not.toMatch(/undefined|null|NaN|\[object|unknown date|\?\?\?\?|secret$/)
    }
  })

  test('hold for a body that tells nothing, as an older release may have written it', () => {
    for (const type of Object.keys(NOTICE_OF_EVENT)) {
      const { title, sentence } = noticeWords(type, {}, UTC)
      expect(`${title} ${sentence}`).not.toMatch(/undefined|null|NaN|\[object/)
    }
    expect(noticeWords('weather.changed', {}, UTC).title).toBe('weather.changed')
  })

  test('name what was added and what was taken away', () => {
    expect(noticeWords('private_integration.scopes_changed', BODY, UTC).sentence).toBe(
      'Ann changed what “Order sync” may do: added c.read; removed b.read. Its token stays the same.',
    )
  })

  test('call permissions what the pages call them', () => {
    const body = { ...BODY, before: { scopes: ['contacts.readonly'] }, after: { scopes: ['contacts.write'] } }
    expect(noticeWords('private_integration.scopes_changed', body, UTC).sentence).toBe(
      'Ann changed what “Order sync” may do: added “Edit contacts”; removed “View contacts”. Its token stays the same.',
    )
  })

  test('tell days and moments in the account’s time zone, and in UTC when nobody knows it', () => {
    expect(sayIn('America/Los_Angeles').moment('2026-01-08T00:00:00.000Z')).toBe('January 7, 2026, 16:00 PST')
    expect(sayIn('Nowhere/Atlantis').date('2026-01-08T23:59:00.000Z')).toBe('January 8, 2026')
    expect(UTC.date('rubbish')).toBe('an unknown date')
  })

  test('S70: carry nothing that breaks a line or turns the reading direction', () => {
    const body = { ...BODY, integration: { name: 'a\r\nBcc: x\u202e\u0000b' } }
    expect(noticeWords('private_integration.disabled', body, UTC).title).toBe('“a  Bcc: x  b” was disabled')
  })
})

describe('who hears of what', () => {
  test('is the defaults until a person chooses; what nobody knows any more is passed over', () => {
    const choices = [
      { kind: 'rotation', channel: 'email' as const, isWanted: true },
      { kind: 'weather', channel: 'email' as const, isWanted: true },
    ]
    const preferences = preferencesWith(choices)
    expect(preferences.rotation).toEqual({ inApp: true, email: true })
    expect(preferences.rotationDue).toEqual(NOTICE_KINDS.rotationDue.byDefault)
    expect(Object.keys(preferences)).toEqual(NOTICE_KIND_NAMES)
  })

  test('automated rotation silences nags, until it is overdue', () => {
    const told = (stage: string, automated: boolean) =>
      isToldToPeople({ type: 'private_integration.rotation_due', body: { stage, automated } })
    expect(['soon', 'due', 'overdue'].map(stage => [told(stage, false), told(stage, true)])).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ])
    expect(isToldToPeople({ type: 'ContactCreate', body: {} })).toBe(false)
  })
})

describe('a letter', () => {
  const notices = [{ title: 'See https://evil.example/x', sentence: 'Go to HTTPS://evil.example now & <b>then</b>.' }]
  const letter = letterOf({ personName: 'Ann\n', accountName: 'Lake "Side"', notices })

  test('has no address to click, whatever an integration is called', () => {
    expect(`${letter.subject} ${letter.text} ${letter.html}`).not.toMatch(/:\/\/|href/i)
  })

  test('escapes what it shows', () => {
    expect(letter.html).toContain('now &amp; &lt;b&gt;then&lt;/b&gt;.')
    expect(letter.subject).toBe('Lake "Side": See evil.example/x')
    expect(letter.text.startsWith('Hello Ann,\n')).toBe(true)
  })

  test('keeps its subject short', () => {
    const long = letterOf({ personName: 'Ann', accountName: 'x'.repeat(300), notices })
    expect(long.subject.length).toBeLessThanOrEqual(160)
  })
})

test('a letter is tried ever less often for a day; the last try is at its end', () => {
  const createdAt = new Date('2026-01-01T00:00:00.000Z')
  const end = createdAt.getTime() + 86_400_000
  let now = createdAt
  let tries = 0
  const waits: number[] = []
  for (;;) {
    tries++
    const next = nextMailTry({ createdAt, tries }, now)
    if (next === undefined) break
    waits.push((next.getTime() - now.getTime()) / 60_000)
    now = next
  }
  expect(waits.slice(0, 4)).toEqual([1, 5, 15, 30])
  expect(now.getTime()).toBe(end)
  expect(tries).toBeLessThan(15)
})
