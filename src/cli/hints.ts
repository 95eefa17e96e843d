import type { ProblemCode } from '../domain/problem.ts'

/** What to type next. The sentences of problems speak to every door; these speak of `pit` alone. */
const HINTS: Partial<Record<ProblemCode, string>> = {
  session_required: 'Run "pit sign-in --url <address> --email <you>", or set PIT_TOKEN_FILE.',
  token_invalid: 'Check what PIT_TOKEN_FILE or PIT_TOKEN holds, and whether that token has been rotated.',
  rotation_in_progress: 'See "pit integrations show <id>"; then cancel-rotation, expire-now, or rotate --expire-now.',
  rotation_not_in_progress: 'Start one with "pit rotate <id>".',
  rotation_new_token_used: 'To go on all the same: add --confirm.',
  integration_expired: 'Set a later one with "pit integrations edit <id> --expires-at +90d".',
  integration_not_found: 'See "pit integrations list".',
  account_not_found: 'See "pit accounts list".',
  reauthentication_required:
    'At a terminal pit asks by itself; elsewhere run "pit sign-in" again, or set PIT_PASSWORD_FILE (not with a second factor).',
  second_factor_required:
    'At a terminal pit asks for the code; elsewhere set PIT_PASSWORD_FILE and send the code as one line.',
  link_invalid: 'Make a new one: "pit members invite", "pit members reset-password" or "pit members change-email".',
  version_stale: 'See "pit integrations show <id>" for what is there now.',
}

/** The next step for a problem; undefined where its own sentence says all. */
export function hintFor(code: ProblemCode): string | undefined {
  return HINTS[code]
}
