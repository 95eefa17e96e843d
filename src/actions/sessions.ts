import type { Origin } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import type { AttemptLimit } from '../lib/attempt-limit.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { randomBase62 } from '../lib/ids.ts'
import { isPasswordRight } from '../lib/passwords.ts'
import { sha256 } from '../lib/secrets.ts'
import * as store from '../store/sessions.ts'
import { findUserByEmail } from '../store/users.ts'
import type { Deps } from './deps.ts'

const HOUR_MS = 3_600_000
/** A session ends for good after this, however busy it is. */
export const SESSION_MS = 14 * 24 * HOUR_MS
/** A session that nobody used for this long is over. */
export const SESSION_IDLE_MS = 24 * HOUR_MS
/** How exactly a session's last use is kept: writing it on each request would cost a commit. */
const TOUCH_EVERY_MS = 60_000
const SECRET_LENGTH = 43
const EMAIL_LENGTH_MAX = 320
const PASSWORD_LENGTH_MAX = 1024

type SessionDeps = Pick<Deps, 'database' | 'clock'>

/** A new session. The secret goes into the cookie; only its hash is stored. */
export interface SignedIn {
  sessionSecret: string
  user: User
  expiresAt: Date
}

/**
 * Signs a person in. An unknown address and a wrong password take as long and read the same.
 * Throws sign_in_failed, or sign_in_limited with facts.retryAfterSeconds after five failures from one place.
 */
export async function signIn(
  deps: SessionDeps & { signInLimit: AttemptLimit },
  input: { email: string; password: string; origin: Origin },
): Promise<SignedIn> {
  // Longer ones belong to nobody; kept as keys of the limit they would fill the memory.
  if (input.email.length > EMAIL_LENGTH_MAX || input.password.length > PASSWORD_LENGTH_MAX) {
    throw new Problem('sign_in_failed')
  }
  const key = sha256(`${input.email.trim().toLowerCase()} ${input.origin.ip ?? ''}`).toString('base64')
  refuseWhileLimited(deps.signInLimit, key)
  const user = await deps.database.read(EVERY_TENANT, db => findUserByEmail(db, input.email))
  // Counted before the slow comparison and cleared by a success: a hundred guesses sent at once would all be the first.
  refuseWhileLimited(deps.signInLimit, key)
  deps.signInLimit.failed(key)
  if (!(await isPasswordRight(input.password, user?.passwordHash)) || user === undefined) {
    throw new Problem('sign_in_failed')
  }
  deps.signInLimit.succeeded(key)
  const { passwordHash: _, ...person } = user
  return startSession(deps, person, input.origin)
}

function refuseWhileLimited(limit: AttemptLimit, key: string): void {
  const waitMs = limit.waitMs(key)
  if (waitMs > 0) throw new Problem('sign_in_limited', { facts: { retryAfterSeconds: Math.ceil(waitMs / 1000) } })
}

/** Starts a session for a person who has just proven who they are. */
export async function startSession(deps: SessionDeps, user: User, origin: Origin): Promise<SignedIn> {
  const now = deps.clock.now()
  const sessionSecret = randomBase62(SECRET_LENGTH)
  const expiresAt = new Date(now.getTime() + SESSION_MS)
  const session = { idHash: sha256(sessionSecret), userId: user.id, createdAt: now, lastSeenAt: now, expiresAt }
  await deps.database.transact(EVERY_TENANT, db => store.insertSession(db, { ...session, ...origin }))
  return { sessionSecret, user, expiresAt }
}

/** Whose session a cookie's secret is; undefined when it is over, unknown, or the person was disabled. */
export async function findSession(deps: SessionDeps, sessionSecret: string): Promise<{ user: User } | undefined> {
  const now = deps.clock.now()
  const idHash = sha256(sessionSecret)
  return deps.database.read(EVERY_TENANT, async db => {
    const session = await store.findSessionByHash(db, idHash)
    if (session === undefined || now >= session.expiresAt) return undefined
    const idleMs = now.getTime() - session.lastSeenAt.getTime()
    if (idleMs >= SESSION_IDLE_MS) return undefined
    if (idleMs >= TOUCH_EVERY_MS) await store.touchSession(db, idHash, now)
    return { user: session.user }
  })
}

/** Ends a session, on every node at once. */
export async function signOut(deps: SessionDeps, sessionSecret: string): Promise<void> {
  await deps.database.transact(EVERY_TENANT, db => store.deleteSession(db, sha256(sessionSecret)))
}
