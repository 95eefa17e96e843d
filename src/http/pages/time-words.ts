import { type Html, html } from './html.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** What a page tells times by: the moment it is made, and the account's time zone. */
export interface TimeSense {
  now: Date
  timezone: string
}

/** How long ago, in one unit; the exact time in the account's zone is the title. */
export function timeAgo(at: Date, sense: TimeSense): Html {
  return stamp(at, agoWords(sense.now.getTime() - at.getTime()), sense)
}

/** The exact time in words: "Nov 22, 2026, 09:14 UTC". */
export function exactTime(at: Date, sense: TimeSense): Html {
  return stamp(at, exactWords(at, sense.timezone), sense)
}

/** A span of time in at most two units: "4 d 9 h", "35 min". */
export function spanWords(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / MINUTE_MS))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return `${minutes} min`
}

/** Whole days that have passed. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / DAY_MS)
}

/** "1 day", "3 days". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function stamp(at: Date, words: string, sense: TimeSense): Html {
  return html`<time datetime="${at.toISOString()}" title="${exactWords(at, sense.timezone)}">${words}</time>`
}

function agoWords(ms: number): string {
  if (ms < MINUTE_MS) return 'just now'
  if (ms < HOUR_MS) return relative.format(-Math.floor(ms / MINUTE_MS), 'minute')
  if (ms < DAY_MS) return relative.format(-Math.floor(ms / HOUR_MS), 'hour')
  return relative.format(-Math.floor(ms / DAY_MS), 'day')
}

function exactWords(at: Date, timezone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ hourCycle: 'h23', timeZone: timezone, timeZoneName: 'short' },
  }).format(at)
}
