import { hasLeaked, isEasyToGuess } from './password-strength.ts'
import { invalid } from './problem.ts'

/** A person. What they may do stands in their memberships. */
export interface User {
  id: string
  /** The 20-character id of API v2.0. */
  wireId: string
  email: string
  name: string
}

/** "Maria de la Cruz" has the first name "Maria" and the last name "de la Cruz": accounts keep one name, the wire two. */
export function splitName(name: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = name.trim().split(/\s+/)
  return { firstName, lastName: rest.join(' ') }
}

const PASSWORD_LENGTH_LEAST = 15
/** NIST 800-63B: beside a second factor a password need not stand alone. */
const PASSWORD_LENGTH_LEAST_WITH_FACTOR = 8
const PASSWORD_LENGTH_MOST = 256
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,63}$/u

/** Refuses what cannot be an e-mail address; gives it trimmed. */
export function checkEmail(email: string): string {
  const trimmed = email.trim()
  if (!EMAIL.test(trimmed)) throw invalid('email', 'must be an e-mail address such as name@example.com')
  return trimmed
}

/**
 * NIST 800-63B: length is what counts, nothing is cut off. Words that stand right beside the password and what guessers
 * try first are refused.
 */
export function checkPassword(password: string, context: readonly string[]): void {
  const fault = passwordFault(password, { context })
  if (fault !== undefined) throw invalid('password', fault)
}

/** How long a password must be at least. */
export function passwordLengthLeast(hasSecondFactor: boolean): number {
  return hasSecondFactor ? PASSWORD_LENGTH_LEAST_WITH_FACTOR : PASSWORD_LENGTH_LEAST
}

/** Whether a password is long enough to stand alone. */
export function canStandAlone(password: string): boolean {
  return lengthOf(password) >= PASSWORD_LENGTH_LEAST
}

/** What is wrong with a new password, as a sentence without its subject; undefined when it is taken. */
export function passwordFault(
  password: string,
  { context = [], hasSecondFactor = false }: { context?: readonly string[]; hasSecondFactor?: boolean } = {},
): string | undefined {
  const length = lengthOf(password)
  const least = passwordLengthLeast(hasSecondFactor)
  if (length < least) return `must be at least ${least} characters; a sentence is easy to remember`
  if (length > PASSWORD_LENGTH_MOST) return `must be at most ${PASSWORD_LENGTH_MOST} characters`
  if (new Set(password).size < 5) return 'must not repeat the same few characters'
  const bare = password.toLowerCase()
  const isOnlyContext = context.some(word => word.length > 3 && bare.replaceAll(word.toLowerCase(), '').length < 8)
  if (isOnlyContext) return 'must not be made of your name, e-mail address or account'
  if (hasLeaked(password)) return 'must not be a password that many people use; make a sentence of your own'
  if (isEasyToGuess(password)) {
    return 'must not be made of common words, runs such as 12345 or qwerty and repetitions; add a few words of your own'
  }
  return undefined
}

/** In characters as they are hashed: a letter and its accent are one, however they were typed. */
function lengthOf(password: string): number {
  return [...password.normalize('NFC')].length
}
