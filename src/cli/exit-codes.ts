import type { ProblemKind } from '../domain/problem.ts'

/** What a failure of a command is, beyond the kinds that every door knows. */
export type FailureKind = ProblemKind | 'check_failed' | 'not_confirmed' | 'interrupted' | 'unexpected'

/** The exit code of each kind; scripts decide by it. The same table stands in docs/cli.md and in `pit --help`. */
const EXIT_CODES: Record<FailureKind, number> = {
  unexpected: 1,
  malformed: 2,
  invalid: 2,
  too_large: 2,
  unsupported: 2,
  misdirected: 2,
  unauthenticated: 3,
  forbidden: 4,
  not_found: 5,
  conflict: 6,
  stale: 6,
  too_many: 7,
  unavailable: 8,
  check_failed: 9,
  not_confirmed: 10,
  interrupted: 130,
}

/** What each exit code says, for people. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: number, means: string])[] = [
  [0, 'done'],
  [1, 'something unforeseen went wrong'],
  [2, 'the command line or its input is not right'],
  [3, 'not signed in, or the token is not valid'],
  [4, 'not allowed'],
  [5, 'there is no such thing'],
  [6, 'not possible in the present state'],
  [7, 'too many attempts; wait'],
  [8, 'the database or the server cannot be reached or started'],
  [9, 'a check found something wrong (doctor, audit verify, import …)'],
  [10, 'not confirmed; nothing was changed'],
  [130, 'interrupted'],
]

/** The exit code for a kind of failure. */
export function exitCodeOf(kind: FailureKind): number {
  return EXIT_CODES[kind]
}
