import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { readRunningFile } from '../../src/lib/embedded-postgres/running-file.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'

const APP = path.join(import.meta.dirname, '../faults/embedded-postgres-app.ts')

/** What the app says first: where its PostgreSQL answers, or why there is none. */
export interface Greeting {
  pid?: number
  connection?: pg.ClientConfig
  code?: string
  message?: string
}

export interface App {
  child: ChildProcess
  greeting: Greeting
  /** The newest row that it saw committed. */
  committed(): number
  ended: Promise<void>
}

export interface AppOptions {
  dataDir: string
  task?: 'write'
  /** Put in front of `node`: another user, another root … */
  prefix?: string[]
  spawn?: SpawnOptions
  /** The program itself, where it is not that of this repository. */
  program?: string
}

const apps: App[] = []

const END_PATIENCE_MS = 5_000

/** Ends every app that a test has left, even a stopped one, so that a failed test leaves nothing running. */
export async function endApps(): Promise<void> {
  for (const { child, ended } of apps.splice(0)) {
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    const giveUp = setTimeout(() => process.kill(-(child.pid ?? Number.NaN), 'SIGKILL'), END_PATIENCE_MS)
    await ended
    clearTimeout(giveUp)
  }
}

/** Starts a process with a PostgreSQL of its own, in a process group of its own, and waits for its first word. */
export async function startApp({ dataDir, task, prefix = [], spawn: more, program = APP }: AppOptions): Promise<App> {
  const [command = '', ...args] = [...prefix, process.execPath, program, dataDir, ...(task ? [task] : [])]
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...more })
  let last: unknown
  let log = ''
  child.stderr?.on('data', chunk => (log += chunk))
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const app: App = { child, greeting: {}, committed: () => (typeof last === 'number' ? last : 0), ended }
  apps.push(app)
  app.greeting = await new Promise<Greeting>((resolve, reject) => {
    void ended.then(() => reject(new Error(`the app ended without a word: ${log}`)))
    if (!child.stdout) return
    createInterface({ input: child.stdout }).on('line', line => {
      last = JSON.parse(line)
      if (typeof last === 'object') resolve(last as Greeting)
    })
  })
  return app
}

/** kill -9 of the app with its whole process group, and of its PostgreSQL likewise: as `docker kill`, or a lost session. */
export async function killEverything({ child, greeting, ended }: App): Promise<void> {
  process.kill(-(child.pid ?? Number.NaN), 'SIGKILL')
  process.kill(-(greeting.pid ?? Number.NaN), 'SIGKILL')
  await ended
}

/** Folders with a fresh database each, copied from one that is made once; and whatever was started on them, stopped at the end. */
export class DatabaseFolders {
  readonly #started: EmbeddedPostgres[] = []
  #root = ''

  async make(): Promise<void> {
    this.#root = await mkdtemp(path.join(tmpdir(), 'embedded-test-'))
    const postgres = await startEmbeddedPostgres({ dataDir: path.join(this.#root, 'template'), log: () => {} })
    await query(postgres.connection, `create table greeting as select 'hello' as word`)
    await postgres.stop()
  }

  /** A path that does not exist yet. */
  newPath(): string {
    return path.join(this.#root, `folder-${this.#count++}`)
  }

  copy(): string {
    const folder = this.newPath()
    cpSync(path.join(this.#root, 'template'), folder, { recursive: true, verbatimSymlinks: true })
    return folder
  }

  async start(dataDir: string, log: string[] = []): Promise<EmbeddedPostgres> {
    const postgres = await startEmbeddedPostgres({ dataDir, log: (_level, message) => log.push(message) })
    this.#started.push(postgres)
    return postgres
  }

  async stopAll(): Promise<void> {
    for (const postgres of this.#started.splice(0)) await postgres.stop('immediate')
  }

  async remove(): Promise<void> {
    await this.stopAll()
    // Who was killed and never followed by another start has left the folder of its socket.
    for (const folder of readdirSync(this.#root)) {
      const running = readRunningFile(path.join(this.#root, folder))
      if (running) await rm(running.connection.host, { recursive: true, force: true })
    }
    await rm(this.#root, { recursive: true, force: true })
  }

  #count = 0
}

export async function query(connection: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Name and hash of every file of a database, but those in which PostgreSQL notes its own starts. */
export function fingerprint(dataDir: string): Record<string, string> {
  const entries = readdirSync(path.join(dataDir, 'postgres'), { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && !entry.name.startsWith('postmaster.'))
  return Object.fromEntries(
    files
      .map(entry => path.join(entry.parentPath, entry.name))
      .sort()
      .map(file => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  )
}
