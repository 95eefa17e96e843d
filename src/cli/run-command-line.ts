import { CommanderError } from 'commander'
import type { Answer, CommandSpec, Run } from './command.ts'
import { COMMANDS } from './commands/all.ts'
import { exitCodeOf } from './exit-codes.ts'
import { CommandFailure, type Explained, explain } from './failure.ts'
import { failureJson, failureText } from './failure-text.ts'
import type { CommandPorts } from './ports.ts'
import { buildProgram } from './program.ts'
import { type Screen, screenFor, toJson } from './screen.ts'
import { reflow } from './table.ts'
import { refuseTokens } from './token-in-arguments.ts'

/** Does what the arguments ask for and gives the exit code. Everything it says goes through the ports' terminal. */
export async function runCommandLine(argv: readonly string[], ports: CommandPorts): Promise<number> {
  // Read here, because a command line that can't be parsed is answered in the form it asked for, too.
  const isJson = argv.includes('--json')
  try {
    refuseTokens(argv)
    return await parse(argv, ports, isJson)
  } catch (error) {
    const explained = explain(toFailure(error, argv, ports.signal))
    tellFailure(explained, ports, isJson)
    return exitCodeOf(explained.kind)
  }
}

async function parse(argv: readonly string[], ports: CommandPorts, isJson: boolean): Promise<number> {
  const { stdout, allowsColor } = ports.terminal
  const screen = screenFor(stdout, allowsColor)
  let exitCode = 0
  const program = buildProgram({
    version: ports.version,
    columns: screen.columns,
    writeOut: text => void stdout.write(text),
    async perform(spec, options, args) {
      exitCode = await perform({ spec, options, args }, runOf(ports, screen, isJson))
    },
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    throw error
  }
}

function runOf(ports: CommandPorts, screen: Screen, isJson: boolean): Run {
  const tell = (text: string) => void (isJson || ports.terminal.stderr.write(`${text}\n`))
  return { ports, isJson, screen, tell }
}

async function perform(wish: { spec: CommandSpec; options: object; args: string[] }, run: Run): Promise<number> {
  const answer = await wish.spec.run(run, wish.options as never, wish.args)
  if (answer === undefined) return 0
  run.ports.terminal.stdout.write(`${textOf(answer, run)}\n`)
  return answer.verdict === undefined ? 0 : exitCodeOf(answer.verdict)
}

function textOf(answer: Answer, { isJson, screen }: Run): string {
  return isJson ? toJson(answer.data, 2) : reflow(answer.lines, screen.columns).join('\n')
}

/** What commander and an abort throw, in the words of this command line. */
function toFailure(error: unknown, argv: readonly string[], signal: AbortSignal): unknown {
  // A server is told to stop by the same signal: what goes wrong then is worth its own words.
  const isStopped = signal.aborted && argv[0] !== 'serve'
  if (isStopped || (error as Error | undefined)?.name === 'AbortError') {
    return new CommandFailure('interrupted', 'interrupted', { says: 'Interrupted.' })
  }
  if (!(error instanceof CommanderError)) return error
  if (error.code === 'commander.help') {
    const [name = ''] = argv
    const choices = COMMANDS.filter(({ path }) => path.startsWith(`${name} `)).map(({ path }) =>
      path.slice(name.length + 1),
    )
    return new CommandFailure('usage_invalid', 'invalid', {
      says: `Say which command of "pit ${name}": ${choices.join(', ')}.`,
      hint: 'See "pit --help".',
    })
  }
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const says = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.)]$/.test(first) ? '' : '.'}`
  const suggestion = rest.join(' ').replace(/^\((.*)\)$/, '$1')
  return new CommandFailure('usage_invalid', 'invalid', { says, hint: suggestion || `See "${helpOf(argv)}".` })
}

/** Where to read on: the help of the command that was meant, else that of all. */
function helpOf(argv: readonly string[]): string {
  const line = `${argv.join(' ')} `
  const meant = COMMANDS.map(({ path }) => path).filter(path => line.startsWith(`${path} `))
  const longest = meant.toSorted((one, other) => other.length - one.length)[0]
  return longest === undefined ? 'pit --help' : `pit ${longest} --help`
}

function tellFailure(explained: Explained, { terminal, clock }: CommandPorts, isJson: boolean): void {
  const screen = screenFor(terminal.stderr, terminal.allowsColor)
  terminal.stderr.write(`${isJson ? failureJson(explained) : failureText(explained, screen, clock.now())}\n`)
}
