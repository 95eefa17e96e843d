import { refuse } from './wire-error.ts'

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
