import { Problem, type ProblemCode } from '../../domain/problem.ts'
import { spanWords } from './time-words.ts'

const WORDS: Partial<Record<ProblemCode, string>> = {
  sign_in_failed: 'The email or the password is not right.',
  second_factor_failed: 'That was not right, or was used before. Try the next code, or another way.',
  proof_refused: 'That was not right. Try again.',
  proof_not_enough: 'You have a second factor: confirm by a code or a passkey.',
  sign_in_expired: 'This sign-in took too long or too many tries. Start again.',
}

/** Why a sign-in or a proof was refused, in a sentence; undefined for what is no such refusal. */
export function refusalOf(error: unknown): { problem: Problem; says: string } | undefined {
  if (!(error instanceof Problem)) return undefined
  if (error.code === 'sign_in_limited') {
    const seconds = Number(error.facts?.retryAfterSeconds ?? 60)
    return { problem: error, says: `Too many attempts to sign in. Try again in ${spanWords(seconds * 1000)}.` }
  }
  const says = WORDS[error.code]
  return says === undefined ? undefined : { problem: error, says }
}
