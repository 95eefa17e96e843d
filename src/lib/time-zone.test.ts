import { describe, expect, it } from 'vitest'
import { addDays, addMonths, openTimeZone, type TimeZone, weekdayOf } from './time-zone.ts'

function zone(name: string): TimeZone {
  const found = openTimeZone(name)
  if (found === undefined) throw new Error(`no zone ${name}`)
  return found
}
const at = (text: string) => Date.parse(text)

describe('a time zone', () => {
  it.each([
    ['UTC', '2026-06-01T12:00:00Z', '2026-06-01T12:00:00+00:00'],
    ['America/New_York', '2026-01-15T12:00:00Z', '2026-01-15T07:00:00-05:00'],
    ['America/New_York', '2026-07-15T12:00:00Z', '2026-07-15T08:00:00-04:00'],
    ['Asia/Kolkata', '2026-07-15T20:00:00Z', '2026-07-16T01:30:00+05:30'],
    ['Asia/Kathmandu', '2026-07-15T20:00:00Z', '2026-07-16T01:45:00+05:45'],
    ['America/St_Johns', '2026-01-15T02:00:00Z', '2026-01-14T22:30:00-03:30'],
    ['Australia/Lord_Howe', '2026-01-15T02:00:00Z', '2026-01-15T13:00:00+11:00'],
    ['Australia/Lord_Howe', '2026-07-15T02:00:00Z', '2026-07-15T12:30:00+10:30'],
    ['Pacific/Kiritimati', '2026-01-01T11:00:00Z', '2026-01-02T01:00:00+14:00'],
    ['Pacific/Niue', '2026-01-01T10:00:00Z', '2025-12-31T23:00:00-11:00'],
  ])('%s shows %s as %s', (name, moment, shown) => {
    expect(zone(name).format(at(moment))).toBe(shown)
    expect(zone(name).dateOf(at(moment))).toBe(shown.slice(0, 10))
  })

  it.each(['', 'Mars/Olympus', 'Europe', 'x'.repeat(5000), '\u0000', '../etc'])('is none by the name %j', name =>
    expect(openTimeZone(name)).toBeUndefined(),
  )

  it('shows each minute of both days of change once, in order, with an offset that leads back to it', () => {
    for (const [name, from] of [
      ['America/New_York', '2026-03-08T00:00:00Z'],
      ['America/New_York', '2026-11-01T00:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T00:00:00Z'],
      ['Africa/Casablanca', '2026-02-15T00:00:00Z'],
    ] as const) {
      for (let minute = 0; minute < 2 * 1440; minute += 15) {
        const moment = at(from) + minute * 60_000
        expect(Date.parse(zone(name).format(moment))).toBe(moment)
      }
    }
  })
})

describe('a wall clock time', () => {
  it.each([
    ['America/New_York', '2026-01-15', 9 * 60, '2026-01-15T14:00:00Z'],
    ['Asia/Kathmandu', '2026-01-15', 9 * 60, '2026-01-15T03:15:00Z'],
    ['America/New_York', '2026-01-15', 26 * 60, '2026-01-16T07:00:00Z'],
    ['America/New_York', '2026-01-15', 24 * 60, '2026-01-16T05:00:00Z'],
  ])('in %s of %s at minute %i is %s', (name, date, minute, moment) => {
    expect(zone(name).momentOf(date, minute)).toBe(at(moment))
  })

  it('that clocks skip is read as if they had not: 02:30 becomes 03:30', () => {
    expect(zone('America/New_York').momentOf('2026-03-08', 150)).toBe(at('2026-03-08T07:30:00Z'))
    expect(zone('Europe/Berlin').momentOf('2026-03-29', 150)).toBe(at('2026-03-29T01:30:00Z'))
  })

  it('that clocks show twice is the first of the two', () => {
    expect(zone('America/New_York').momentOf('2026-11-01', 90)).toBe(at('2026-11-01T05:30:00Z'))
    expect(zone('Europe/Berlin').momentOf('2026-10-25', 150)).toBe(at('2026-10-25T00:30:00Z'))
  })

  it('on either side of a change is not moved by it', () => {
    const york = zone('America/New_York')
    expect(york.momentOf('2026-03-08', 119)).toBe(at('2026-03-08T06:59:00Z'))
    expect(york.momentOf('2026-03-08', 180)).toBe(at('2026-03-08T07:00:00Z'))
    expect(york.momentOf('2026-11-01', 120)).toBe(at('2026-11-01T07:00:00Z'))
  })
})

describe('dates', () => {
  it('go on by days and months, over leap days and the ends of months', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28')
    expect(weekdayOf('2026-03-08')).toBe(0)
  })
})
