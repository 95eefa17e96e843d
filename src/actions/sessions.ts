import type { Actor, Origin } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { randomBase62 } from '../lib/ids.ts'
import { sha256 } from '../lib/secrets.ts'
import * as store from '../store/sessions.ts'
import type { Deps } from './deps.ts'
import { recordForPerson } from './personal-record.ts'

const HOUR_MS = 3_600_000
/** A session ends for good after this, however busy it is. */
export const SESSION_MS = 14 * 24 * HOUR_MS
/** A session that nobody used for this long is over. */
export const SESSION_IDLE_MS = 24 * HOUR_MS
/** How exactly a session's last use is kept: writing it on each request would cost a commit. */
const TOUCH_EVERY_MS = 60_000
const SECRET_LENGTH = 43

export type { Session } from '../store/sessions.ts'

type SessionDeps = Pick<Deps, 'database' | 'clock'>

/** A new session. The secret goes into the cookie; only its hash is stored. */
export interface SignedIn {
  sessionSecret: string
  user: User
  expiresAt: Date
}

/** A session that lives: whose, by what name, and when the person last proved who they are. */
export interface LiveSession {
  id: string
  user: User
  provenAt: Date
  expiresAt: Date
}

/** A person who acts by a session. */
export type SessionActor = Actor & { kind: 'user' }

/** Starts a session for a person who has just proven who they are. */
export async function startSession(
  deps: SessionDeps & Pick<Deps, 'ids'>,
  user: User,
  { method = 'password', ...origin }: Origin & { method?: store.SessionMethod },
): Promise<SignedIn> {
  const now = deps.clock.now()
  const sessionSecret = randomBase62(SECRET_LENGTH)
  const expiresAt = new Date(now.getTime() + SESSION_MS)
  const moments = { createdAt: now, lastSeenAt: now, provenAt: now, expiresAt }
  const session = { idHash: sha256(sessionSecret), id: deps.ids.next('ses'), userId: user.id, ...moments, method }
  await deps.database.transact(EVERY_TENANT, db => store.insertSession(db, { ...session, ...origin }))
  return { sessionSecret, user, expiresAt }
}

/** Whose session a cookie's secret is; undefined when it is over, unknown, or the person was disabled. */
export async function findSession(deps: SessionDeps, sessionSecret: string): Promise<LiveSession | undefined> {
  const now = deps.clock.now()
  const idHash = sha256(sessionSecret)
  return deps.database.read(EVERY_TENANT, async db => {
    const session = await store.findSessionByHash(db, idHash)
    if (session === undefined || isOver(session, now)) return undefined
    const idleMs = now.getTime() - session.lastSeenAt.getTime()
    if (idleMs >= TOUCH_EVERY_MS) await store.touchSession(db, idHash, now)
    const { id, user, provenAt, expiresAt } = session
    return { id, user, provenAt, expiresAt }
  })
}

/** Ends a session, on every node at once. */
export async function signOut(deps: SessionDeps, sessionSecret: string): Promise<void> {
  await deps.database.transact(EVERY_TENANT, db => store.deleteSession(db, sha256(sessionSecret)))
}

/** A person's sessions that live, the one used last first. */
export async function listSessions(deps: SessionDeps, actor: SessionActor): Promise<store.Session[]> {
  const now = deps.clock.now()
  const sessions = await deps.database.read(EVERY_TENANT, db => store.listSessionsOf(db, actor.userId))
  return sessions.filter(session => !isOver(session, now))
}

/** Ends one of a person's own sessions, at once. Throws session_not_found. */
export async function endSession(
  deps: SessionDeps & Pick<Deps, 'ids'>,
  actor: SessionActor,
  input: { sessionId: string },
): Promise<void> {
  await deps.database.transact(EVERY_TENANT, async db => {
    if (!(await store.deleteSessionOf(db, actor.userId, input.sessionId))) throw new Problem('session_not_found')
    await recordEnd(deps, db, { actor, sessions: 1 })
  })
}

/** Ends all of a person's sessions, or all but the one that is named. Returns how many. */
export async function endSessions(
  deps: SessionDeps & Pick<Deps, 'ids'>,
  actor: SessionActor,
  input: { exceptId?: string | undefined },
): Promise<number> {
  return deps.database.transact(EVERY_TENANT, async db => {
    const sessions = await store.deleteSessionsOf(db, actor.userId, input.exceptId)
    if (sessions > 0) await recordEnd(deps, db, { actor, sessions })
    return sessions
  })
}

/** The same session under a new secret, from now on proven anew. Throws session_required when it ended meanwhile. */
export async function renewSession(
  deps: SessionDeps,
  session: { sessionSecret: string; user: User; expiresAt: Date },
): Promise<SignedIn> {
  const sessionSecret = randomBase62(SECRET_LENGTH)
  const to = { idHash: sha256(sessionSecret), provenAt: deps.clock.now() }
  const isRenewed = await deps.database.transact(EVERY_TENANT, db =>
    store.renewSession(db, sha256(session.sessionSecret), to),
  )
  if (!isRenewed) throw new Problem('session_required')
  return { sessionSecret, user: session.user, expiresAt: session.expiresAt }
}

async function recordEnd(
  deps: Pick<Deps, 'ids' | 'clock'>,
  db: Parameters<typeof recordForPerson>[1],
  { actor, sessions }: { actor: SessionActor; sessions: number },
): Promise<void> {
  const user = { id: actor.userId, name: actor.name }
  await recordForPerson(deps, db, {
    user,
    actor,
    action: 'session.ended',
    after: { sessions },
    at: deps.clock.now(),
  })
}

/** Whether a session has ended, by its absolute end or by idleness. */
export function isOver({ expiresAt, lastSeenAt }: Pick<store.Session, 'expiresAt' | 'lastSeenAt'>, now: Date): boolean {
  return now >= expiresAt || now.getTime() - lastSeenAt.getTime() >= SESSION_IDLE_MS
}
