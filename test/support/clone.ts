import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { vi } from 'vitest'
import { ROOT } from './repository.ts'

/** A folder with this repository's bootstrap and manifest, and whatever else a test puts there. */
export interface Clone {
  folder: string
  write(file: string, text: string): void
  /** Lets it use the packages that are installed here. */
  linkPackages(): void
  /** Starts a command in it; `remove` ends it. */
  run(command: string[], env?: NodeJS.ProcessEnv): Run
  /** The same for a task of scripts/run.mjs. */
  bootstrap(task: string, ...args: string[]): Run
  remove(): Promise<void>
}

export function makeClone(): Clone {
  const folder = mkdtempSync(path.join(tmpdir(), 'clone-'))
  for (const part of ['scripts', 'package.json', 'package-lock.json', '.npmrc']) {
    cpSync(path.join(ROOT, part), path.join(folder, part), {
      recursive: true,
      filter: file => !file.includes('.test.'),
    })
  }
  const runs: Run[] = []
  const run: Clone['run'] = (command, env) => {
    const started = runIn(folder, command, env)
    runs.push(started)
    return started
  }
  return {
    folder,
    run,
    bootstrap: (task, ...args) => run([process.execPath, 'scripts/run.mjs', task, ...args]),
    write(file, text) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      writeFileSync(path.join(folder, file), text)
    },
    linkPackages: () => symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules')),
    async remove() {
      for (const { child, exitCode } of runs) {
        child.kill('SIGTERM')
        await exitCode
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Run {
  child: ChildProcess
  output(): string
  exitCode: Promise<number | null>
}

/** Runs a command in a clone as from a script: no terminal, and not as a part of this run's own `npm test`. */
function runIn(folder: string, command: string[], env: NodeJS.ProcessEnv = {}): Run {
  const clean = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST|TEST$)/i.test(name))
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: folder,
    env: { ...Object.fromEntries(clean), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  return { child, output: () => output, exitCode: new Promise(resolve => child.once('close', resolve)) }
}

/** A Node of the machine that is too old for our code; undefined where there is none. */
export function findOldNode(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(path.delimiter).map(folder => path.join(folder, 'node'))
  return candidates.find(node => {
    const { stdout, status } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    return status === 0 && Number.parseInt(stdout, 10) < 24
  })
}

/** A server that says who runs it, and does not end by itself. */
export const SERVER = `
  const { pid, version, env } = process
  process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0) }, 50))
  const answer: object = { pid, version, args: process.argv.slice(2), setting: env.SETTING, path: env.PATH?.split(':')[0] }
  console.log('server ' + JSON.stringify(answer))
  setInterval(() => {}, 1000)
`

/** What that server says of itself. */
export interface Server {
  pid: number
  version: string
  args: string[]
  setting?: string
  path: string
}

/** Waits until it says so. */
export async function serverOf(started: Run): Promise<Server> {
  await vi.waitUntil(() => started.output().includes('\nserver {') || started.output().startsWith('server {'), 15_000)
  return JSON.parse(/server (\{.*\})/.exec(started.output())?.[1] ?? '') as Server
}

/** True when that process has ended, collected or not. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}
