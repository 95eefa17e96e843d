import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

const MAIN = path.join(import.meta.dirname, '../../src/main.ts')

/** How a run of the command ended, and all it printed. */
export interface PitRun {
  code: number | null
  stdout: string
  stderr: string
  /** What --json printed. Throws when it is not one document. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what its command answers
  json(): any
}

/** What a run may be given: further environment, and what is typed into its pipe. */
export interface PitOptions {
  env?: Record<string, string | undefined>
  input?: string
  cwd?: string
}

/**
 * The real `pit` command in a process of its own, with this environment and no other. What was compiled is kept, as it is
 * where people run it.
 */
export class Pit {
  readonly env: Record<string, string | undefined>

  constructor(env: Record<string, string | undefined>) {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    this.env = { PATH, HOME, NODE_COMPILE_CACHE, TZ: 'Asia/Tokyo', ...env }
  }

  /** Starts it and leaves it running. */
  start(args: readonly string[], { env = {}, cwd }: PitOptions = {}): ChildProcess {
    const warnings = '--disable-warning=ExperimentalWarning'
    return spawn(process.execPath, [warnings, MAIN, ...args], { env: { ...this.env, ...env }, cwd })
  }

  /** Runs it to its end. */
  run(args: readonly string[], options: PitOptions = {}): Promise<PitRun> {
    const child = this.start(args, options)
    child.stdin?.end(options.input ?? '')
    return new Promise((resolve, reject) => {
      let stdout = ''
      let stderr = ''
      child.stdout?.on('data', chunk => (stdout += String(chunk)))
      child.stderr?.on('data', chunk => (stderr += String(chunk)))
      child.once('error', reject)
      child.once('close', code => resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) }))
    })
  }

  /** Runs it and gives what --json printed. Throws what it complained of, if it did not succeed. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  async data(args: readonly string[], options: PitOptions = {}): Promise<any> {
    const ran = await this.run([...args, '--json'], options)
    if (ran.code !== 0) throw new Error(`pit ${args.join(' ')} exited with ${ran.code}: ${ran.stderr}`)
    return ran.json()
  }
}
