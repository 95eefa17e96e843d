const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Wall clocks of one time zone, daylight saving included. Moments are milliseconds since 1970, dates `YYYY-MM-DD`. */
export interface TimeZone {
  name: string
  /** What a wall clock there is ahead of UTC at that moment; negative west of Greenwich. */
  offsetMs(atMs: number): number
  dateOf(atMs: number): string
  /**
   * The moment when clocks there show that many minutes after midnight of the date; 1440 and more is the next day. A time
   * that clocks skip is read with the offset before the change, one that they show twice is the first (RFC 5545).
   */
  momentOf(date: string, minuteOfDay: number): number
  /** `2026-03-29T03:30:00+02:00`. */
  format(atMs: number): string
}

/** Asking Intl for a formatter takes 50 µs, so they are kept; names come from callers, so only so many. */
const FORMATTERS_MAX = 500
const formatters = new Map<string, Intl.DateTimeFormat>()

/** The zone of that IANA name; undefined where this machine knows no such zone. */
export function openTimeZone(name: string): TimeZone | undefined {
  const formatter = formatterOf(name)
  if (formatter === undefined) return undefined
  const offsetMs = rememberingDays(atMs => askOffset(formatter, atMs))
  const wallMs = (atMs: number) => atMs + offsetMs(atMs)
  return {
    name,
    offsetMs,
    dateOf: atMs => dateText(wallMs(atMs)),
    momentOf: (date, minuteOfDay) => momentAt(Date.parse(`${date}T00:00:00Z`) + minuteOfDay * MINUTE_MS, offsetMs),
    format: atMs => `${new Date(wallMs(atMs)).toISOString().slice(0, 19)}${offsetText(offsetMs(atMs))}`,
  }
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return dateText(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS)
}

/** The date so many months later; the 31st of a month that has none is its last day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dateText(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)))
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

function dateText(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(0, 10)
}

function momentAt(wallMs: number, offsetMs: (atMs: number) => number): number {
  const before = offsetMs(wallMs - DAY_MS)
  const after = offsetMs(wallMs + DAY_MS)
  const isShown = (offset: number) => offsetMs(wallMs - offset) === offset
  const shown = [before, after].filter(isShown).map(offset => wallMs - offset)
  return shown.length === 0 ? wallMs - before : Math.min(...shown)
}

/** Asks once at both ends of a day and only in days of a change for each moment: a month of slots asks 70 times, not 1,500. */
function rememberingDays(ask: (atMs: number) => number): (atMs: number) => number {
  const days = new Map<number, number | 'changes'>()
  return atMs => {
    const day = Math.floor(atMs / DAY_MS)
    const known = days.get(day) ?? offsetOfDay(ask, day)
    days.set(day, known)
    return known === 'changes' ? ask(atMs) : known
  }
}

function offsetOfDay(ask: (atMs: number) => number, day: number): number | 'changes' {
  const first = ask(day * DAY_MS)
  return ask((day + 1) * DAY_MS - 1) === first ? first : 'changes'
}

const FIELDS = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/

function askOffset(formatter: Intl.DateTimeFormat, atMs: number): number {
  const fields = FIELDS.exec(formatter.format(atMs))?.slice(1).map(Number) ?? []
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = fields
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second)
  // Whole minutes: offsets with seconds ended in 1972, and ISO 8601 cannot write them.
  return Math.round((wallMs - Math.floor(atMs / 1000) * 1000) / MINUTE_MS) * MINUTE_MS
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / MINUTE_MS
  const two = (value: number) => String(value).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function formatterOf(name: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(name)
  if (known !== undefined) return known
  try {
    const formatter = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: name, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
    if (formatters.size >= FORMATTERS_MAX) formatters.clear()
    formatters.set(name, formatter)
    return formatter
  } catch {
    return undefined
  }
}
