import { invalid } from '../domain/problem.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const UNIT_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS }

/** Reads "+3d", "+12h", "+30m" or "+2w" as milliseconds; undefined when the text is no span. */
export function readSpanMs(text: string): number | undefined {
  const [, amount, unit] = /^\+(\d{1,6})([mhdw])$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return undefined
  return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/** Reads a moment: "+3d" counted from `from`, a date (midnight UTC), or a date with time and zone. */
export function readMoment(field: string, text: string, from: Date): Date {
  const spanMs = readSpanMs(text)
  if (spanMs !== undefined) return new Date(from.getTime() + spanMs)
  const isForm = DATE.test(text) || DATE_TIME.test(text)
  const at = new Date(text.replace(' ', 'T'))
  if (!isForm || Number.isNaN(at.getTime()) || !isOnCalendar(text)) {
    throw invalid(
      field,
      `must be a moment such as 2026-12-31T18:00Z, a date such as 2026-12-31, or a span such as +3d, not "${text}"`,
    )
  }
  return at
}

/** JavaScript takes 30 February for 2 March. */
function isOnCalendar(text: string): boolean {
  const date = text.slice(0, 10)
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date)
}

/** A moment as people read it, in UTC to the minute. */
export function sayMoment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** How long, in its two largest units: "3 d 4 h", "12 min". */
export function saySpan(spanMs: number): string {
  // Rounded, for an overlap of 7 days that began a moment ago is no "6 d 23 h".
  const minutes = Math.round(Math.max(0, spanMs) / MINUTE_MS)
  if (minutes < 1) return '< 1 min'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return withRest(`${hours} h`, minutes % 60, 'min')
  return withRest(`${Math.floor(hours / 24)} d`, hours % 24, 'h')
}

function withRest(text: string, rest: number, unit: string): string {
  return rest === 0 ? text : `${text} ${rest} ${unit}`
}

/** How long ago, in the largest unit: "2 h ago"; "never" when it never was. */
export function sayAgo(at: string | null, now: Date): string {
  if (at === null) return 'never'
  const spanMs = now.getTime() - new Date(at).getTime()
  return spanMs < MINUTE_MS ? 'just now' : `${largest(spanMs, Math.floor)} ago`
}

function largest(spanMs: number, round: (value: number) => number): string {
  if (round(spanMs / HOUR_MS) < 1) return `${round(spanMs / MINUTE_MS)} min`
  if (round(spanMs / DAY_MS) < 1) return `${round(spanMs / HOUR_MS)} h`
  return `${round(spanMs / DAY_MS)} d`
}

/** Until when, in the largest unit: "in 12 d", or "5 d ago" when it is past. */
export function sayUntil(at: string, now: Date): string {
  const spanMs = new Date(at).getTime() - now.getTime()
  if (spanMs < 0) return sayAgo(at, now)
  return `in ${spanMs < MINUTE_MS ? '< 1 min' : largest(spanMs, Math.round)}`
}
