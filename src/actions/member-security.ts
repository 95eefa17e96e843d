import { type Actor, recordOf } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { findMembership } from '../store/memberships.ts'
import { deletePasskeysOf } from '../store/passkeys.ts'
import { deletePendingSignInsOf } from '../store/pending-sign-ins.ts'
import { deleteTotpSecret, replaceRecoveryCodes } from '../store/second-factors.ts'
import { deleteSessionOf, deleteSessionsOf, listSessionsOf, type Session } from '../store/sessions.ts'
import { clearPassword, findUser, lockUser } from '../store/users.ts'
import { authorize } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { mayStandFor } from './link-makers.ts'
import { recordForPerson } from './personal-record.ts'
import { requireRecentProof } from './recent-proof.ts'
import { type FactorKind, factorsOf } from './second-factors.ts'
import { isOver } from './sessions.ts'

/** A member as somebody names them. */
export interface MemberRef {
  accountId: string
  userId: string
}

/** Where a colleague is signed in, and by what they prove who they are. */
export interface MemberSecurity {
  sessions: Session[]
  factors: FactorKind[]
}

/** How a colleague signs in. Throws member_not_found, permission_exceeds_own. */
export async function getMemberSecurity(deps: Deps, actor: Actor, ref: MemberRef): Promise<MemberSecurity> {
  const now = deps.clock.now()
  return deps.database.read(EVERY_TENANT, async db => {
    await authorize(db, actor, { accountId: ref.accountId, permission: 'members.manage' })
    const { id } = await findColleague(db, actor, ref)
    const sessions = (await listSessionsOf(db, id)).filter(session => !isOver(session, now))
    return { sessions, factors: await factorsOf(db, id) }
  })
}

/** Ends one session of a colleague, at once. Throws session_not_found, and what changing a colleague throws. */
export async function endMemberSession(
  deps: Deps,
  actor: Actor,
  { sessionId, ...ref }: MemberRef & { sessionId: string },
): Promise<void> {
  await changeColleague(deps, { actor, ref }, async (tx, user) => {
    if (!(await deleteSessionOf(tx.db, user.id, sessionId))) throw new Problem('session_not_found')
    await record(deps, tx, { actor, user, action: 'session.ended', after: { sessions: 1 } })
  })
}

/** Ends every session of a colleague, at once. Returns how many. Throws what changing a colleague throws. */
export async function endMemberSessions(deps: Deps, actor: Actor, ref: MemberRef): Promise<number> {
  return changeColleague(deps, { actor, ref }, async (tx, user) => {
    const sessions = await endAll(tx, user)
    if (sessions > 0) await record(deps, tx, { actor, user, action: 'session.ended', after: { sessions } })
    return sessions
  })
}

/**
 * Takes a colleague's second factors away, for the day the phone and the recovery codes are gone; their sessions end. A
 * password that is too short to stand alone is void: they need a link for a new one. Throws what changing a colleague throws.
 */
export async function removeMemberFactors(
  deps: Deps,
  actor: Actor,
  ref: MemberRef,
): Promise<{ isPasswordVoid: boolean }> {
  return changeColleague(deps, { actor, ref }, async (tx, user) => {
    const { db } = tx
    const at = deps.clock.now()
    const known = await lockUser(db, user.id)
    const factors = await factorsOf(db, user.id)
    if (factors.length === 0) return { isPasswordVoid: false }
    await deleteTotpSecret(db, user.id)
    await deletePasskeysOf(db, user.id)
    await replaceRecoveryCodes(db, user.id, { hashes: [], createdAt: at })
    const isPasswordVoid = known?.passwordNeedsSecondFactor === true
    if (isPasswordVoid) await clearPassword(db, user.id, at)
    const after = { factors: [], sessionsEnded: await endAll(tx, user), passwordVoid: isPasswordVoid }
    await record(deps, tx, { actor, user, action: 'second_factor.removed', before: { factors }, after })
    return { isPasswordVoid }
  })
}

async function endAll({ db }: Transaction, { id }: User): Promise<number> {
  await deletePendingSignInsOf(db, id)
  return deleteSessionsOf(db, id)
}

/** Throws member_not_found, permission_exceeds_own, reauthentication_required. */
async function changeColleague<T>(
  deps: Deps,
  { actor, ref }: { actor: Actor; ref: MemberRef },
  change: (tx: Transaction, user: User) => Promise<T>,
): Promise<T> {
  // Every tenant's rows: what the person may do elsewhere is what decides, and their admins there are told.
  return deps.transact(EVERY_TENANT, async tx => {
    await authorize(tx.db, actor, { accountId: ref.accountId, permission: 'members.manage' })
    requireRecentProof(deps, actor)
    return change(tx, await findColleague(tx.db, actor, ref))
  })
}

/** Someone of the account whom this person may act for. One's own security is changed at /api/me, where more is asked. */
async function findColleague(db: Sql, actor: Actor, { accountId, userId }: MemberRef): Promise<User> {
  const membership = await findMembership(db, accountId, userId)
  const user = membership && (await findUser(db, userId))
  if (user === undefined) throw new Problem('member_not_found')
  if (actor.kind === 'user' && actor.userId === userId) throw new Problem('input_invalid', { detail: OWN })
  if (!(await mayStandFor(db, recordOf(actor), userId))) throw new Problem('permission_exceeds_own', { detail: BEYOND })
  return user
}

const OWN =
  'This is you. Your own sessions and second factors are at /api/me/sessions, /api/me/totp and /api/me/passkeys.'
const BEYOND = 'This person may do more than you, here or in another account. Ask somebody who may do as much.'

async function record(
  deps: Pick<Deps, 'ids' | 'clock'>,
  { db }: Transaction,
  happening: Omit<Parameters<typeof recordForPerson>[2], 'at'>,
): Promise<void> {
  await recordForPerson(deps, db, { ...happening, at: deps.clock.now() })
}
