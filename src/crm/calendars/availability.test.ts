import { describe, expect, it } from 'vitest'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import { availabilityOf, type Busy, type Hosts } from './availability.ts'
import type { SlotRules } from './slot-rules.ts'

const RULES: SlotRules = {
  ...{ durationMs: 1_800_000, intervalMs: 1_800_000, preMs: 0, postMs: 0, perSlot: 1, perDay: 0 },
}
const NOBODY: Hosts = { userIds: [], need: 'any', isShared: true }
const any = (...userIds: string[]): Hosts => ({ userIds, need: 'any', isShared: false })
const all = (...userIds: string[]): Hosts => ({ userIds, need: 'all', isShared: false })
const MINUTE_MS = 60_000

/** `10:00-10:30` of one day. */
function span(text: string) {
  const [start = '', end = ''] = text.split('-')
  return { startMs: Date.parse(`2026-01-05T${start}:00Z`), endMs: Date.parse(`2026-01-05T${end}:00Z`) }
}
const busy = (kind: Busy['kind'], text: string, ...userIds: string[]): Busy => ({ kind, userIds, ...span(text) })

function isFree(text: string, { hosts = NOBODY, taken = [] as Busy[], rules = {} as Partial<SlotRules> }): boolean {
  const zone = openTimeZone('UTC') as TimeZone
  return availabilityOf({ rules: { ...RULES, ...rules }, hosts, busy: taken, zone }).isFree(span(text))
}

describe('a slot of a calendar without a team', () => {
  it.each([
    ['09:30-10:00', true],
    ['09:45-10:15', false],
    ['10:00-10:30', false],
    ['10:10-10:20', false],
    ['10:29-10:59', false],
    ['10:30-11:00', true],
    ['09:00-12:00', false],
  ])('%s beside an appointment from 10:00 to 10:30 is free: %s', (text, expected) => {
    expect(isFree(text, { taken: [busy('own', '10:00-10:30')] })).toBe(expected)
  })

  it('keeps time before and after both appointments', () => {
    const given = { taken: [busy('own', '10:00-10:30')], rules: { preMs: 10 * MINUTE_MS, postMs: 5 * MINUTE_MS } }
    expect(isFree('10:45-11:15', given)).toBe(true)
    expect(isFree('10:44-11:14', given)).toBe(false)
    expect(isFree('09:15-09:45', given)).toBe(true)
    expect(isFree('09:16-09:46', given)).toBe(false)
  })

  it('takes as many as may run at once, not as many as touch it', () => {
    const taken = [busy('own', '10:00-11:00'), busy('own', '11:00-12:00')]
    expect(isFree('10:30-11:30', { taken, rules: { perSlot: 2 } })).toBe(true)
    const fuller = [...taken, busy('own', '10:15-10:45')]
    expect(isFree('10:30-11:30', { taken: fuller, rules: { perSlot: 2 } })).toBe(false)
    expect(isFree('10:45-11:30', { taken: fuller, rules: { perSlot: 2 } })).toBe(true)
  })

  it('is not free while the calendar is blocked, and a block keeps no time around it', () => {
    const given = { taken: [busy('block', '10:00-11:00')], rules: { postMs: 15 * MINUTE_MS } }
    expect(isFree('10:30-11:00', given)).toBe(false)
    expect(isFree('09:30-10:00', given)).toBe(true)
    expect(isFree('11:00-11:30', given)).toBe(true)
  })

  it('is free on a date with room for one more', () => {
    const taken = [busy('own', '10:00-10:30'), busy('elsewhere', '12:00-12:30', 'ann')]
    expect(isFree('15:00-15:30', { taken, rules: { perDay: 2 } })).toBe(true)
    expect(isFree('15:00-15:30', { taken, rules: { perDay: 1 } })).toBe(false)
  })
})

describe('a slot of a team', () => {
  const annBusy = [busy('own', '10:00-10:30', 'ann')]

  it('is free while one of them is, and takes whoever is', () => {
    expect(isFree('10:00-10:30', { hosts: any('ann', 'bob'), taken: annBusy })).toBe(true)
    expect(isFree('10:00-10:30', { hosts: any('ann'), taken: annBusy })).toBe(false)
    const zone = openTimeZone('UTC') as TimeZone
    const { freeHosts } = availabilityOf({ rules: RULES, hosts: any('ann', 'bob'), busy: annBusy, zone })
    expect(freeHosts(span('10:00-10:30'))).toEqual(['bob'])
  })

  it('needs them all in a collective calendar', () => {
    expect(isFree('10:00-10:30', { hosts: all('ann', 'bob'), taken: annBusy })).toBe(false)
    expect(isFree('10:30-11:00', { hosts: all('ann', 'bob'), taken: annBusy })).toBe(true)
  })

  it('minds what they have elsewhere, with time around it, and what is blocked for them', () => {
    const rules = { preMs: 10 * MINUTE_MS }
    const elsewhere = [busy('elsewhere', '10:00-10:30', 'ann')]
    expect(isFree('10:35-11:05', { hosts: any('ann'), taken: elsewhere, rules })).toBe(false)
    expect(isFree('10:40-11:10', { hosts: any('ann'), taken: elsewhere, rules })).toBe(true)
    const blocked = [busy('block', '10:00-10:30', 'ann')]
    expect(isFree('10:15-10:45', { hosts: any('ann'), taken: blocked, rules })).toBe(false)
    expect(isFree('10:15-10:45', { hosts: any('bob'), taken: blocked, rules })).toBe(true)
  })

  it('takes several of this calendar at once from each, but none beside another’s', () => {
    const rules = { perSlot: 2 }
    expect(isFree('10:00-10:30', { hosts: any('ann'), taken: annBusy, rules })).toBe(true)
    expect(
      isFree('10:00-10:30', { hosts: any('ann'), taken: [...annBusy, busy('own', '10:00-10:30', 'ann')], rules }),
    ).toBe(false)
    expect(isFree('10:00-10:30', { hosts: any('ann'), taken: [busy('elsewhere', '10:00-10:30', 'ann')], rules })).toBe(
      false,
    )
  })

  it('has the seats of a class together', () => {
    const hosts: Hosts = { userIds: ['ann', 'bob'], need: 'any', isShared: true }
    const rules = { perSlot: 2 }
    const seats = [busy('own', '10:00-10:30', 'ann'), busy('own', '10:00-10:30', 'bob')]
    expect(isFree('10:00-10:30', { hosts, taken: seats.slice(1), rules })).toBe(true)
    expect(isFree('10:00-10:30', { hosts, taken: seats, rules })).toBe(false)
  })

  it('is not free for anybody while the calendar is blocked', () => {
    expect(isFree('10:00-10:30', { hosts: any('ann', 'bob'), taken: [busy('block', '10:00-10:30')] })).toBe(false)
  })
})
