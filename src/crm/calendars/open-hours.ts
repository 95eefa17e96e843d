import { addDays, type TimeZone, weekdayOf } from '../../lib/time-zone.ts'
import type { CalendarSettings } from './calendar.ts'
import type { Hour } from './calendar-schema.ts'

/** A stretch of time without a break, in milliseconds since 1970; the end is no longer part of it. */
export interface Span {
  startMs: number
  endMs: number
}

/**
 * When a calendar is open from one moment to another: whole stretches, also those that begin before or end after, in the
 * order of their opening. Hours that close before they open close on the next day; those that close when they open are none.
 */
export function openSpans(settings: CalendarSettings, zone: TimeZone, within: Span): Span[] {
  const spans: Span[] = []
  const last = zone.dateOf(within.endMs)
  // From the day before: its evening hours may last past midnight.
  for (let date = addDays(zone.dateOf(within.startMs), -1); date <= last; date = addDays(date, 1)) {
    for (const hour of hoursOn(settings, date)) {
      const span = spanOf(hour, date, zone)
      if (span.endMs > span.startMs && span.startMs <= within.endMs && span.endMs > within.startMs) spans.push(span)
    }
  }
  return spans.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
}

function hoursOn(settings: CalendarSettings, date: string): readonly Hour[] {
  const { availabilityType, availabilities = [], openHours = [] } = settings
  const custom = availabilityType === 0 ? undefined : availabilities.find(one => one.date === date)
  if (custom !== undefined) return custom.hours
  if (availabilityType === 1) return []
  const weekday = weekdayOf(date)
  return openHours.filter(({ daysOfTheWeek }) => daysOfTheWeek.includes(weekday)).flatMap(({ hours }) => hours)
}

const DAY_MINUTES = 24 * 60

function spanOf({ openHour, openMinute, closeHour, closeMinute }: Hour, date: string, zone: TimeZone): Span {
  const opens = openHour * 60 + openMinute
  const closes = closeHour * 60 + closeMinute
  const closesAt = closes < opens ? closes + DAY_MINUTES : closes
  return { startMs: zone.momentOf(date, opens), endMs: zone.momentOf(date, closesAt) }
}
