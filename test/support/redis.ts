import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A Redis of a test's own. */
export interface TestRedis {
  url: string
  /** SIGSTOP and SIGCONT: it hangs, and goes on. */
  signal(name: NodeJS.Signals): void
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** The Redis or Valkey of this machine; undefined when neither is installed. */
export function findRedisServer(): string | undefined {
  const folders = (process.env.PATH ?? '').split(':')
  const programs = ['valkey-server', 'redis-server'].flatMap(name => folders.map(folder => path.join(folder, name)))
  return programs.find(program => {
    try {
      accessSync(program, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Starts a Redis that keeps nothing on disk, on a port of its own. */
export async function startTestRedis(program: string): Promise<TestRedis> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pit-redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const kill = async () => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const ended = new Promise(resolve => running.once('exit', resolve))
    running.kill('SIGKILL')
    await ended
  }
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    child = spawn(program, args, { stdio: 'ignore' })
    await untilOpen(port)
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    signal: name => void child?.kill(name),
    kill,
    start,
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => setTimeout(resolve, 25, false))
    })
    if (isOpen) return
  }
  throw new Error('Redis did not start')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
