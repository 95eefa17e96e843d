import { TOKEN_PREFIX } from '../domain/token.ts'
import { CommandFailure } from './failure.ts'

const TOKEN_LIKE = new RegExp(`${TOKEN_PREFIX}[0-9A-Za-z]{38}`)

/** Refuses a token among the arguments, without repeating it: the process list and the shell's history show them to others. */
export function refuseTokens(argv: readonly string[]): void {
  if (!argv.some(argument => TOKEN_LIKE.test(argument))) return
  throw new CommandFailure('token_in_arguments', 'invalid', {
    says: 'A token must not be an argument: other users of this machine see it in the process list, and the shell keeps it.',
    hint: 'Put it into a file that only you can read and set PIT_TOKEN_FILE. Rotate this token if others use this machine.',
  })
}
