import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { EmbeddedPostgresError } from './error.ts'

/** PostgreSQL refuses to run as root; this is under whom, and behind which commands, its programs run. */
export interface RunAs {
  prefix: string[]
  /** Only when root hands the work to another user. */
  user?: { uid: number; gid: number }
}

const NOBODY = 65534
const USER_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--']
/** Ends PostgreSQL in good order when the process that started it is killed. */
const END_WITH_PARENT = ['setpriv', '--pdeathsig', 'INT', '--']
/** In this order: the first that the machine has. */
const FALLBACK_USERS = ['postgres', 'node', 'nobody']
/** Tools are looked up here and nowhere else: the caller's own PATH is not our business. */
export const TOOL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Decides under whom PostgreSQL runs on `clusterFolder`, which need not exist yet. */
export function chooseRunAs(clusterFolder: string): RunAs {
  const owner = ownerOf(clusterFolder)
  const self = process.getuid?.() ?? NOBODY
  const endWithParent = works(END_WITH_PARENT) ? END_WITH_PARENT : []
  if (self !== 0) {
    if (owner && owner.uid !== self) throw wrongOwner(clusterFolder, owner.uid, self)
    return { prefix: endWithParent }
  }
  if (owner && owner.uid !== 0) return { prefix: endWithParent, user: owner }
  if (works(USER_NAMESPACE)) return { prefix: [...USER_NAMESPACE, ...endWithParent] }
  return { prefix: endWithParent, user: unprivilegedUser(readFileSync('/etc/passwd', 'utf8')) }
}

/** The first of the usual unprivileged users that /etc/passwd names. */
export function unprivilegedUser(passwd: string): { uid: number; gid: number } {
  const entries = passwd.split('\n').map(line => line.split(':'))
  for (const name of FALLBACK_USERS) {
    const [, , uid, gid] = entries.find(entry => entry[0] === name) ?? []
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new EmbeddedPostgresError(
    'no_unprivileged_user',
    'PostgreSQL does not run as root, and this machine has neither user namespaces nor a user "postgres", "node" or "nobody": start as an ordinary user.',
  )
}

function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  const found = statSync(folder, { throwIfNoEntry: false })
  return found && { uid: found.uid, gid: found.gid }
}

function works(prefix: string[]): boolean {
  const [command = '', ...args] = [...prefix, 'true']
  return spawnSync(command, args, { stdio: 'ignore', env: { PATH: TOOL_PATH } }).status === 0
}

function wrongOwner(folder: string, owner: number, self: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'wrong_owner',
    `The database in ${folder} belongs to user id ${owner} and this is user id ${self}: start as its owner, or hand it over with "chown -R ${self} ${folder}".`,
  )
}
