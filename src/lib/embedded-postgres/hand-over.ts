import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lchownSync, readdirSync, statSync } from 'node:fs'
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

/** Root leaves nothing of its own in another user's folder, or that user could not start there again. */
export function giveToOwnerOf(folder: string, file: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  chownSync(file, uid, gid)
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
