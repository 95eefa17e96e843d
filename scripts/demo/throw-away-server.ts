import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A real server in a process of its own, on a database in a temporary folder. */
export interface ThrowAwayServer {
  url: string
  admin: { email: string; password: string }
  /** Ends it and removes everything it wrote. */
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** Ends the server when this process is killed without a chance to do so itself. */
const FOLLOW_PARENT = new URL('../lib/follow-parent.mjs', import.meta.url).href
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

/** What the server needs of this process's environment; settings of a real one must not reach it. */
const INHERITED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LD_LIBRARY_PATH',
  'NODE_COMPILE_CACHE',
  'SystemRoot',
  'USERPROFILE',
]

/** Starts a server with sample data and an admin whose password is made up for this run. */
export async function startThrowAwayServer(): Promise<ThrowAwayServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pit-demo-'))
  const admin = { email: 'mara@example.com', password: randomBytes(18).toString('base64url') }
  const flags = ['--disable-warning=ExperimentalWarning', '--import', FOLLOW_PARENT]
  const child = spawn(process.execPath, [...flags, MAIN, 'serve'], {
    env: {
      ...Object.fromEntries(INHERITED.map(name => [name, process.env[name]])),
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'error',
      BOOTSTRAP_ADMIN_EMAIL: admin.email,
      BOOTSTRAP_ADMIN_PASSWORD: admin.password,
      BOOTSTRAP_ACCOUNT_NAME: 'Lakeside Dental',
      SAMPLE_DATA: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = async () => {
    await end(child)
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    return { url: await addressOf(child), admin, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address that the server prints when it is ready. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (reason: string) => reject(new Error(`The server did not start: ${reason}\n${output}`))
    const timer = setTimeout(() => fail(`no sign of life in ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS)
    const read = (chunk: Buffer) => {
      output += chunk
      const address = /^Open (http:\/\/\S+)$/m.exec(output)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', code => {
      clearTimeout(timer)
      fail(`it ended with code ${code}`)
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}
