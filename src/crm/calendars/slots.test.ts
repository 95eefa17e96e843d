import { describe, expect, it } from 'vitest'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import type { CalendarSettings } from './calendar.ts'
import { openSpans } from './open-hours.ts'
import { slotRulesOf } from './slot-rules.ts'
import { isHidden, isSlotStart, slotsIn } from './slots.ts'

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]

/** Hours such as `9:00-12:30` on these days of the week. */
function hours(text: string, daysOfTheWeek = EVERY_DAY): NonNullable<CalendarSettings['openHours']>[number] {
  return { daysOfTheWeek, hours: text.split(' ').map(hour) }
}

function hour(text: string) {
  const [openHour = 0, openMinute = 0, closeHour = 0, closeMinute = 0] = text.split(/[:-]/).map(Number)
  return { openHour, openMinute, closeHour, closeMinute }
}

/** The slots that begin on the dates in question, as the zone's wall clock shows them. */
function slots(name: string, settings: CalendarSettings, [from, to = from]: [from: string, to?: string]): string[] {
  const zone = openTimeZone(name) as TimeZone
  const within = { startMs: zone.momentOf(from, 0), endMs: zone.momentOf(to, 24 * 60) - 1 }
  return slotsIn(openSpans(settings, zone, within), slotRulesOf(settings))
    .filter(slot => slot.startMs >= within.startMs && slot.startMs <= within.endMs)
    .map(slot => zone.format(slot.startMs))
}

const hourly = (openHours: CalendarSettings['openHours']): CalendarSettings => ({
  slotDuration: 60,
  slotInterval: 60,
  ...(openHours && { openHours }),
})
const times = (list: string[]) => list.map(text => text.slice(11, 16)).join(' ')

describe('slots', () => {
  it('begin when it opens, follow each other by the interval, and end before it closes', () => {
    const settings: CalendarSettings = { slotDuration: 45, slotInterval: 20, openHours: [hours('9:10-10:40')] }
    expect(times(slots('UTC', settings, ['2026-01-05']))).toBe('09:10 09:30 09:50')
  })

  it('may be given in hours', () => {
    const settings: CalendarSettings = {
      ...{ slotDuration: 1.5, slotDurationUnit: 'hours', slotInterval: 1, slotIntervalUnit: 'hours' },
      openHours: [hours('9:00-12:00')],
    }
    expect(times(slots('UTC', settings, ['2026-01-05']))).toBe('09:00 10:00')
  })

  it('are there on the days that are open: 0 is Sunday', () => {
    const settings = hourly([hours('9:00-10:00', [0, 3])])
    const dates = slots('UTC', settings, ['2026-01-01', '2026-01-11']).map(text => text.slice(0, 10))
    expect(dates).toEqual(['2026-01-04', '2026-01-07', '2026-01-11'])
  })

  it('stop for lunch, and are there once where hours overlap', () => {
    const settings = hourly([hours('9:00-11:00 13:00-15:00'), hours('10:00-12:00')])
    expect(times(slots('UTC', settings, ['2026-01-05']))).toBe('09:00 10:00 11:00 13:00 14:00')
  })

  it.each([
    ['22:00-2:00', '22:00 23:00', '00:00 01:00'],
    ['22:00-23:60', '22:00 23:00', ''],
    ['22:00-0:00', '22:00 23:00', ''],
    ['0:00-23:60', '00:00 … 23:00', '00:00 … 23:00'],
    ['10:00-10:00', '', ''],
  ])('of hours %s are %s, and from the day before %s', (text, today, fromYesterday) => {
    const shown = (list: string[]) => (list.length === 24 ? '00:00 … 23:00' : times(list))
    const monday = hourly([hours(text, [1])])
    const always = fromYesterday.includes('…')
    expect(shown(slots('UTC', monday, ['2026-01-05']))).toBe(today)
    expect(shown(slots('UTC', always ? hourly([hours(text, [2])]) : monday, ['2026-01-06']))).toBe(fromYesterday)
  })

  it.each([
    ['Asia/Kathmandu', '2026-01-05T09:00:00+05:45'],
    ['Asia/Kolkata', '2026-01-05T09:00:00+05:30'],
    ['Pacific/Chatham', '2026-01-05T09:00:00+13:45'],
    ['America/St_Johns', '2026-01-05T09:00:00-03:30'],
    ['Pacific/Kiritimati', '2026-01-05T09:00:00+14:00'],
    ['Pacific/Niue', '2026-01-05T09:00:00-11:00'],
  ])('open at nine in %s', (name, first) => {
    expect(slots(name, hourly([hours('9:00-10:00')]), ['2026-01-05'])).toEqual([first])
  })
})

describe('on the days when clocks change', () => {
  it('an hour is missing in spring: what would begin in it begins after it', () => {
    const settings = hourly([hours('1:00-5:00')])
    expect(slots('America/New_York', settings, ['2026-03-08'])).toEqual([
      '2026-03-08T01:00:00-05:00',
      '2026-03-08T03:00:00-04:00',
      '2026-03-08T04:00:00-04:00',
    ])
    expect(slots('Europe/Berlin', hourly([hours('2:00-4:00')]), ['2026-03-29'])).toEqual(['2026-03-29T03:00:00+02:00'])
  })

  it('an hour is there twice in autumn, and both have their slots', () => {
    const settings = hourly([hours('0:00-3:00')])
    expect(slots('America/New_York', settings, ['2026-11-01'])).toEqual([
      '2026-11-01T00:00:00-04:00',
      '2026-11-01T01:00:00-04:00',
      '2026-11-01T01:00:00-05:00',
      '2026-11-01T02:00:00-05:00',
    ])
  })

  it('half an hour moves on Lord Howe Island', () => {
    const settings = hourly([hours('1:00-4:00')])
    expect(slots('Australia/Lord_Howe', settings, ['2026-10-04'])).toEqual([
      '2026-10-04T01:00:00+10:30',
      '2026-10-04T02:30:00+11:00',
    ])
    expect(slots('Australia/Lord_Howe', settings, ['2026-04-05'])).toEqual([
      '2026-04-05T01:00:00+11:00',
      '2026-04-05T01:30:00+10:30',
      '2026-04-05T02:30:00+10:30',
    ])
  })

  it('office hours stay where they are, before and after', () => {
    const settings = hourly([hours('9:00-10:00')])
    expect(slots('America/New_York', settings, ['2026-03-07', '2026-03-09'])).toEqual([
      '2026-03-07T09:00:00-05:00',
      '2026-03-08T09:00:00-04:00',
      '2026-03-09T09:00:00-04:00',
    ])
  })

  it('hours over midnight reach into the changed day', () => {
    const settings = hourly([hours('23:00-4:00', [6])])
    expect(slots('America/New_York', settings, ['2026-03-07', '2026-03-08']).map(text => text.slice(8, 16))).toEqual([
      ...['07T23:00', '08T00:00', '08T01:00', '08T03:00'],
    ])
  })

  it('where midnight itself is skipped the day begins at one', () => {
    // Beirut goes from 2026-03-28 24:00 to 2026-03-29 01:00.
    expect(slots('Asia/Beirut', hourly([hours('0:00-3:00', [0])]), ['2026-03-29'])).toEqual([
      '2026-03-29T01:00:00+03:00',
      '2026-03-29T02:00:00+03:00',
    ])
  })
})

describe('dates of their own', () => {
  const custom = { id: 'd1', date: '2026-01-05', hours: [hour('14:00-15:00')] }
  const settings = { ...hourly([hours('9:00-10:00')]), availabilities: [custom] }
  const both: [string, string] = ['2026-01-05', '2026-01-06']

  it('replace the open hours of their date, and close it when they have none', () => {
    expect(slots('UTC', settings, both)).toEqual(['2026-01-05T14:00:00+00:00', '2026-01-06T09:00:00+00:00'])
    const closed = { ...settings, availabilities: [{ ...custom, hours: [] }] }
    expect(slots('UTC', closed, both)).toEqual(['2026-01-06T09:00:00+00:00'])
  })

  it('are all there is with availabilityType 1, and don’t count with 0', () => {
    expect(slots('UTC', { ...settings, availabilityType: 1 }, both)).toEqual(['2026-01-05T14:00:00+00:00'])
    expect(times(slots('UTC', { ...settings, availabilityType: 0 }, both))).toBe('09:00 09:00')
  })
})

describe('a moment', () => {
  const zone = openTimeZone('UTC') as TimeZone
  const settings = { slotDuration: 30, slotInterval: 15, openHours: [hours('9:00-10:00')] }
  const isStart = (text: string) => {
    const startMs = Date.parse(text)
    return isSlotStart(openSpans(settings, zone, { startMs, endMs: startMs }), startMs, slotRulesOf(settings))
  }

  it.each(['09:00', '09:15', '09:30'])('%s is the start of a slot', time => {
    expect(isStart(`2026-01-05T${time}:00Z`)).toBe(true)
  })
  it.each(['08:45', '09:01', '09:45', '10:00'])('%s is none', time => {
    expect(isStart(`2026-01-05T${time}:00Z`)).toBe(false)
  })
})

describe('looking busy', () => {
  const all = Array.from({ length: 2000 }, (_, index) => index * 1_800_000)

  it.each([0, 25, 60, 100])('hides about %i percent, always the same', percentage => {
    const hidden = all.filter(at => isHidden('calendar', at, percentage))
    expect(hidden.length / 20).toBeGreaterThanOrEqual(percentage - (percentage % 100 === 0 ? 0 : 4))
    expect(hidden.length / 20).toBeLessThanOrEqual(percentage + (percentage % 100 === 0 ? 0 : 4))
    expect(all.filter(at => isHidden('calendar', at, percentage))).toEqual(hidden)
  })

  it('hides others in another calendar', () => {
    const hidden = (id: string) => all.filter(at => isHidden(id, at, 50))
    expect(hidden('one')).not.toEqual(hidden('other'))
  })
})
