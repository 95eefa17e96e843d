import { formatLocale } from '../i18n/locale.ts'
import { t } from './ui-messages.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

const relative = new Intl.RelativeTimeFormat(formatLocale, { numeric: 'auto' })
const exact = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'full', timeStyle: 'long' })
const moment = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'short' })
const dayOnly = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium' })

/** "4 minutes ago", "in 3 days". */
export function relativeWords(atMs: number, now: number): string {
  const away = atMs - now
  const size = Math.abs(away)
  if (size < MINUTE_MS) return t('justNow')
  if (size < HOUR_MS) return relative.format(Math.trunc(away / MINUTE_MS), 'minute')
  if (size < DAY_MS) return relative.format(Math.trunc(away / HOUR_MS), 'hour')
  if (size < 60 * DAY_MS) return relative.format(Math.trunc(away / DAY_MS), 'day')
  return relative.format(Math.trunc(away / (30 * DAY_MS)), 'month')
}

/** The moment to the second with its zone, in the person's own time zone. */
export function exactWords(atMs: number): string {
  return exact.format(atMs)
}

/** "Nov 12, 2026, 9:14 AM", in the person's own time zone. */
export function momentWords(atMs: number): string {
  return moment.format(atMs)
}

/** "12 Nov 2026". */
export function dayWords(atMs: number): string {
  return dayOnly.format(atMs)
}

/** "4 d 9 h", "2 h 5 min", "1 min": how long something still lasts. */
export function spanWords(spanMs: number): string {
  const minutes = Math.max(0, Math.ceil(spanMs / MINUTE_MS))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  const rest = minutes % 60
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`
  return `${minutes} min`
}
