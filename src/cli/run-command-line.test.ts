import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fixedClock } from '../lib/clock.ts'
import { newSecret } from '../lib/secrets.ts'
import { CommandFailure } from './failure.ts'
import type { CommandPorts } from './ports.ts'
import { runCommandLine } from './run-command-line.ts'

/** Runs a command line in a process without a database, and gives all it says. */
async function run(argv: string[], change: Partial<CommandPorts> = {}) {
  const said = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof said) => new PassThrough().on('data', chunk => (said[name] += String(chunk)))
  const nothing = () => {
    throw new CommandFailure('database_missing', 'unavailable', { says: 'There is no database in data.' })
  }
  const code = await runCommandLine(argv, {
    version: '1.2.3',
    terminal: { stdin: new PassThrough(), stdout: stream('stdout'), stderr: stream('stderr'), allowsColor: true },
    clock: fixedClock(),
    environment: { configDir: 'nowhere', operatorName: 'test' },
    signal: new AbortController().signal,
    serve: async () => nothing(),
    settings: nothing,
    openOffice: async () => nothing(),
    openOwner: async () => nothing(),
    sendTestMail: async () => nothing(),
    examineDatabase: async () => nothing(),
    ...change,
  })
  return { code, ...said }
}

afterEach(() => vi.restoreAllMocks())

describe('a command line that is not right', () => {
  it.each([
    ['an unknown command', ['rotat', 'x'], /Unknown command 'rotat'\.\nDid you mean rotate\?/],
    [
      'an unknown option',
      ['rotate', 'x', '--expire-nwo'],
      /Unknown option '--expire-nwo'\.\nDid you mean --expire-now\?/,
    ],
    ['a missing argument', ['rotate'], /Missing required argument 'id'/],
    ['a missing option', ['extend', 'x'], /Required option '--until <moment>' not specified/],
    ['options that exclude each other', ['rotate', 'x', '--expire-now', '--overlap-hours', '3'], /cannot be used with/],
    ['a number that is none', ['rotate', 'x', '--overlap-hours', 'abc'], /--overlap-hours: must be a whole number/],
    ['a group without its command', ['integrations'], /Say which command of "pit integrations": list, create, show/],
    ['an unknown command of a group', ['integrations', 'creat'], /Unknown command 'creat'\.\nDid you mean create\?/],
    [
      'addresses that are none',
      ['integrations', 'edit', 'x', '--allowed-ips', '1.2.3'],
      /--allowed-ips: must be addresses/,
    ],
    [
      'a choice that is none',
      ['integrations', 'list', '--state', 'dead'],
      /Allowed choices are\s+live, disabled, expired/,
    ],
    [
      'an address with a path',
      ['accounts', 'list', '--url', 'https://example.com/x'],
      /must be the address of a server/,
    ],
    ['an address with a password', ['accounts', 'list', '--url', 'https://a:b@example.com'], /must be the address/],
    ['an address without a scheme', ['accounts', 'list', '--url', 'example.com'], /must be the address of a server/],
    ['a sign-in nowhere', ['sign-in', '--email', 'a@example.com'], /Say which server: --url/],
  ])('%s: exit code 2 and a remedy', async (_, argv, says) => {
    const { code, stdout, stderr } = await run(argv)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(says)
  })

  it('is told as JSON to whoever asked for JSON', async () => {
    const { stderr } = await run(['rotat', '--json'])
    const detail = "Unknown command 'rotat'."
    expect(JSON.parse(stderr)).toEqual({ error: { code: 'usage_invalid', detail, fields: [] } })
  })

  it.each([[(secret: string) => ['rotate', secret]], [(secret: string) => ['accounts', 'list', `--token=${secret}`]]])(
    'with a token in it is refused, and the token repeated nowhere',
    async argvWith => {
      const secret = newSecret('pit_')
      const { code, stdout, stderr } = await run([...argvWith(secret), '--json'])
      expect([code, stdout, JSON.parse(stderr).error.code]).toEqual([2, '', 'token_in_arguments'])
      expect(stderr).not.toContain(secret.slice(4, 20))
    },
  )
})

describe('a run', () => {
  it('prints help and version with exit code 0', async () => {
    expect((await run(['--help'])).code).toBe(0)
    expect(await run(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' })
    expect((await run(['version', '--json'])).stdout).toContain('"version": "1.2.3"')
  })

  it('leaves the office it opened, and ends with 130 when it is interrupted', async () => {
    const stopping = new AbortController()
    let isClosed = false
    const never = new Promise<never>(() => {})
    const deps = { database: { read: () => never }, clock: fixedClock() } as never
    const close = async () => {
      isClosed = true
    }
    const openOffice = async () => {
      setImmediate(() => stopping.abort())
      return { deps, close }
    }
    const { code, stderr } = await run(['accounts', 'list'], { signal: stopping.signal, openOffice })
    expect([code, stderr, isClosed]).toEqual([130, 'Interrupted.\n', true])
  })

  it('shows the stack of what nobody foresaw and exits with 1', async () => {
    const { code, stderr } = await run(['serve'], { serve: () => Promise.reject(new TypeError('boom')) })
    expect(code).toBe(1)
    expect(stderr).toMatch(/TypeError: boom\n +at /)
  })
})

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s that asks this command', async shell => {
    const { code, stdout } = await run(['completion', shell])
    expect([code, stdout]).toEqual([0, expect.stringContaining('pit complete --')])
  })

  it('knows no other shell', async () => {
    const { code, stderr } = await run(['completion', 'cmd'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/Allowed\s+choices are zsh, bash, fish/)])
  })

  it.each([
    [['ro'], /^rotate\t/m],
    [['integrations', 'sh'], /^show\t/m],
    [['rotate', '--ov'], /^--overlap-hours\t/m],
    [['integrations', 'list', '--state', ''], /^live\t[\s\S]*^disabled\t[\s\S]*^expired\t/m],
    [['integrations', 'create', '--scopes', 'contacts.w'], /^contacts\.write\tEdit contacts$/m],
  ])('answers %j', async (words, expected) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await run(['complete', '--', ...words])
    expect(log.mock.calls.flat().join('\n')).toMatch(expected)
  })
})
