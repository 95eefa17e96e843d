import { addDays, addMonths, type TimeZone } from '../../lib/time-zone.ts'
import type { CalendarSettings } from './calendar.ts'
import { minutesOf } from './calendar-rules.ts'
import type { Span } from './open-hours.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MINUTES = 24 * 60

/** What a calendar's settings come to, in milliseconds. */
export interface SlotRules {
  durationMs: number
  intervalMs: number
  /** Kept free before and after each appointment. */
  preMs: number
  postMs: number
  /** Appointments that may run at the same time, for each person. */
  perSlot: number
  /** Appointments on one date; 0 = as many as fit. */
  perDay: number
}

/** Reads how long slots are and how many appointments they take. */
export function slotRulesOf(settings: CalendarSettings): SlotRules {
  const { slotDuration = 30, slotInterval = 30, slotBuffer = 0, preBuffer = 0 } = settings
  return {
    durationMs: minutesOf(slotDuration, settings.slotDurationUnit) * MINUTE_MS,
    intervalMs: minutesOf(slotInterval, settings.slotIntervalUnit) * MINUTE_MS,
    preMs: minutesOf(preBuffer, settings.preBufferUnit) * MINUTE_MS,
    postMs: minutesOf(slotBuffer, settings.slotBufferUnit) * MINUTE_MS,
    perSlot: settings.appoinmentPerSlot ?? 1,
    perDay: settings.appoinmentPerDay ?? 0,
  }
}

const FOREVER_MS = 8_640_000_000_000_000

/**
 * When a slot may begin that is booked now: not within the minimum notice, not after the last day that bookings are taken
 * for. Days, weeks and months are counted on the calendar's wall clock; the last day counts whole.
 */
export function bookableSpan(settings: CalendarSettings, zone: TimeZone, now: Date): Span {
  const { allowBookingFor = 0, allowBookingForUnit = 'days' } = settings
  const lastDate = dateAfter(zone.dateOf(now.getTime()), allowBookingFor, allowBookingForUnit)
  const endMs = allowBookingFor === 0 ? FOREVER_MS : zone.momentOf(lastDate, DAY_MINUTES)
  return { startMs: afterNotice(settings, zone, now.getTime()), endMs }
}

function afterNotice(settings: CalendarSettings, zone: TimeZone, nowMs: number): number {
  const { allowBookingAfter = 0, allowBookingAfterUnit = 'hours' } = settings
  if (allowBookingAfterUnit === 'hours') return nowMs + allowBookingAfter * HOUR_MS
  const today = zone.dateOf(nowMs)
  const sinceMidnightMs = nowMs + zone.offsetMs(nowMs) - Date.parse(`${today}T00:00:00Z`)
  const date = dateAfter(today, allowBookingAfter, allowBookingAfterUnit)
  // In an hour that clocks show twice the same time of day could be the one that is over.
  return Math.max(nowMs, zone.momentOf(date, sinceMidnightMs / MINUTE_MS))
}

function dateAfter(date: string, amount: number, unit: 'days' | 'weeks' | 'months'): string {
  const whole = Math.ceil(amount)
  if (unit === 'months') return addMonths(date, whole)
  return addDays(date, unit === 'weeks' ? whole * 7 : whole)
}
