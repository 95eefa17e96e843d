import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from './commands/all.ts'
import { EXIT_CODE_MEANINGS } from './exit-codes.ts'
import { buildProgram } from './program.ts'

/** What a command line prints before anything runs. */
async function printed(...argv: string[]): Promise<string> {
  let text = ''
  const program = buildProgram({
    version: '1.2.3',
    columns: 80,
    perform: async () => {},
    writeOut: chunk => {
      text += chunk
    },
  })
  await program.parseAsync(argv, { from: 'user' }).catch((error: { exitCode?: number }) => {
    if (error.exitCode !== 0) throw error
  })
  return text
}

const everyPath = [...COMMANDS.map(({ path }) => path), 'completion']

describe('pit --help', () => {
  it('names every command, and every exit code', async () => {
    const help = await printed('--help')
    for (const path of everyPath) expect(help).toMatch(new RegExp(`^  ${path}( |$)`, 'm'))
    for (const [code, means] of EXIT_CODE_MEANINGS)
      expect(help).toMatch(new RegExp(`^  ${code} +${means.split(' (')[0]}`, 'm'))
    expect(help).not.toMatch(/^ {2}complete /m)
  })

  it('fits 80 columns', async () => {
    expect(longLines(await printed('--help'))).toEqual([])
  })
})

describe('the completion script', () => {
  it('may be read twice by the same shell', async () => {
    let script = ''
    const duties = {
      version: '1',
      columns: 80,
      perform: async () => {},
      writeOut: (text: string) => void (script += text),
    }
    await buildProgram(duties).parseAsync(['completion', 'bash'], { from: 'user' })
    expect(script).toContain('complete -F __pit_complete pit')
    expect(script).not.toMatch(/readonly/)
  })
})

describe('the help of every command', () => {
  it.each(everyPath)('%s: one clear sentence, an example, and 80 columns', async path => {
    const help = await printed(...path.split(' '), '--help')
    const [usage = '', , sentence = ''] = help.split('\n')
    expect(usage).toContain(`Usage: pit ${path}`)
    expect(sentence).toMatch(/^[A-Z].{15,}/)
    expect(help).toMatch(new RegExp(`^Examples?:\\n( {2}\\$ .*\\n?( {6}.*\\n?)?)*`, 'm'))
    expect(help).toMatch(new RegExp(`\\$ .*pit ${path}`))
    expect(longLines(help)).toEqual([])
  })

  it.each(COMMANDS.map(spec => [spec.path, spec] as const))(
    '%s: its sentence ends with a full stop, its options have none',
    (_, spec) => {
      expect(spec.says).toMatch(/^[A-Z][^.]*\.$/)
      for (const option of spec.options ?? []) expect(option.says).not.toMatch(/\.$/)
    },
  )
})

describe('pit --version', () => {
  it('prints the version', async () => expect(await printed('--version')).toBe('1.2.3\n'))
})

describe('no command', () => {
  it('takes a token, a password or a key as an option', () => {
    const flags = COMMANDS.flatMap(({ options = [] }) => options.map(option => option.flags))
    expect(flags.filter(flag => /--(token|password|secret|key)\b(?!-file)/.test(flag))).toEqual([])
  })

  it('lacks --json', () => {
    const program = buildProgram({ version: '', columns: 80, perform: async () => {}, writeOut() {} })
    const find = (path: string) =>
      path
        .split(' ')
        .reduce<Command | undefined>((parent, name) => parent?.commands.find(child => child.name() === name), program)
    for (const { path } of COMMANDS) expect(find(path)?.options.map(({ long }) => long)).toContain('--json')
  })
})

function longLines(text: string): string[] {
  return text.split('\n').filter(line => line.length > 80)
}
