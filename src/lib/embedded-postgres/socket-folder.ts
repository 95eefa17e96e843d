import { chownSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { EmbeddedPostgresError } from './error.ts'

/** The port only names the socket file: nothing listens on TCP. Given everywhere, so that no PGPORT can interfere. */
export const SOCKET_PORT = 5432

const SOCKET_FILE = `.s.PGSQL.${SOCKET_PORT}`
/** What the kernel allows for the path of a socket, its final zero byte aside; macOS allows 4 fewer. */
const SOCKET_PATH_BYTES_MAX = process.platform === 'darwin' ? 103 : 107
/** `mkdtemp` adds six characters to this. */
const FOLDER_PREFIX = 'pg-'

/**
 * A folder for the socket that only one user can enter. A fresh one for each start: in a fixed one, the lock file that a
 * killed PostgreSQL left beside its socket broke 9 of 10 restarts.
 */
export function makeSocketFolder(user: { uid: number; gid: number } | undefined, parents = [tmpdir(), '/tmp']): string {
  const parent = parents.find(candidate => socketPathBytes(candidate) <= SOCKET_PATH_BYTES_MAX)
  if (!parent) {
    throw new EmbeddedPostgresError(
      'socket_path_too_long',
      `The path of the temporary folder ${parents[0]} is too long for a socket: set TMPDIR to a shorter one.`,
    )
  }
  const folder = mkdtempSync(path.join(parent, FOLDER_PREFIX))
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

/** Removes the socket and its lock file, so that a PostgreSQL started again in the same folder finds it fresh. */
export function emptySocketFolder(folder: string): void {
  for (const name of [SOCKET_FILE, `${SOCKET_FILE}.lock`]) rmSync(path.join(folder, name), { force: true })
}

/** Removes the folder, and nothing that is not ours: its name may come from a file. */
export function removeSocketFolder(folder: string): void {
  try {
    emptySocketFolder(folder)
    rmdirSync(folder)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

function socketPathBytes(parent: string): number {
  return Buffer.byteLength(path.join(parent, `${FOLDER_PREFIX}XXXXXX`, SOCKET_FILE))
}
