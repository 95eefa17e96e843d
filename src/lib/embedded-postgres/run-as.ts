import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
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

/** PostgreSQL works only on what belongs to its user, so an ordinary user can't take over a database of another one. */
export function refuseOtherOwner({ dataDir, clusterFolder }: { dataDir: string; clusterFolder: string }): void {
  const owner = ownerOf(clusterFolder)
  const self = process.getuid?.() ?? NOBODY
  if (!owner || self === 0 || owner.uid === self) return
  throw new EmbeddedPostgresError(
    'wrong_owner',
    `The database in ${dataDir} belongs to user id ${owner.uid} and this is user id ${self}: start as its owner, or hand it over with "chown -R ${self} ${dataDir}".`,
  )
}

/** Decides under whom PostgreSQL runs on `clusterFolder`, which need not exist yet. */
export function chooseRunAs(clusterFolder: string): RunAs {
  const endWithParent = works(END_WITH_PARENT) ? END_WITH_PARENT : []
  const asNobody = { prefix: [...USER_NAMESPACE, ...endWithParent] }
  if (process.getuid?.() !== 0) return hasName() ? { prefix: endWithParent } : orRefuse(asNobody)
  const owner = ownerOf(clusterFolder)
  if (owner && owner.uid !== 0) return { prefix: endWithParent, user: owner }
  if (works(USER_NAMESPACE)) return asNobody
  return { prefix: endWithParent, user: unprivilegedUser(readFileSync('/etc/passwd', 'utf8')) }
}

/** Containers run under bare ids, and PostgreSQL wants to know its user's name: in a user namespace it is "nobody". */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

function orRefuse(asNobody: RunAs): RunAs {
  if (works(USER_NAMESPACE)) return asNobody
  throw new EmbeddedPostgresError(
    'no_unprivileged_user',
    `PostgreSQL needs a user with a name, and user id ${process.getuid?.()} has none in /etc/passwd: start as a user who has one.`,
  )
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
