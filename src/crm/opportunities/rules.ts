import { refuse } from '../wire-error.ts'

/** One end of a span of time: a day of the account's calendar, or an instant. */
export type Bound = { day: string; instant?: undefined } | { instant: Date; day?: undefined }

const MONTH_FIRST = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/
const YEAR_FIRST = /^(\d{4})-(\d{2})-(\d{2})$/
const MILLISECONDS = /^\d{11,15}$/
const INSTANT_MS_MAX = 253_402_300_799_999

/** Reads `mm-dd-yyyy` as documented; clients also send `yyyy-mm-dd` and milliseconds. Nothing for empty text. */
export function readBound(property: string, text = ''): Bound | undefined {
  if (text === '') return undefined
  if (MILLISECONDS.test(text) && Number(text) <= INSTANT_MS_MAX) return { instant: new Date(Number(text)) }
  const [, firstMonth, secondDay, lastYear] = MONTH_FIRST.exec(text) ?? []
  const [, year = lastYear, month = firstMonth, day = secondDay] = YEAR_FIRST.exec(text) ?? []
  return { day: realDay(property, [Number(year), Number(month), Number(day)]) }
}

function realDay(property: string, [year, month, day]: [number, number, number]): string {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isReal) throw refuse(property, 'must be a date as mm-dd-yyyy, such as 01-31-2026')
  return date.toISOString().slice(0, 10)
}

const ORDERS = { added_desc: true, added_asc: false } as const

/** True when the newest come first. */
export function readDescending(order = ''): boolean {
  if (order === '') return true
  if (!Object.hasOwn(ORDERS, order)) throw refuse('order', 'must be one of the following values: added_asc, added_desc')
  return ORDERS[order as keyof typeof ORDERS]
}

/** Reads `startAfter`, the milliseconds of a time. Nothing for empty text. */
export function readStartAfter(text = ''): Date | undefined {
  if (text === '') return undefined
  if (!/^\d{1,15}$/.test(text) || Number(text) > INSTANT_MS_MAX) {
    throw refuse('startAfter', 'must be the milliseconds of a time, as meta.startAfter gave it')
  }
  return new Date(Number(text))
}
