import type { Usage } from '../api/usage.ts'
import { formatLocale } from '../i18n/locale.ts'

const hour = new Intl.DateTimeFormat(formatLocale, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const day = new Intl.DateTimeFormat(formatLocale, { month: 'short', day: 'numeric' })
const time = new Intl.DateTimeFormat(formatLocale, { hour: '2-digit', minute: '2-digit' })

/** A step of the chart in full: "Nov 17, 07:00". */
export function usageMoment(at: string, step: Usage['step']): string {
  return (step === 'hour' ? hour : day).format(Date.parse(at))
}

/** The same on the axis: hours where it shows one day, else the day. */
export function usageDay(at: string, { range }: Pick<Usage, 'range'>): string {
  return (range === '24h' ? time : day).format(Date.parse(at))
}
