import { type Actor, type Origin, recordOf } from '../domain/actor.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { canStandAlone, passwordFault, type User } from '../domain/user.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { randomBase62 } from '../lib/ids.ts'
import { networkOf } from '../lib/networks.ts'
import { hashPassword } from '../lib/passwords.ts'
import { sha256 } from '../lib/secrets.ts'
import { findMembership } from '../store/memberships.ts'
import * as resets from '../store/password-resets.ts'
import { deletePendingSignInsOf } from '../store/pending-sign-ins.ts'
import { deleteSessionsOf } from '../store/sessions.ts'
import { findUser, lockUser, updatePassword } from '../store/users.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'
import { mayStandFor } from './link-makers.ts'
import { recordForPerson } from './personal-record.ts'
import { checkProof } from './proof.ts'
import { requireRecentProof } from './recent-proof.ts'
import { factorsOf, listFactors } from './second-factors.ts'
import type { SessionActor } from './sessions.ts'
import type { SignInDeps } from './sign-in-deps.ts'

const LINK_MS = 24 * 3_600_000
const SECRET_LENGTH = 43

/** Proves nothing by passkey here, so the place does not matter. */
const NOWHERE = { origin: '', rpId: '' }

/** A link that was made. Its secret is shown to whoever made it, once. */
export interface MadeLink {
  secret: string
  expiresAt: Date
}

/**
 * Sets a person's own password, by their present one, and with a second factor by a recent proof, too; their other
 * sessions end unless they are to stay. Throws input_invalid (newPassword, currentPassword), reauthentication_required,
 * sign_in_limited.
 */
export async function changePassword(
  deps: SignInDeps,
  actor: SessionActor,
  input: { currentPassword: string; newPassword: string; keepOtherSessions?: boolean; sessionId: string },
): Promise<void> {
  const user = { id: actor.userId, name: actor.name, email: actor.email }
  if ((await listFactors(deps, actor)).length > 0) requireRecentProof(deps, actor)
  await refuseWeak(deps, user, { field: 'newPassword', password: input.newPassword })
  await checkProof(deps, actor, { proof: { password: input.currentPassword }, site: NOWHERE }).catch(error => {
    const isWrong = error instanceof Problem && error.code === 'proof_refused'
    throw isWrong ? invalid('currentPassword', 'is not your present password') : error
  })
  const passwordHash = await hashPassword(input.newPassword, networkOf(actor.origin.ip ?? ''))
  await deps.database.transact(EVERY_TENANT, async db => {
    await setPassword(deps, db, { user, password: input.newPassword, passwordHash })
    const ended = input.keepOtherSessions === true ? 0 : await deleteSessionsOf(db, user.id, input.sessionId)
    const at = deps.clock.now()
    await recordForPerson(deps, db, { user, actor, action: 'password.changed', after: { sessionsEnded: ended }, at })
  })
}

/**
 * Makes a single-use link by which a member sets a new password; earlier ones are void. Whoever makes it could sign in as
 * that member, so they must manage members wherever the member belongs, and hold what the member holds there.
 * Throws member_not_found, permission_exceeds_own.
 */
export async function createPasswordReset(
  deps: Deps,
  actor: Actor,
  { accountId, userId }: { accountId: string; userId: string },
): Promise<MadeLink & { user: User }> {
  const secret = randomBase62(SECRET_LENGTH)
  // Every tenant's rows: what the person may do elsewhere is what decides.
  return deps.transact(EVERY_TENANT, async tx => {
    await authorize(tx.db, actor, { accountId, permission: 'members.manage' })
    requireRecentProof(deps, actor)
    const membership = await findMembership(tx.db, accountId, userId)
    const user = membership && (await findUser(tx.db, userId))
    if (user === undefined) throw new Problem('member_not_found')
    if (!(await mayStandFor(tx.db, recordOf(actor), userId)))
      throw new Problem('permission_exceeds_own', { detail: BEYOND })
    const createdAt = deps.clock.now()
    const expiresAt = new Date(createdAt.getTime() + LINK_MS)
    const reset = { secretHash: sha256(secret), userId, createdBy: recordOf(actor), createdAt, expiresAt }
    await resets.putPasswordReset(tx.db, reset)
    await recordForPerson(deps, tx.db, {
      ...{ user, actor, action: 'password.reset_link_created' },
      ...{ after: { expiresAt: expiresAt.toISOString() }, at: createdAt },
    })
    return { user, secret, expiresAt }
  })
}

const BEYOND =
  'Through a new password you could do what this person may do, here or in another account, and you may not.'

/** For whom a link is good; looking uses nothing up. Throws link_invalid. */
export async function describePasswordReset(
  deps: Pick<Deps, 'database' | 'clock'>,
  secret: string,
): Promise<{ user: User; hasSecondFactor: boolean }> {
  return deps.database.read(EVERY_TENANT, async db => {
    const user = await openReset(db, secret, deps.clock.now())
    return { user, hasSecondFactor: (await factorsOf(db, user.id)).length > 0 }
  })
}

async function openReset(db: Sql, secret: string, now: Date): Promise<User> {
  const found = await resets.findPasswordReset(db, sha256(secret), now)
  if (found === undefined || !(await mayStandFor(db, found.createdBy, found.user.id))) throw new Problem('link_invalid')
  return found.user
}

/**
 * Sets a new password by a link, which is used up, and ends every session of the person. It signs nobody in, and a second
 * factor stays. Throws link_invalid, input_invalid (password).
 */
export async function resetPassword(
  deps: Pick<Deps, 'database' | 'clock' | 'ids'>,
  input: { secret: string; password: string; origin: Origin },
): Promise<User> {
  // Who has no link must not cost a slow hash.
  const { user } = await describePasswordReset(deps, input.secret)
  await refuseWeak(deps, user, { field: 'password', password: input.password })
  const passwordHash = await hashPassword(input.password, networkOf(input.origin.ip ?? ''))
  return deps.database.transact(EVERY_TENANT, async db => {
    const at = deps.clock.now()
    await openReset(db, input.secret, at)
    if (!(await resets.takePasswordReset(db, sha256(input.secret), at))) throw new Problem('link_invalid')
    await setPassword(deps, db, { user, password: input.password, passwordHash })
    const sessionsEnded = await deleteSessionsOf(db, user.id)
    const { id: userId, name, email } = user
    const actor: Actor = { kind: 'user', userId, name, email, origin: input.origin }
    await recordForPerson(deps, db, { user, actor, action: 'password.reset', after: { sessionsEnded }, at })
    return user
  })
}

async function setPassword(
  deps: Pick<Deps, 'clock'>,
  db: Sql,
  given: { user: Pick<User, 'id'>; password: string; passwordHash: string },
): Promise<void> {
  const { user, passwordHash } = given
  // Under the lock: a second factor that goes meanwhile must not leave a short password behind.
  await lockUser(db, user.id)
  const needsSecondFactor = !canStandAlone(given.password)
  if (needsSecondFactor && (await factorsOf(db, user.id)).length === 0) throw new Problem('second_factor_needed')
  await updatePassword(db, { id: user.id, passwordHash, needsSecondFactor }, deps.clock.now())
  await resets.deletePasswordResetsOf(db, user.id)
  await deletePendingSignInsOf(db, user.id)
}

async function refuseWeak(
  deps: Pick<Deps, 'database'>,
  user: Pick<User, 'id' | 'name' | 'email'>,
  { field, password }: { field: string; password: string },
): Promise<void> {
  const factors = await deps.database.read(EVERY_TENANT, db => factorsOf(db, user.id))
  const context = [user.name, user.email, user.email.split('@')[0] ?? '']
  const fault = passwordFault(password, { context, hasSecondFactor: factors.length > 0 })
  if (fault !== undefined) throw invalid(field, fault)
}
