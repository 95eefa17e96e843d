import { addDays, addMonths, type TimeZone, weekdayOf } from '../../lib/time-zone.ts'
import type { Work } from '../work.ts'
import type { Appointment } from './appointment.ts'
import { updateAppointment } from './appointment-store.ts'
import { type RecurrenceRule, RULE_MOMENT, readRecurrenceRule, refuseRule } from './recurrence-rule.ts'

/** As many of one series as are kept; a rule without an end stops there. */
const INSTANCES_MAX = 730
/** Days, weeks, months or years that are looked through for them: a rule may match only a few. */
const PERIODS_MAX = 4000

const DAY_MS = 86_400_000
const LAST_MS = Date.UTC(9998, 0)
const DAYS_MAX = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 } as const

/** The rule of an appointment and when each of its series begins; without a rule it happens once. */
export function seriesOf(
  rrule: string | undefined,
  first: { startAt: Date; endAt: Date; zone: TimeZone },
): Pick<Appointment, 'rrule' | 'instanceStarts'> {
  if (rrule === undefined || rrule.trim() === '') return { rrule: null, instanceStarts: null }
  const instanceStarts = instancesOf(readRecurrenceRule(rrule), first.startAt, first.zone)
  if (instanceStarts.length === 0) throw refuseRule('must leave at least one appointment')
  return { rrule, instanceStarts }
}

/** When each of a series begins, on the same time of the wall clock. The first is always one of them, as RFC 5545 has it. */
export function instancesOf(rule: RecurrenceRule, startAt: Date, zone: TimeZone): Date[] {
  const startMs = startAt.getTime()
  const startDate = zone.dateOf(startMs)
  const minuteOfDay = (startMs + zone.offsetMs(startMs) - Date.parse(`${startDate}T00:00:00Z`)) / 60_000
  const lastMs = rule.until === undefined ? Number.POSITIVE_INFINITY : momentOf(rule.until, zone, 'end')
  const countMax = Math.min(rule.count ?? INSTANCES_MAX, INSTANCES_MAX)
  const starts = new Set([startMs])
  for (let period = 0; period < PERIODS_MAX && starts.size < countMax; period++) {
    // Years of five digits are no dates on the wire.
    if (startMs + period * rule.interval * DAYS_MAX[rule.freq] * DAY_MS > LAST_MS) break
    const moments = datesOf(rule, startDate, period)
      .toSorted()
      .filter(date => date > startDate)
      .map(date => zone.momentOf(date, minuteOfDay))
    for (const at of moments.slice(0, countMax - starts.size)) if (at <= lastMs) starts.add(at)
    if (moments.some(at => at > lastMs)) break
  }
  const excluded = new Set(rule.excluded.map(text => momentOf(text, zone, 'start')))
  return [...starts].filter(at => !excluded.has(at)).map(at => new Date(at))
}

/** The dates of the rule in the so-manieth day, week, month or year since the first. */
function datesOf(rule: RecurrenceRule, startDate: string, period: number): string[] {
  const step = period * rule.interval
  const monthStart = `${startDate.slice(0, 7)}-01`
  switch (rule.freq) {
    case 'DAILY':
      return [addDays(startDate, step)].filter(date => isOnDays(rule, date))
    case 'WEEKLY':
      return daysOfWeek(rule, startDate, step)
    case 'MONTHLY':
      return daysOfMonth(rule, addMonths(monthStart, step), Number(startDate.slice(8)))
    case 'YEARLY':
      return monthDates(addMonths(monthStart, step * 12)).filter(date => date.slice(8) === startDate.slice(8))
  }
}

const isOnDays = ({ byDay }: RecurrenceRule, date: string) =>
  byDay.length === 0 || byDay.some(({ weekday }) => weekday === weekdayOf(date))

/** Weeks begin on Monday. */
function daysOfWeek(rule: RecurrenceRule, startDate: string, step: number): string[] {
  const monday = addDays(startDate, step * 7 - ((weekdayOf(startDate) + 6) % 7))
  const week = Array.from({ length: 7 }, (_, day) => addDays(monday, day))
  const byDay = rule.byDay.length === 0 ? [{ weekday: weekdayOf(startDate) }] : rule.byDay
  return week.filter(date => isOnDays({ ...rule, byDay }, date))
}

function daysOfMonth({ byDay, byMonthDay }: RecurrenceRule, monthStart: string, startDay: number): string[] {
  const dates = monthDates(monthStart)
  const days = byMonthDay.length === 0 && byDay.length === 0 ? [startDay] : byMonthDay
  return dates.filter((date, index) => {
    const isDay = days.includes(index + 1) || days.includes(index - dates.length)
    const isWeekday = byDay.some(({ weekday, ordinal }) => {
      const isNth =
        ordinal === undefined ||
        ordinal === Math.floor(index / 7) + 1 ||
        ordinal === -Math.ceil((dates.length - index) / 7)
      return weekday === weekdayOf(date) && isNth
    })
    return days.length > 0 && byDay.length > 0 ? isDay && isWeekday : isDay || isWeekday
  })
}

function monthDates(monthStart: string): string[] {
  const month = monthStart.slice(0, 7)
  return Array.from({ length: 31 }, (_, day) => addDays(monthStart, day)).filter(date => date.startsWith(month))
}

/** A moment of a rule in milliseconds; a date without a time is its first or its last moment. */
function momentOf(text: string, zone: TimeZone, of: 'start' | 'end'): number {
  const [, year, month, day, hour, minute, second, utc] = RULE_MOMENT.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  const minuteOfDay =
    hour === undefined ? (of === 'end' ? 24 * 60 : 0) : Number(hour) * 60 + Number(minute) + Number(second) / 60
  const isReal = !Number.isNaN(Date.parse(`${date}T00:00:00Z`)) && minuteOfDay <= 24 * 60
  if (!isReal) throw refuseRule(`must have real moments: ${text} is none`)
  return utc === 'Z' ? Date.parse(`${date}T00:00:00Z`) + minuteOfDay * 60_000 : zone.momentOf(date, minuteOfDay)
}

/** Takes one out of its series: it is deleted, or about to get a row of its own. */
export async function leaveSeries(work: Work, series: Appointment, instance: Appointment): Promise<void> {
  const { db, context } = work
  const instanceStarts = series.instanceStarts?.filter(at => at.getTime() !== instance.startAt.getTime()) ?? []
  await updateAppointment(db, context.accountId, { ...series, instanceStarts, updatedAt: context.now })
}
