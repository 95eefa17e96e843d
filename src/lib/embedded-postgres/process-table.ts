import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** True while a process of that id exists, a zombie included. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Tells a process from a later one that was given the same id: on Linux by when it began, elsewhere by the id alone.
 * Undefined once it has ended, collected or not.
 */
export function identify(pid: number): string | undefined {
  if (process.platform !== 'linux') return isAlive(pid) ? `${pid}` : undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program may hold spaces and brackets; behind it come the state and, 19 fields on, the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${pid} ${fields[19]}`
  } catch {
    return undefined
  }
}

/**
 * True when `pid` is a PostgreSQL main process at work on `clusterFolder`, and not a stranger that was given the same id later.
 * A zombie (dead, but never collected, as under a container's process 1) has no working folder and so is not running.
 */
export function isPostmasterOf(clusterFolder: string, pid: number): boolean {
  if (process.platform === 'linux') return workingFolder(pid) === clusterFolder
  if (!isAlive(pid)) return false
  const { stdout } = spawnSync('/bin/ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' })
  return !stdout.startsWith('Z') && stdout.includes(clusterFolder)
}

/** The processes of PostgreSQL that still have `clusterFolder` open: each has it as its working folder. Known on Linux only. */
export function processesIn(clusterFolder: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => workingFolder(pid) === clusterFolder && programName(pid) === 'postgres')
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function programName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return undefined
  }
}
