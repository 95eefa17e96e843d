import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { askSecret, askYesNo, canAsk, type Terminal } from './terminal.ts'

/** A terminal at which `typed` is typed, one write a key press or paste. */
function terminalTyping(...typed: string[]) {
  let shown = ''
  const modes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (isRaw: boolean) => modes.push(isRaw) })
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  stderr.on('data', chunk => {
    shown += String(chunk)
  })
  for (const keys of typed) setImmediate(() => stdin.write(keys))
  const terminal: Terminal = { stdin, stdout: new PassThrough(), stderr, allowsColor: true }
  return { terminal, shown: () => shown, modes }
}

const never = new AbortController().signal

describe('askSecret', () => {
  it('reads what is typed and shows none of it', async () => {
    const { terminal, shown, modes } = terminalTyping('hun', 'ter2', '\r')
    expect(await askSecret(terminal, 'Password: ', never)).toBe('hunter2')
    expect(shown()).toBe('Password: \n')
    expect(modes).toEqual([true, false])
  })

  it('takes back what is erased', async () => {
    expect(await askSecret(terminalTyping('abx\u007fc', '\r').terminal, '', never)).toBe('abc')
    expect(await askSecret(terminalTyping('wrong\u0015right', '\r').terminal, '', never)).toBe('right')
  })

  it('ends with Ctrl-C, and gives the terminal back', async () => {
    const { terminal, modes } = terminalTyping('abc\u0003')
    await expect(askSecret(terminal, '', never)).rejects.toMatchObject({ name: 'AbortError' })
    expect(modes).toEqual([true, false])
  })

  it('ends when the process is told to stop, and gives the terminal back', async () => {
    const stopping = new AbortController()
    const { terminal, modes } = terminalTyping('ab')
    setImmediate(() => stopping.abort())
    await expect(askSecret(terminal, '', stopping.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(modes).toEqual([true, false])
  })

  it('reads one line from a pipe', async () => {
    const stdin = Readable.from(['a long pass', 'word\r\nmore\n'])
    const terminal: Terminal = { stdin, stdout: new PassThrough(), stderr: new PassThrough(), allowsColor: true }
    expect(canAsk(terminal)).toBe(false)
    expect(await askSecret(terminal, '', never)).toBe('a long password')
  })
})

describe('askYesNo', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['n\n', false],
    ['yep\n', false],
  ])('takes %j for %s', async (typed, isYes) => {
    expect(await askYesNo(terminalTyping(typed).terminal, 'Delete it?', never)).toBe(isYes)
  })
})
