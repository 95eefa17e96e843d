import { describe, expect, it } from 'vitest'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import { readRecurrenceRule } from './recurrence-rule.ts'
import { instancesOf, seriesOf } from './series.ts'

const zone = (name: string) => openTimeZone(name) as TimeZone

/** The series as the zone's wall clock shows it. */
function series(rrule: string, start = '2026-01-05T10:00:00Z', name = 'UTC'): string[] {
  const starts = instancesOf(readRecurrenceRule(rrule), new Date(start), zone(name))
  return starts.map(at => zone(name).format(at.getTime()))
}
const dates = (list: string[]) => list.map(text => text.slice(5, 10)).join(' ')

describe('a series', () => {
  it.each([
    ['RRULE:FREQ=DAILY;INTERVAL=1;COUNT=5', '01-05 01-06 01-07 01-08 01-09'],
    ['FREQ=DAILY;INTERVAL=10;COUNT=3', '01-05 01-15 01-25'],
    ['RRULE:FREQ=DAILY;UNTIL=20260107T100000Z', '01-05 01-06 01-07'],
    ['RRULE:FREQ=DAILY;UNTIL=20260107T095959Z', '01-05 01-06'],
    ['RRULE:FREQ=DAILY;UNTIL=20260107', '01-05 01-06 01-07'],
    ['RRULE:FREQ=DAILY;BYDAY=MO,WE;COUNT=4', '01-05 01-07 01-12 01-14'],
    ['RRULE:FREQ=WEEKLY;COUNT=3', '01-05 01-12 01-19'],
    ['RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;COUNT=5', '01-05 01-06 01-11 01-20 01-25'],
    ['RRULE:FREQ=MONTHLY;COUNT=3', '01-05 02-05 03-05'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=31,-1;COUNT=4', '01-05 01-31 02-28 03-31'],
    ['RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3', '01-05 01-13 02-10'],
    ['RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', '01-05 01-30 02-27'],
    ['RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3', '01-05 02-13 03-13'],
    ['RRULE:FREQ=YEARLY;COUNT=3', '01-05 01-05 01-05'],
    ['RRULE:FREQ=DAILY;COUNT=5\nEXDATE:20260106T100000Z,20260108T100000Z', '01-05 01-07 01-09'],
    ['DTSTART:20200101T000000Z\r\nRRULE:FREQ=DAILY;COUNT=2', '01-05 01-06'],
  ])('of %s is on %s', (rrule, expected) => expect(dates(series(rrule))).toBe(expected))

  it('leaves out months and years without the day', () => {
    expect(dates(series('RRULE:FREQ=MONTHLY;COUNT=3', '2026-01-31T10:00:00Z'))).toBe('01-31 03-31 05-31')
    const leap = series('RRULE:FREQ=YEARLY;COUNT=3', '2024-02-29T10:00:00Z')
    expect(leap.map(text => text.slice(0, 10))).toEqual(['2024-02-29', '2028-02-29', '2032-02-29'])
  })

  it('stays at its time of the wall clock when clocks change', () => {
    const start = '2026-03-07T15:30:00Z'
    expect(series('RRULE:FREQ=DAILY;COUNT=3', start, 'America/New_York')).toEqual([
      '2026-03-07T10:30:00-05:00',
      '2026-03-08T10:30:00-04:00',
      '2026-03-09T10:30:00-04:00',
    ])
  })

  it('without an end has 730 appointments', () => {
    expect(series('RRULE:FREQ=DAILY')).toHaveLength(730)
    expect(series('RRULE:FREQ=YEARLY;INTERVAL=999')).toHaveLength(8)
    expect(series('RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=5MO;INTERVAL=12').length).toBeGreaterThan(10)
  })
})

describe('a rule', () => {
  it.each([
    ['RRULE:COUNT=5', 'FREQ'],
    ['RRULE:FREQ=HOURLY', 'FREQ'],
    ['RRULE:FREQ=DAILY;BYSETPOS=1', 'BYSETPOS'],
    ['RRULE:FREQ=DAILY;COUNT=0', 'COUNT'],
    ['RRULE:FREQ=DAILY;INTERVAL=1000', 'INTERVAL'],
    ['RRULE:FREQ=DAILY;UNTIL=tomorrow', 'UNTIL'],
    ['RRULE:FREQ=WEEKLY;BYDAY=2TU', '2TU'],
    ['RRULE:FREQ=MONTHLY;BYDAY=XX', 'BYDAY'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
    ['RRULE:FREQ=YEARLY;BYDAY=MO', 'BYDAY'],
    ['RRULE:FREQ=DAILY\nRRULE:FREQ=DAILY', 'one RRULE line'],
    ['RRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY', 'one RRULE line'],
    ['RRULE:FREQ=DAILY\nEXDATE:x', 'EXDATE'],
    ['every day', 'one RRULE line'],
  ])('%j is refused and says %s', (rrule, says) => expect(() => readRecurrenceRule(rrule)).toThrow(says))

  it.each(['UNTIL=20261301', 'UNTIL=20260101T990000Z'])('is refused with %s, which is no real moment', part => {
    expect(() => series(`RRULE:FREQ=DAILY;${part}`)).toThrow('real moments')
  })

  it('that leaves nothing is refused', () => {
    const first = {
      startAt: new Date('2026-01-05T10:00:00Z'),
      endAt: new Date('2026-01-05T11:00:00Z'),
      zone: zone('UTC'),
    }
    expect(() => seriesOf('RRULE:FREQ=DAILY;COUNT=1\nEXDATE:20260105T100000Z', first)).toThrow('at least one')
    expect(seriesOf(undefined, first)).toEqual({ rrule: null, instanceStarts: null })
    expect(seriesOf(' ', first)).toEqual({ rrule: null, instanceStarts: null })
  })
})
