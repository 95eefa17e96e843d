import { spawnSync } from 'node:child_process'
import { chmodSync, fchownSync, fstatSync, lchownSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { EmbeddedPostgresError } from './error.ts'
import type { Installation } from './installation.ts'
import { TOOL_PATH } from './run-as.ts'

interface User {
  uid: number
  gid: number
}

/** Where root lets another user run PostgreSQL: gives that user the database and a way to it, or says what bars the way. */
export function handOver({ dataDir, clusterFolder, binaries, runAs }: Installation): void {
  if (!runAs.user) return
  letPass(dataDir)
  const cluster = statSync(clusterFolder, { throwIfNoEntry: false })
  if (cluster && cluster.uid !== runAs.user.uid) giveTree(clusterFolder, runAs.user)
  for (const place of [dataDir, path.dirname(binaries.postgres)]) {
    if (canEnter(place, runAs.user)) continue
    throw new EmbeddedPostgresError(
      'no_unprivileged_user',
      `PostgreSQL does not run as root, and user id ${runAs.user.uid}, under which it would run, can't enter ${place}: choose a folder that others may pass, or start as an ordinary user.`,
    )
  }
}

/**
 * Root leaves nothing of its own in another user's folder, or that user could not start there again. It gives by the open
 * file, never by the name: that user may have put a link there, or another file of root's.
 */
export function giveToOwnerOf(folder: string, { name, handle }: { name: string; handle: number }): void {
  const file = fstatSync(handle)
  if (!file.isFile() || file.nlink !== 1) throw refuseForeign(name)
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  if (file.uid === uid) return
  // What we have just made has nothing in it yet; whatever has was made by somebody else, for another purpose.
  if (file.uid !== 0 || file.size > 0) throw refuseForeign(name)
  fchownSync(handle, uid, gid)
}

/** The refusal of what stands where a file of ours should be. */
export function refuseForeign(name: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'wrong_owner',
    `${name} is a link, or no file of this server's: remove it, and find out who put it there.`,
    { cause },
  )
}

/** Passing is not listing: the files in the folder stay as private as they are. */
function letPass(folder: string): void {
  const mode = statSync(folder).mode & 0o7777
  if ((mode & 0o011) !== 0o011) chmodSync(folder, mode | 0o011)
}

function giveTree(folder: string, user: User): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    lchownSync(path.join(entry.parentPath, entry.name), user.uid, user.gid)
  }
  // The folder itself comes last: after a crash half-way it is still root's, and the next start begins again.
  lchownSync(folder, user.uid, user.gid)
}

function canEnter(folder: string, user: User): boolean {
  return spawnSync('test', ['-x', folder], { ...user, stdio: 'ignore', env: { PATH: TOOL_PATH } }).status === 0
}
