import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { SERVER_FLAGS } from '../../scripts/lib/server-flags.mjs'
import { randomBase62 } from '../../src/lib/ids.ts'
import type { TestDatabase } from './database.ts'
import { freePort } from './free-port.ts'

/** The real server as a process of its own, that can be killed and started again on the same port and database. */
export interface ServerProcess {
  url: string
  admin: { email: string; password: string }
  /** The settings that hold its keys, for another node of the same house. */
  keys: Record<'TOKEN_PEPPER' | 'KEY_ENCRYPTION_KEY', string>
  /** What it printed so far, both streams. */
  output(): string
  start(): Promise<void>
  /** Of the running process. */
  pid(): number
  /** SIGSTOP and SIGCONT. */
  signal(name: NodeJS.Signals): void
  /** kill -9: no handler runs. */
  kill(): Promise<void>
  /** SIGTERM, and wait for its end. Gives the exit code. */
  stop(): Promise<number | null>
}

const MAIN = path.join(import.meta.dirname, '../../src/main.ts')
const READY_TIMEOUT_MS = 60_000

/** Prepares a server process on a test's database. Its keys and the first admin's password are made for this run. */
export async function createServerProcess(
  testDatabase: Pick<TestDatabase, 'owner'>,
  environment: Record<string, string> = {},
  /** Where its log lines go; they are kept for `output` unless said. */
  logTo: 'pipe' | number = 'pipe',
): Promise<ServerProcess> {
  const port = await freePort()
  const admin = { email: 'mara@example.com', password: randomBase62(24) }
  const keys = { TOKEN_PEPPER: randomKey(), KEY_ENCRYPTION_KEY: randomKey() }
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATABASE_URL: databaseUrl(testDatabase),
    ...keys,
    BOOTSTRAP_ADMIN_EMAIL: admin.email,
    BOOTSTRAP_ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'warn',
    ...environment,
  }
  let child: ChildProcess | undefined
  let output = ''
  return {
    url: `http://127.0.0.1:${port}`,
    admin,
    keys,
    output: () => output,
    pid: () => child?.pid ?? 0,
    async start() {
      const started = spawn(process.execPath, [...SERVER_FLAGS, MAIN], { env, stdio: ['ignore', 'pipe', logTo] })
      child = started
      let printed = ''
      const isReady = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not ready in time: ${printed}`)), READY_TIMEOUT_MS)
        const read = (chunk: Buffer) => {
          printed += chunk.toString()
          output += chunk.toString()
          if (printed.includes('is ready')) resolve(clearTimeout(timer))
        }
        started.stdout?.on('data', read)
        started.stderr?.on('data', read)
        started.once('exit', code => reject(new Error(`ended with ${code}: ${printed}`)))
      })
      await isReady
    },
    signal: name => void child?.kill(name),
    async kill() {
      if (child === undefined || child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async stop() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
      child.kill('SIGTERM')
      const [code] = (await once(child, 'exit')) as [number | null]
      return code
    },
  }
}

/** A key for this run alone. */
function randomKey(): string {
  return Buffer.from(randomBase62(48)).toString('base64')
}

/** The address of a test's database as an operator would write it; a socket's folder goes into the query. */
export function databaseUrl({ owner }: Pick<TestDatabase, 'owner'>): string {
  const query = new URLSearchParams({ host: String(owner.host), user: String(owner.user) })
  if (owner.port !== undefined) query.set('port', String(owner.port))
  if (typeof owner.password === 'string') query.set('password', owner.password)
  return `postgres:///${owner.database}?${query}`
}
