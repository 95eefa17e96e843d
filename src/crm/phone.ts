import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { refuse } from './wire-error.ts'

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
