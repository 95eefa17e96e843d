import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** The programs that a benchmark runs, so that none is left behind. */
export interface Children {
  /** Starts a script of bench/ (or an absolute one) and waits until it says what matches; gives the first group. */
  start(script: string, pattern: RegExp, options?: StartOptions): Promise<string>
  stop(): Promise<void>
}

export interface StartOptions {
  environment?: Record<string, string>
  flags?: string[]
  program?: string
  folder?: string
  args?: string[]
}

export function createChildren(): Children {
  const children: ChildProcess[] = []
  return {
    start(script, pattern, { environment = {}, flags = [], program = process.execPath, folder, args = [] } = {}) {
      const child = spawn(program, [...flags, path.resolve(import.meta.dirname, '..', script), ...args], {
        env: { PATH: process.env.PATH, ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
        ...(folder !== undefined && { cwd: folder }),
      })
      children.push(child)
      return firstMatch(child, pattern)
    },
    async stop() {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all(children.filter(isRunning).map(child => once(child, 'exit')))
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', code => reject(new Error(`ended with ${code} before it was ready: ${text}`)))
  })
}
