import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { refuse } from '../wire-error.ts'

const EMAIL_CHARS_MAX = 254

/** The e-mail as it is stored: trimmed, its case kept. Empty text means that there is none. */
export function normaliseEmail(text: string | null): string | null {
  const email = text?.trim()
  if (!email) return null
  if (email.length > EMAIL_CHARS_MAX || !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) {
    throw refuse('email', 'must be an email')
  }
  return email
}

/** International numbers are taken as they are, national ones are read with the country's rules. Gives E.164. */
export function normalisePhone(text: string | null, country: string): string | null {
  const trimmed = text?.trim()
  if (!trimmed) return null
  const phone = readPhone(trimmed, country)
  if (phone === undefined) {
    throw refuse(
      'phone',
      "must be a phone number, with its country code or of the location's country, such as +14155552671",
    )
  }
  return phone
}

/** As `normalisePhone`, but undefined for what is no number: for looking one up. */
export function readPhone(text: string, country: string): string | undefined {
  const international = /^(?:\+|00)([0-9 ().\-/]{5,30})$/.exec(text)?.[1]?.replace(/[^0-9]/g, '')
  if (international !== undefined) return isE164(international) ? `+${international}` : undefined
  if (!isSupportedCountry(country)) return undefined
  const parsed = parsePhoneNumberFromString(text.slice(0, 40), country)
  return parsed?.isPossible() && parsed.number.startsWith('+') ? parsed.number : undefined
}

function isE164(digits: string): boolean {
  return /^[1-9][0-9]{4,14}$/.test(digits)
}

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

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/

/** Reads an ISO 8601 date or instant of the years 1000 to 9999; undefined for anything else. */
export function readInstant(text: string): Date | undefined {
  if (!ISO_INSTANT.test(text)) return undefined
  const hasZone = text.length <= 10 || /(?:Z|[+-]\d{2}:\d{2})$/.test(text)
  const instant = new Date(hasZone ? text : `${text}Z`)
  const year = instant.getUTCFullYear()
  return Number.isNaN(year) || year < 1000 || year > 9999 ? undefined : instant
}

const TAGS_MAX = 500

/** Tags are lower case and each is there once. */
export function normaliseTags(tags: readonly string[]): string[] {
  const unique = [...new Set(tags.map(tag => tag.trim().toLowerCase()).filter(tag => tag !== ''))]
  if (unique.length > TAGS_MAX) throw refuse('tags', `must not be more than ${TAGS_MAX} on one contact`)
  return unique
}

/** The lines of a contact's search text, in their order. */
export const SEARCH_LINES = ['name', 'firstName', 'lastName', 'email', 'phone', 'companyName'] as const

/** What `query` and `contains` look into: one line a field, in lower case, always all lines. JavaScript makes the lower
 * case, because PostgreSQL's own depends on the locale its cluster was made with. */
export function searchText(contact: Record<(typeof SEARCH_LINES)[number], string | null>): string {
  return SEARCH_LINES.map(field => searchable(contact[field] ?? '')).join('\n')
}

/** Text as it stands in a line of the search text. */
export function searchable(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase()
}
