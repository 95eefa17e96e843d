import { invalid } from './problem.ts'

/** A person. What they may do stands in their memberships. */
export interface User {
  id: string
  /** The 20-character id of API v2.0. */
  wireId: string
  email: string
  name: string
}

const PASSWORD_LENGTH_LEAST = 15
const PASSWORD_LENGTH_MOST = 256
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,63}$/u

/** Refuses what cannot be an e-mail address; gives it trimmed. */
export function checkEmail(email: string): string {
  const trimmed = email.trim()
  if (!EMAIL.test(trimmed)) throw invalid('email', 'must be an e-mail address such as name@example.com')
  return trimmed
}

/** NIST 800-63B: length is what counts, nothing is cut off. Words that stand right beside the password are refused. */
export function checkPassword(password: string, context: readonly string[]): void {
  const length = [...password].length
  if (length < PASSWORD_LENGTH_LEAST) {
    throw invalid('password', `must be at least ${PASSWORD_LENGTH_LEAST} characters; a sentence is easy to remember`)
  }
  if (length > PASSWORD_LENGTH_MOST) throw invalid('password', `must be at most ${PASSWORD_LENGTH_MOST} characters`)
  if (new Set(password).size < 5) throw invalid('password', 'must not repeat the same few characters')
  const bare = password.toLowerCase()
  const isOnlyContext = context.some(word => word.length > 3 && bare.replaceAll(word.toLowerCase(), '').length < 8)
  if (isOnlyContext) throw invalid('password', 'must not be made of your name, e-mail address or account')
}
