import type { Actor, Origin } from '../domain/actor.ts'
import { effectivePermissions, isFixedRole, type Membership } from '../domain/permission.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { checkPassword, type User } from '../domain/user.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { networkOf } from '../lib/networks.ts'
import { hashPassword } from '../lib/passwords.ts'
import { sha256 } from '../lib/secrets.ts'
import { findAccount } from '../store/accounts.ts'
import { deleteInvite, findInviteBySecret, type Invite } from '../store/invites.ts'
import { findMembership, insertMembership, lockMemberships, updateMembership } from '../store/memberships.ts'
import { findRole } from '../store/roles.ts'
import { findUser, findUserByEmail, insertUser } from '../store/users.ts'
import type { Deps, Transaction } from './deps.ts'
import { recordInvite } from './invites.ts'
import { mayStillGive } from './link-makers.ts'
import { recordAudit } from './record.ts'
import type { SessionActor } from './sessions.ts'
import { tellUserCreated } from './wire-events.ts'

/** What the holder of a link may know before they accept. */
export interface InviteView {
  accountId: string
  accountName: string
  email: string
  invitedBy: string
  /** True when somebody signs in with this address already: they accept as themselves. */
  isKnown: boolean
}

const NAME_LENGTH_MAX = 120

/** Where a link leads; looking uses nothing up. Throws link_invalid. */
export async function describeInvite(deps: Pick<Deps, 'database' | 'clock'>, secret: string): Promise<InviteView> {
  return deps.database.read(EVERY_TENANT, async db => {
    const invite = await openInvite(db, secret, deps.clock.now())
    const account = await findAccount(db, invite.accountId)
    if (account === undefined) throw new Problem('link_invalid')
    const isKnown = (await findUserByEmail(db, invite.email)) !== undefined
    const { accountId, email, createdBy } = invite
    return { accountId, accountName: account.name, email, invitedBy: createdBy.name, isKnown }
  })
}

/**
 * Makes a person of an invited stranger and takes them into the account. Throws link_invalid, input_invalid, and
 * invite_for_another where the address is somebody's by now: they sign in.
 */
export async function acceptInviteAsNew(
  deps: Deps,
  input: { secret: string; name: string; password: string; origin: Origin },
): Promise<{ user: User; accountId: string }> {
  // Who has no link must not cost a slow hash.
  const { email, accountName } = await describeInvite(deps, input.secret)
  const name = checkName(input.name)
  checkPassword(input.password, [name, email, email.split('@')[0] ?? '', accountName])
  const passwordHash = await hashPassword(input.password, networkOf(input.origin.ip ?? ''))
  const user: User = { id: deps.ids.next('usr'), wireId: deps.ids.nextWireId(), email, name }
  return deps.transact(EVERY_TENANT, async tx => {
    const invite = await takeInvite(deps, tx, input.secret)
    if ((await findUserByEmail(tx.db, email)) !== undefined) throw new Problem('invite_for_another')
    await insertUser(tx.db, { ...user, passwordHash }, deps.clock.now())
    const actor: Actor = { kind: 'user', userId: user.id, name, email, origin: input.origin }
    await join(deps, tx, { actor, invite })
    return { user, accountId: invite.accountId }
  })
}

/** Takes a signed-in person into the account they were invited to. Throws link_invalid, invite_for_another, member_exists. */
export async function acceptInvite(
  deps: Deps,
  actor: SessionActor,
  { secret }: { secret: string },
): Promise<{ accountId: string }> {
  return deps.transact(EVERY_TENANT, async tx => {
    const invite = await takeInvite(deps, tx, secret)
    const owner = await findUserByEmail(tx.db, invite.email)
    if (owner?.id !== actor.userId) throw new Problem('invite_for_another')
    await join(deps, tx, { actor, invite })
    return { accountId: invite.accountId }
  })
}

/** Uses the invite up: of two at once one gets it, and what fails afterwards puts it back with the transaction. */
async function takeInvite(deps: Deps, tx: Transaction, secret: string): Promise<Invite> {
  const found = await findInviteBySecret(tx.db, sha256(secret), deps.clock.now())
  if (found === undefined) throw new Problem('link_invalid')
  await lockMemberships(tx.db, found.accountId)
  // Looked at under the lock: of two at once the second finds none, and who invited may have left a moment ago.
  const invite = await openInvite(tx.db, secret, deps.clock.now())
  if ((await deleteInvite(tx.db, invite.accountId, invite.id)) === undefined) throw new Problem('link_invalid')
  return invite
}

/** The invite behind a link, while who made it may still give what it gives. Throws link_invalid. */
async function openInvite(db: Sql, secret: string, now: Date): Promise<Invite> {
  const invite = await findInviteBySecret(db, sha256(secret), now)
  if (invite === undefined) throw new Problem('link_invalid')
  const { accountId, role, overrides, createdBy } = invite
  const ownRole = isFixedRole(role) ? undefined : await findRole(db, accountId, role)
  const permissions = effectivePermissions({ role, overrides, ...(ownRole && { ownRole }) })
  if (!(await mayStillGive(db, createdBy, { accountId, permissions }))) throw new Problem('link_invalid')
  return invite
}

async function join(
  deps: Deps,
  tx: Transaction,
  { actor, invite }: { actor: SessionActor; invite: Invite },
): Promise<void> {
  const { accountId, role, overrides } = invite
  const { userId } = actor
  if ((await findMembership(tx.db, accountId, userId)) !== undefined) throw new Problem('member_exists')
  const now = deps.clock.now()
  const membership: Membership = { accountId, userId, role, overrides, version: 1 }
  await insertMembership(tx.db, membership, now)
  await updateMembership(tx.db, membership, now)
  const user = await findUser(tx.db, userId)
  if (user !== undefined) await tellUserCreated(deps, tx.db, { accountId, user, role })
  const own = { ...tx, accountId }
  recordInvite(deps, own, { actor, action: 'invite.accepted', invite })
  recordAudit(deps, own, {
    ...{ actor, action: 'member.added', target: { kind: 'user', id: userId, name: actor.name } },
    ...{ after: { role, permissions: overrides, invitedBy: invite.createdBy.name }, at: now },
  })
}

function checkName(name: string): string {
  const trimmed = name.trim()
  if (trimmed === '') throw invalid('name', 'must not be empty')
  if (trimmed.length > NAME_LENGTH_MAX) throw invalid('name', `must be at most ${NAME_LENGTH_MAX} characters`)
  return trimmed
}
