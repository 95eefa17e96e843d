import { execFile } from 'node:child_process'
import {
  closeSync,
  fsyncSync,
  lchownSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError } from './error.ts'
import { explainFailure } from './failures.ts'
import { childOptions, commandLine, type Installation } from './installation.ts'

const DRAFT_PREFIX = 'postgres.init-'

/**
 * True when the folder holds a database of this version, false when there is none yet.
 * Whatever else lies there is refused: a database must never be made over what may be somebody's data.
 */
export function hasCluster(clusterFolder: string, major: number): boolean {
  const files = listFolder(clusterFolder)
  if (files.length === 0) return false
  const version = files.includes('PG_VERSION')
    ? readFileSync(path.join(clusterFolder, 'PG_VERSION'), 'utf8').trim()
    : ''
  if (!/^\d+$/.test(version)) {
    throw new EmbeddedPostgresError(
      'not_a_database_folder',
      `${clusterFolder} holds files but no readable PG_VERSION, so it is no whole database: move it away or restore it from a backup; nothing in it was changed.`,
    )
  }
  if (Number(version) !== major) {
    throw new EmbeddedPostgresError(
      'other_major_version',
      `${clusterFolder} was made by PostgreSQL ${version} and this is PostgreSQL ${major}: take a backup with the release that made it, move the folder away and restore the backup; nothing in it was changed.`,
    )
  }
  return true
}

/** Makes a new database: elsewhere first and moved in place when whole, so that a crash leaves no half of one. */
export async function createCluster(installation: Installation): Promise<void> {
  const { dataDir, clusterFolder, runAs } = installation
  const draft = mkdtempSync(path.join(dataDir, DRAFT_PREFIX))
  if (runAs.user) lchownSync(draft, runAs.user.uid, runAs.user.gid)
  try {
    await runInitdb(installation, draft)
    renameSync(draft, clusterFolder)
    syncFolder(dataDir)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Removes what a crash during `createCluster` left behind. */
export function removeDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(DRAFT_PREFIX)) rmSync(path.join(dataDir, name), { recursive: true, force: true })
  }
}

/**
 * The built-in locale sorts alike on every machine: with the C library's own, a folder moved to another machine could have
 * indexes in the wrong order. "trust" is safe because the socket lies in a folder that only its owner can enter.
 */
const INITDB_OPTIONS = [
  ...['--username=postgres', '--auth=trust', '--encoding=UTF8', '--data-checksums', '--no-instructions'],
  ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
]

async function runInitdb(installation: Installation, draft: string): Promise<void> {
  const [command, args] = commandLine(installation, installation.binaries.initdb, ['-D', draft, ...INITDB_OPTIONS])
  try {
    await promisify(execFile)(command, args, childOptions(installation))
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    throw explainFailure(stderr || message, installation.dataDir, error)
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Without this, a power cut could forget the move although the files themselves are safe. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
