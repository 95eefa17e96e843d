import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { giveToOwnerOf, refuseForeign } from './hand-over.ts'
import { identify, isPostmasterOf } from './process-table.ts'

/** How to reach an embedded PostgreSQL; can be handed to the `pg` package as it is. */
export interface EmbeddedPostgresConnection {
  /** The folder of the socket; only the user who started PostgreSQL can enter it. */
  host: string
  port: number
  user: string
  database: string
  ssl: false
}

/** What the process that started PostgreSQL leaves beside the database for others to find it. */
export interface RunningFile {
  connection: EmbeddedPostgresConnection
  pid: number
  ownerPid: number
  /** Of `identify`: an id alone may by now be another process's. */
  owner: string
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'postgres.running.json')

/** The folder of the cluster itself, inside the data folder. */
export const clusterFolderIn = (dataDir: string): string => path.join(dataDir, 'postgres')

/** Written whole or not at all, so that no reader sees half of it. */
export function writeRunningFile(dataDir: string, running: RunningFile): void {
  const draft = `${fileIn(dataDir)}.new`
  const handle = openNew(draft)
  try {
    giveToOwnerOf(dataDir, { name: draft, handle })
    writeFileSync(handle, JSON.stringify(running))
  } finally {
    closeSync(handle)
  }
  renameSync(draft, fileIn(dataDir))
}

/** A leftover goes first, and nothing that somebody puts there meanwhile is written to: not even through a link. */
function openNew(draft: string): number {
  try {
    rmSync(draft, { force: true })
    return openSync(draft, 'wx', 0o600)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw ['EEXIST', 'EISDIR', 'ERR_FS_EISDIR'].includes(code) ? refuseForeign(draft, error) : error
  }
}

/** What was last written, whether or not it still runs. */
export function readRunningFile(dataDir: string): RunningFile | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as RunningFile
  } catch {
    return undefined
  }
}

export function removeRunningFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true })
}

/** True while the process that wrote that file lives. */
export function hasLivingOwner(running: RunningFile): boolean {
  return identify(running.ownerPid) === running.owner
}

/** True while the PostgreSQL of that file lives, with its owner: an orphan is about to end, or to be ended. */
export function isStillRunning(dataDir: string, running: RunningFile): boolean {
  const { host, port } = running.connection
  return (
    hasLivingOwner(running) &&
    isPostmasterOf(clusterFolderIn(dataDir), running.pid) &&
    existsSync(path.join(host, `.s.PGSQL.${port}`))
  )
}
