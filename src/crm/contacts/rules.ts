import { refuse } from '../wire-error.ts'

const YEAR_FIRST = /^(\d{4})([-/._])(\d{1,2})\2(\d{1,2})(?:T[0-9:.]{1,15}(?:Z|[+-]\d{2}:?\d{2})?)?$/
const YEAR_LAST = /^(\d{1,2})([-/._])(\d{1,2})\2(\d{4})$/

/** Reads the eight documented formats (year, month, day or month, day, year; - / . _) as YYYY-MM-DD. */
export function normaliseBirthday(text: string | null): string | null {
  const trimmed = text?.trim()
  if (!trimmed) return null
  const [, year, , month, day] = YEAR_FIRST.exec(trimmed) ?? []
  if (year !== undefined) return checkedDay(Number(year), Number(month), Number(day))
  const [, firstMonth, , secondDay, lastYear] = YEAR_LAST.exec(trimmed) ?? []
  return checkedDay(Number(lastYear), Number(firstMonth), Number(secondDay))
}

function checkedDay(year: number, month: number, day: number): string {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isReal) throw refuse('dateOfBirth', 'must be a date such as 1990-09-25, 1990/09/25 or 09/25/1990')
  return date.toISOString().slice(0, 10)
}

const TAGS_MAX = 500

/** Tags are lower case and each is there once. */
export function normaliseTags(tags: readonly string[]): string[] {
  const unique = [...new Set(tags.map(tag => tag.trim().toLowerCase()).filter(tag => tag !== ''))]
  if (unique.length > TAGS_MAX) throw refuse('tags', `must not be more than ${TAGS_MAX} on one contact`)
  return unique
}
