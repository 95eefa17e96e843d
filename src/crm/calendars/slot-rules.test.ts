import { describe, expect, it } from 'vitest'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import type { CalendarSettings } from './calendar.ts'
import { bookableSpan } from './slot-rules.ts'

const NOW = new Date('2026-03-07T15:20:00Z')
const york = openTimeZone('America/New_York') as TimeZone
const span = (settings: CalendarSettings, now = NOW) => {
  const { startMs, endMs } = bookableSpan(settings, york, now)
  return [york.format(startMs), endMs === 8.64e15 ? 'ever' : york.format(endMs)]
}

describe('what can be booked now', () => {
  it.each([
    [{}, '2026-03-07T10:20:00-05:00'],
    [{ allowBookingAfter: 3 }, '2026-03-07T13:20:00-05:00'],
    [{ allowBookingAfter: 24, allowBookingAfterUnit: 'hours' }, '2026-03-08T11:20:00-04:00'],
    [{ allowBookingAfter: 1, allowBookingAfterUnit: 'days' }, '2026-03-08T10:20:00-04:00'],
    [{ allowBookingAfter: 2, allowBookingAfterUnit: 'weeks' }, '2026-03-21T10:20:00-04:00'],
    [{ allowBookingAfter: 1, allowBookingAfterUnit: 'months' }, '2026-04-07T10:20:00-04:00'],
  ] as [CalendarSettings, string][])('begins with notice %j at %s', (settings, first) => {
    expect(span(settings)[0]).toBe(first)
  })

  it.each([
    [{}, 'ever'],
    [{ allowBookingFor: 1 }, '2026-03-09T00:00:00-04:00'],
    [{ allowBookingFor: 1, allowBookingForUnit: 'weeks' }, '2026-03-15T00:00:00-04:00'],
    [{ allowBookingFor: 2, allowBookingForUnit: 'months' }, '2026-05-08T00:00:00-04:00'],
  ] as [CalendarSettings, string][])('ends with range %j at %s', (settings, end) => {
    expect(span(settings)[1]).toBe(end)
  })

  it('never begins in the past, not even in the hour that clocks show twice', () => {
    const second = new Date('2026-11-01T06:30:00Z')
    expect(span({ allowBookingAfter: 0, allowBookingAfterUnit: 'days' }, second)[0]).toBe('2026-11-01T01:30:00-05:00')
  })

  it('counts months to the last day where the next one is shorter', () => {
    const late = new Date('2026-01-31T15:00:00Z')
    expect(span({ allowBookingFor: 1, allowBookingForUnit: 'months' }, late)[1]).toBe('2026-03-01T00:00:00-05:00')
  })
})
