import { Command, type Help } from 'commander'
import { addCommand, type CommandSpec, termOf } from './command.ts'
import { COMMANDS } from './commands/all.ts'
import { addCompletion } from './completion.ts'
import { EXIT_CODE_MEANINGS } from './exit-codes.ts'

/** Beside the longest command 39 columns of 80 are left for what it does; commander wraps nothing narrower than 40 by itself. */
const WRAPPED_MIN = 30

/** What the program does with what commander found. */
export interface ProgramDuties {
  version: string
  columns: number
  perform(spec: CommandSpec, options: object, args: string[]): Promise<void>
  writeOut(text: string): void
}

const SAYS = [
  'Private integrations from the command line.',
  'Commands act on this machine’s database, as its operator. With --url (or PIT_URL) they act on a running server, with what you or your token may do there.',
].join('\n\n')

/** The whole command line. Nothing runs before it is given arguments. */
export function buildProgram({ version, columns, perform, writeOut }: ProgramDuties): Command {
  const program = new Command('pit')
    .description(SAYS)
    .usage('<command> [options]')
    .helpOption('-h, --help', 'show help')
    .version(version, '-V, --version', 'show the version')
    .exitOverride()
    // Each option belongs to the command it stands behind: "audit" and "audit verify" have some of the same name.
    .enablePositionalOptions()
    // Failures are told in one place, by their code: nothing is written here.
    .configureOutput({ writeOut, writeErr: () => {}, outputError: () => {}, getOutHelpWidth: () => columns })
    .addHelpText('after', AFTER)
  for (const spec of COMMANDS) addCommand(program, spec, { columns, perform })
  addCompletion(program, writeOut)
  return program.configureHelp({ visibleCommands, subcommandTerm: termOf, visibleOptions, minWidthToWrap: WRAPPED_MIN })
}

/** The overview names every command in full, so that nobody must ask twice. */
function visibleCommands(this: Help, command: Command): Command[] {
  const visible = command.commands.filter(child => !(child as Command & { _hidden?: boolean })._hidden)
  return command.parent === null
    ? visible.flatMap(child => [...(isCommand(child) ? [child] : []), ...child.commands])
    : visible
}

/** A word like "integrations" only gathers commands; "audit" is one itself. */
function isCommand(command: Command): boolean {
  return command.commands.length === 0 || COMMANDS.some(({ path }) => path === command.name())
}

/** Options as they were declared, with help last. */
function visibleOptions(this: Help, command: Command) {
  const options = command.options.filter(option => !option.hidden)
  const help = command.createOption('-h, --help', 'show help')
  return [...options, help]
}

const AFTER = `
Environment:
  PIT_URL, PIT_ACCOUNT      what --url and --account say when they are not given
  PIT_TOKEN_FILE            a file with a token to act with (or PIT_TOKEN)
  PIT_PASSWORD_FILE         a file with the password for sign-in
  NO_COLOR                  no colours
  DATA_DIR, DATABASE_URL …  the server's own settings: docs/config.md

Exit codes:
${EXIT_CODE_MEANINGS.map(([code, means]) => `  ${String(code).padEnd(5)}${means}`).join('\n')}

Examples:
  $ pit integrations create --name "Order sync" --scopes contacts.readonly
  $ pit rotate "Order sync" --overlap-hours 24
  $ pit rotate --help`
