import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'

/** The three streams, with what only a terminal has. */
export interface Terminal {
  stdin: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean; columns?: number }
  /** False with NO_COLOR or a terminal that knows none. */
  allowsColor: boolean
}

/** True when someone is there to answer: questions go to stderr, so that stdout stays what was asked for. */
export function canAsk({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** Asks for yes or no; only a clear yes counts. */
export async function askYesNo({ stdin, stderr }: Terminal, question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal })
    return /^\s*y(es)?\s*$/i.test(answer)
  } finally {
    lines.close()
  }
}

/** Reads one line from a pipe, or from the keyboard without showing what is typed. */
export async function askSecret(terminal: Terminal, question: string, signal: AbortSignal): Promise<string> {
  const { stdin, stderr } = terminal
  if (!canAsk(terminal) || stdin.setRawMode === undefined) return firstLine(stdin)
  // Before the question stands there: who types ahead would else be shown the password.
  stdin.setRawMode(true)
  stderr.write(question)
  try {
    return await typedLine(stdin, signal)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

const LINE_LENGTH_MAX = 4096

async function firstLine(stdin: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stdin) {
    text += String(chunk)
    if (text.includes('\n') || text.length > LINE_LENGTH_MAX) break
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}

const ENTER = new Set(['\r', '\n', '\u0004'])
const CTRL_C = '\u0003'
const ERASE = new Set(['\u007f', '\b'])
const CTRL_U = '\u0015'

function typedLine(stdin: Readable, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = []
    const finish = (end: () => void) => {
      stdin.removeListener('data', read)
      signal.removeEventListener('abort', interrupt)
      end()
    }
    const read = (chunk: Buffer | string) => {
      for (const key of String(chunk)) {
        if (ENTER.has(key)) return finish(() => resolve(typed.join('')))
        // In raw mode the terminal no longer makes a signal of Ctrl-C.
        if (key === CTRL_C) return interrupt()
        if (ERASE.has(key)) typed.pop()
        else if (key === CTRL_U) typed = []
        else if (key >= ' ') typed.push(key)
      }
      return undefined
    }
    const interrupt = () => finish(() => reject(new DOMException('interrupted', 'AbortError')))
    signal.addEventListener('abort', interrupt)
    stdin.on('data', read)
  })
}
