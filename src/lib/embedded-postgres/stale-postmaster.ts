import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './error.ts'
import { isAlive, isPostmasterOf, processesIn } from './process-table.ts'

/** How long each kind of farewell may take before the next, harder one: finish in order, drop everything, kill. */
const FAREWELLS: { signal: NodeJS.Signals; patienceMs: number }[] = [
  { signal: 'SIGINT', patienceMs: 10_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 2_000 },
]
/** Sessions of a killed PostgreSQL notice its death by themselves, unless they are in the middle of a long query. */
const SESSION_PATIENCE_MS = 2_000
const POLL_MS = 10

/**
 * Clears what a killed process left of its PostgreSQL. Only for who holds the folder's lock: then nobody else can rightly be
 * running one here. PostgreSQL itself would refuse to start beside it, and also beside its zombie or a stranger with its id.
 */
export async function clearStalePostmaster(clusterFolder: string, log: (message: string) => void): Promise<void> {
  const pidFile = path.join(clusterFolder, 'postmaster.pid')
  const pid = readPid(pidFile)
  if (pid !== undefined && isPostmasterOf(clusterFolder, pid)) {
    log(`Stopping the PostgreSQL that an earlier run left behind (process ${pid})`)
    await bidFarewell(clusterFolder, pid)
  }
  await endSessions(clusterFolder, log)
  // A pid file of a process that is gone is left to PostgreSQL, which then also looks for shared memory still in use.
  const isMisleading = pid !== undefined && readPid(pidFile) === pid && isAlive(pid)
  if (isMisleading) {
    log(`Removing the pid file of a PostgreSQL that is gone (process ${pid})`)
    rmSync(pidFile, { force: true })
  }
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

async function bidFarewell(clusterFolder: string, pid: number): Promise<void> {
  const isGone = () => !isPostmasterOf(clusterFolder, pid)
  for (const { signal, patienceMs } of FAREWELLS) {
    sendSignal(pid, signal)
    if (await becomesTrue(isGone, patienceMs)) return
  }
  throw new EmbeddedPostgresError(
    'folder_in_use',
    `A PostgreSQL left behind by an earlier run (process ${pid}) does not end: stop it by hand, then start again.`,
  )
}

async function endSessions(clusterFolder: string, log: (message: string) => void): Promise<void> {
  const areGone = () => processesIn(clusterFolder).length === 0
  if (await becomesTrue(areGone, SESSION_PATIENCE_MS)) return
  const left = processesIn(clusterFolder)
  log(`Ending sessions of a PostgreSQL that is gone (processes ${left.join(', ')})`)
  for (const pid of left) sendSignal(pid, 'SIGKILL')
  await becomesTrue(areGone, SESSION_PATIENCE_MS)
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function becomesTrue(condition: () => boolean, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (!condition()) {
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}
