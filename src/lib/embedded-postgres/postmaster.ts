import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { explainFailure } from './failures.ts'
import { childOptions, commandLine, type Installation } from './installation.ts'
import { SOCKET_PORT } from './socket-folder.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string) => void
export type Settings = Record<string, string | number | boolean>

/** How PostgreSQL's main process ended. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/** PostgreSQL's main process, ready for connections. */
export interface Postmaster {
  pid: number
  ended: Promise<Ending>
  send(signal: NodeJS.Signals): void
}

/**
 * Small on purpose: it shares the machine with its only client. No TCP. What the log says about failed statements leaves
 * out their text and the rows they name, for both hold people's data.
 */
const SETTINGS: Settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: 100,
  max_worker_processes: 2,
  max_parallel_workers: 0,
  max_logical_replication_workers: 0,
  autovacuum_max_workers: 2,
  io_method: 'sync',
  jit: false,
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: false,
}

const COMPLAINT_CHARS_MAX = 8_000
const READY = 'database system is ready to accept connections'
const LEVELS: Record<string, LogLevel> = { WARNING: 'warn', FATAL: 'warn', PANIC: 'error' }

/** Starts PostgreSQL in a session of its own and waits until it takes connections, its recovery after a crash included. */
export async function startPostmaster(
  installation: Installation,
  options: { socketFolder: string; settings: Settings; log: Log },
): Promise<Postmaster> {
  const program = installation.binaries.postgres
  const settings = { ...SETTINGS, ...options.settings }
  const [command, args] = commandLine(installation, program, [
    ...['-D', installation.clusterFolder, '-k', options.socketFolder, '-p', String(SOCKET_PORT)],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  // Detached: Ctrl-C in a terminal reaches the whole process group, and would end the database before its client has drained.
  const child = spawn(command, args, {
    ...childOptions(installation),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = endingOf(child)
  await untilReady(child, installation.dataDir, options.log)
  return { pid: child.pid as number, ended, send: signal => void child.kill(signal) }
}

type Child = ChildProcessByStdio<null, null, Readable>

async function endingOf(child: Child): Promise<Ending> {
  // A program that could not be run at all ends with an error event; `untilReady` explains it.
  const [code, signal] = await once(child, 'exit').catch(() => [null, null])
  return { code, signal }
}

function untilReady(child: Child, dataDir: string, log: Log): Promise<void> {
  let output = ''
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', line => {
      output = `${output}\n${line}`.slice(-COMPLAINT_CHARS_MAX)
      log(levelOf(line), `postgres: ${line}`)
      if (line.includes(READY)) resolve()
    })
    child.once('error', error => reject(explainFailure(error.message, dataDir, error)))
    // "close" and not "exit": by then its last words have been read.
    child.once('close', () => reject(explainFailure(output, dataDir)))
  })
}

function levelOf(line: string): LogLevel {
  return LEVELS[/^([A-Z]+):/.exec(line)?.[1] ?? ''] ?? 'debug'
}
