import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EmbeddedPostgresError } from './error.ts'

/** Held by the one process that may start and stop PostgreSQL on a folder. */
export interface FolderLock {
  release(): void
}

const SQLITE_BUSY = 5

/**
 * Takes the folder for this process, or refuses at once.
 *
 * PostgreSQL's own pid file can't tell a second living owner from what a crash left behind: without a lock of ours, a second
 * process took the first one's database for an orphan and shut it down. Node has no file locks, but its SQLite has: an open
 * exclusive transaction on an empty file is a lock of the kernel. It ends with the process however that dies, so there is no
 * stale lock, no pid to be mistaken, and it holds between containers that share the folder.
 */
export function lockFolder(folder: string, describeHolder: () => string): FolderLock {
  const name = path.join(folder, 'postgres.lock')
  // Made by us, so that nobody else may open it and hold it.
  closeSync(openSync(name, 'a', 0o600))
  const file = new DatabaseSync(name, { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (cause) {
    file.close()
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause
    throw new EmbeddedPostgresError(
      'folder_in_use',
      `The data folder ${folder} is in use by ${describeHolder()}: stop that one first, or choose another folder.`,
      { cause },
    )
  }
  return { release: () => file.close() }
}
