import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { SERVER_FLAGS } from '../../scripts/lib/server-flags.mjs'

const children: ChildProcess[] = []

/** Starts a script of this folder (or of the product) as a process of its own. */
export function startScript(script: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [...SERVER_FLAGS, path.join(import.meta.dirname, script)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

/** What the first line that fits the pattern says. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', code => reject(new Error(`ended with ${code}: ${text}`)))
  })
}

export async function endScript(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Ends all that were started, the last one first. */
export async function endScripts(): Promise<void> {
  for (const child of children.toReversed()) await endScript(child)
}
