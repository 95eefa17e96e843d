import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The programs that a benchmark runs, so that none is left behind. */
export interface Children {
  /** Starts a script of bench/ (or an absolute one) and waits until it says what matches; gives the first group. */
  start(script: string, pattern: RegExp, options?: StartOptions): Promise<string>
  /** Starts a program and waits until it takes connections. */
  open(program: string, args: readonly string[], port: number): Promise<void>
  stop(): Promise<void>
}

export interface StartOptions {
  environment?: Record<string, string>
  flags?: readonly string[]
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
    async open(program, args, port) {
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      children.push(child)
      while (!(await isOpen(port))) {
        if (!isRunning(child)) throw new Error(`${program} ended before it was ready`)
        await sleep(20)
      }
    },
    async stop() {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all(children.filter(isRunning).map(child => once(child, 'exit')))
    },
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
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
