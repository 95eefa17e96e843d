import { type Command, Option } from 'commander'
import type { FailureKind } from './exit-codes.ts'
import type { CommandPorts } from './ports.ts'
import type { Screen } from './screen.ts'
import { wrap } from './table.ts'

/** One run of one command: the ways into the world, and how to answer. */
export interface Run {
  ports: CommandPorts
  /** True when the answer goes to a program. */
  isJson: boolean
  screen: Screen
  /** Says something beside the answer (progress, a warning) to the person at the terminal. */
  tell(text: string): void
}

/** What a command answers: as data with --json, as lines for people. */
export interface Answer {
  data: object
  lines: readonly string[]
  /** When what was asked for could be done and what was found is not good. */
  verdict?: FailureKind
}

export const GROUPS = ['Server', 'Integrations', 'Rotation', 'Webhooks', 'Accounts', 'Other'] as const

export interface ArgumentSpec {
  name: string
  says: string
}

export interface OptionSpec {
  /** As commander has it: `--name <text>`. */
  flags: string
  says: string
  isRequired?: boolean
  parse?: (text: string) => unknown
  choices?: readonly string[]
  /** The option (in camel case) that makes no sense beside this one. */
  conflicts?: string
}

/** A command: what help says of it, what it takes, what it does. */
export interface CommandSpec<Options = never> {
  /** `rotate`, or `integrations create`. */
  path: string
  group: (typeof GROUPS)[number]
  /** One sentence. */
  says: string
  /** What else one should know, in paragraphs. */
  more?: readonly string[]
  args?: readonly ArgumentSpec[]
  options?: readonly OptionSpec[]
  /** True when it may act through a server's management API: then it takes --url and --account. */
  isRemote?: boolean
  examples: readonly string[]
  run(run: Run, options: Options, args: readonly string[]): Promise<Answer | undefined>
}

/** Keeps the options' type beside the list of commands, which forgets it: commander hands over what the list declares. */
export function defineCommand<Options>(spec: CommandSpec<Options>): CommandSpec {
  return spec
}

/** What every command that may act through a server takes. */
export interface WhereOptions {
  url?: string
  account?: string
}

const WHERE: readonly OptionSpec[] = [
  { flags: '--url <address>', says: 'act on the server at this address (or PIT_URL)' },
  { flags: '--account <id>', says: 'the account: acc_…, its locationId or its name (or PIT_ACCOUNT)' },
]
const JSON_OPTION: OptionSpec = { flags: '--json', says: 'answer with one JSON document' }

/** How commands are made: what runs them, and how wide their help may be. */
interface Making {
  columns: number
  perform(spec: CommandSpec, options: object, args: string[]): Promise<void>
}

/** Makes commander's command of a spec below its parent, which is made on the way when missing. */
export function addCommand(program: Command, spec: CommandSpec, { columns, perform }: Making): void {
  const words = spec.path.split(' ')
  const parent = words.length === 1 ? program : parentFor(program, words[0] ?? '', spec)
  const command = parent
    .command(words.at(-1) ?? '')
    .description(spec.says)
    .helpGroup(`${spec.group}:`)
  for (const { name, says } of spec.args ?? []) command.argument(name, says)
  for (const option of spec.options ?? []) command.addOption(toOption(option))
  if (spec.isRemote) for (const option of WHERE) command.addOption(toOption(option))
  command.addOption(toOption(JSON_OPTION))
  // Laid out when it is asked for: for all the commands that took longer than what most of them do.
  command.addHelpText('after', () => helpAfter(spec, columns))
  command.action(() => perform(spec, command.opts(), command.processedArgs as string[]))
}

function parentFor(program: Command, name: string, spec: CommandSpec): Command {
  const known = program.commands.find(command => command.name() === name)
  // A command with commands below it would take their options for its own.
  if (known !== undefined) return known.enablePositionalOptions()
  return program
    .command(name)
    .description(`The commands for ${name}.`)
    .helpGroup(`${spec.group}:`)
    .helpCommand(false)
    .configureHelp({ subcommandTerm: termOf })
    .addHelpText('after', `\nHelp for one of them:\n  $ pit ${spec.path} --help`)
}

function toOption({ flags, says, isRequired, parse, choices, conflicts }: OptionSpec): Option {
  const option = new Option(flags, says)
  if (choices !== undefined) option.choices(choices)
  if (parse !== undefined) option.argParser(parse)
  if (conflicts !== undefined) option.conflicts(conflicts)
  return option.makeOptionMandatory(isRequired ?? false)
}

function helpAfter({ more = [], examples }: CommandSpec, columns: number): string {
  const paragraphs = more.map(paragraph => `\n${wrap(paragraph, columns).join('\n')}\n`)
  const title = examples.length === 1 ? 'Example:' : 'Examples:'
  return [...paragraphs, `\n${title}\n`, examples.map(example => `  $ ${example}`).join('\n')].join('')
}

/** A command as the overview names it: all its words, and what must follow. */
export function termOf(command: Command): string {
  const args = command.registeredArguments.map(argument =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  )
  return [...wordsOf(command), ...args].join(' ')
}

function wordsOf(command: Command): string[] {
  return command.parent === null ? [] : [...wordsOf(command.parent), command.name()]
}
