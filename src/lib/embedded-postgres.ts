import { chmodSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { prepareBinaries } from './embedded-postgres/binaries.ts'
import { createCluster, hasCluster, removeDrafts } from './embedded-postgres/cluster.ts'
import { explainFolderFault } from './embedded-postgres/error.ts'
import { type FolderLock, lockFolder } from './embedded-postgres/folder-lock.ts'
import { handOver } from './embedded-postgres/hand-over.ts'
import type { Installation } from './embedded-postgres/installation.ts'
import type { Log, Settings } from './embedded-postgres/postmaster.ts'
import { identify } from './embedded-postgres/process-table.ts'
import { chooseRunAs, refuseOtherOwner } from './embedded-postgres/run-as.ts'
import {
  clusterFolderIn,
  type EmbeddedPostgresConnection,
  hasLivingOwner,
  isStillRunning,
  readRunningFile,
  removeRunningFile,
  writeRunningFile,
} from './embedded-postgres/running-file.ts'
import { makeSocketFolder, removeSocketFolder, SOCKET_PORT } from './embedded-postgres/socket-folder.ts'
import { clearStalePostmaster } from './embedded-postgres/stale-postmaster.ts'
import { type FinalEnding, type StopMode, Supervisor } from './embedded-postgres/supervisor.ts'
import { makeFolder } from './make-folder.ts'

/** A PostgreSQL of our own, running on a folder and reached through a socket. */
export interface EmbeddedPostgres {
  connection: EmbeddedPostgresConnection
  /** The id of its main process at this moment; it changes when a crashed PostgreSQL was started again. */
  readonly pid: number
  dataDir: string
  /** Ends it: 'fast' drops the sessions and writes everything down, 'immediate' leaves that to the next start. */
  stop(mode?: StopMode): Promise<void>
  /** Settles when it has ended for good, wanted or not; with the error when it could not be kept running. */
  exited: Promise<FinalEnding>
}

export interface EmbeddedPostgresOptions {
  /** Made if missing; the database, its lock and the address of its socket live there. */
  dataDir: string
  log: Log
  /** Settings of postgresql.conf that differ from ours. */
  settings?: Settings
  /** How often within a minute it may die unasked and is started again; 5 unless told. */
  restartsMax?: number
}

/**
 * Starts PostgreSQL on a folder, making the database first if there is none, and keeps it running until `stop`.
 * Call it from the main thread: PostgreSQL ends together with the thread that started it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = makeDataDir(options.dataDir)
  refuseOtherOwner({ dataDir, clusterFolder: clusterFolderIn(dataDir) })
  let lock: FolderLock | undefined
  try {
    lock = await lockFolder(dataDir, () => describeHolder(dataDir))
    return await startLocked(dataDir, lock, options)
  } catch (error) {
    lock?.release()
    throw explainFolderFault(error, dataDir)
  }
}

/** The PostgreSQL that another process runs on that folder, for this process to share; undefined when none runs. */
export function findRunningEmbeddedPostgres(dataDir: string): EmbeddedPostgresConnection | undefined {
  const running = readRunningFile(dataDir)
  return running && isStillRunning(realpathSync(dataDir), running) ? running.connection : undefined
}

async function startLocked(
  dataDir: string,
  lock: FolderLock,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { log, settings = {}, restartsMax } = options
  const installation = await prepareInstallation(dataDir, log)
  const socketFolder = makeSocketFolder(installation.runAs.user)
  const connection = {
    host: socketFolder,
    port: SOCKET_PORT,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
  } as const
  const owner = { ownerPid: process.pid, owner: identify(process.pid) ?? '' }
  const onStarted = (pid: number) => writeRunningFile(dataDir, { connection, pid, ...owner })
  const forget = () => forgetRun(dataDir, socketFolder)
  const onEnded = () => {
    forget()
    lock.release()
  }
  const duties = { socketFolder, settings, log, restartsMax, onStarted, onEnded }
  const supervisor = await Supervisor.start(installation, duties).catch((error: unknown) => {
    forget()
    throw error
  })
  return {
    connection,
    dataDir,
    get pid() {
      return supervisor.pid
    },
    stop: mode => supervisor.stop(mode),
    exited: supervisor.exited,
  }
}

async function prepareInstallation(dataDir: string, log: Log): Promise<Installation> {
  const clusterFolder = clusterFolderIn(dataDir)
  const binaries = await prepareBinaries(path.join(dataDir, 'postgres-libraries'))
  const isOld = hasCluster(clusterFolder, binaries.major)
  const installation = { dataDir, clusterFolder, binaries, runAs: chooseRunAs(clusterFolder) }
  removeDrafts(dataDir)
  const earlier = readRunningFile(dataDir)
  if (earlier) forgetRun(dataDir, earlier.connection.host)
  handOver(installation)
  if (isOld) {
    // A folder that came back from a copy often has lost its modes, and PostgreSQL refuses what others could read.
    chmodSync(clusterFolder, 0o700)
    await clearStalePostmaster(clusterFolder, message => log('warn', message))
  } else {
    log('info', `Making a new database in ${dataDir}`)
    await createCluster(installation)
  }
  return installation
}

function forgetRun(dataDir: string, socketFolder: string): void {
  removeRunningFile(dataDir)
  removeSocketFolder(socketFolder)
}

function makeDataDir(dataDir: string): string {
  const folder = path.resolve(dataDir)
  try {
    makeFolder(folder)
    return realpathSync(folder)
  } catch (error) {
    throw explainFolderFault(error, folder)
  }
}

function describeHolder(dataDir: string): string {
  const running = readRunningFile(dataDir)
  return running && hasLivingOwner(running) ? `process ${running.ownerPid}` : 'another process that is just starting'
}
