import { closeSync, constants, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError, explainFolderFault } from './error.ts'
import { giveToOwnerOf, refuseForeign } from './hand-over.ts'

/** Held by the one process that may start and stop PostgreSQL on a folder. */
export interface FolderLock {
  release(): void
}

const SQLITE_BUSY = 5
/** A process that was just killed may take a moment to be gone, and its lock with it. */
const PATIENCE_MS = 500
/** Commands take a second or two; a backup of a large database takes longer, and then waiting helps nobody. */
const TURN_PATIENCE_MS = 20_000
const POLL_MS = 20

/**
 * Takes the folder for this process, or refuses when another one keeps it.
 *
 * PostgreSQL's own pid file can't tell a second living owner from what a crash left behind: without a lock of ours, a second
 * process took the first one's database for an orphan and shut it down. Node has no file locks, but its SQLite has: an open
 * exclusive transaction on an empty file is a lock of the kernel. It ends with the process however that dies, so there is no
 * stale lock, no pid to be mistaken, and it holds between containers that share the folder.
 */
export async function lockFolder(folder: string, describeHolder: () => string): Promise<FolderLock> {
  return lock(folder, { file: 'postgres.lock', patienceMs: PATIENCE_MS, describeHolder })
}

/**
 * Waits for this process's turn to find or start the database of a folder. A command that starts one for itself keeps its
 * turn until it has stopped it again: whoever came meanwhile would else share a database that is about to go away.
 */
export async function takeTurn(folder: string): Promise<FolderLock> {
  const describeHolder = () => 'a command that started the database for itself'
  return lock(folder, { file: 'turn.lock', patienceMs: TURN_PATIENCE_MS, describeHolder })
}

interface LockOptions {
  file: string
  patienceMs: number
  describeHolder: () => string
}

async function lock(folder: string, { file: lockFile, patienceMs, describeHolder }: LockOptions): Promise<FolderLock> {
  const name = path.join(folder, lockFile)
  makeLockFile(folder, name)
  const file = new DatabaseSync(name, { timeout: 0 })
  const deadline = performance.now() + patienceMs
  while (!tryToLock(file)) {
    if (performance.now() < deadline) await sleep(POLL_MS)
    else {
      file.close()
      throw new EmbeddedPostgresError(
        'folder_in_use',
        `The data folder ${folder} is in use by ${describeHolder()}: stop that one first, or choose another folder.`,
      )
    }
  }
  return { release: () => file.close() }
}

const { O_CREAT, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants
/** What is answered about a link, a folder and a socket. */
const NO_FILE = ['ELOOP', 'EISDIR', 'ENXIO']

/** Made by us, so that nobody else may open it and hold it; and followed nowhere, for the folder's owner may not be who we are. */
function makeLockFile(folder: string, name: string): void {
  let handle: number
  try {
    handle = openSync(name, O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0o600)
  } catch (error) {
    throw NO_FILE.includes((error as NodeJS.ErrnoException).code ?? '')
      ? refuseForeign(name, error)
      : explainFolderFault(error, folder)
  }
  try {
    giveToOwnerOf(folder, { name, handle })
  } finally {
    closeSync(handle)
  }
}

function tryToLock(file: DatabaseSync): boolean {
  try {
    file.exec('begin exclusive')
    return true
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false
    file.close()
    throw error
  }
}
