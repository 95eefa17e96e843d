import type { Actor } from '../domain/actor.ts'
import {
  coveredBy,
  effectivePermissions,
  isFixedRole,
  isInCharge,
  isPermission,
  type Membership,
  type Permission,
  type PermissionOverrides,
  type Role,
  type Standing,
} from '../domain/permission.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import {
  deleteMembership,
  findMembership,
  listMembersOf,
  lockMemberships,
  updateMembership,
} from '../store/memberships.ts'
import { findRole } from '../store/roles.ts'
import { lastSeenOf } from '../store/sessions.ts'
import { findUser } from '../store/users.ts'
import { authorize, permissionsIn } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordAudit } from './record.ts'

/** A person in an account, and what they may do there. */
export interface Member {
  user: User
  membership: Membership
  permissions: Permission[]
  lastSeenAt?: Date
}

/** What a person's right becomes: allowed or denied whatever the role says, or as the role says. */
export type PermissionChange = 'allow' | 'deny' | 'inherit'

/** The people of an account, by name. */
export async function listMembers(deps: Pick<Deps, 'database'>, actor: Actor, input: { accountId: string }) {
  return deps.database.read(input.accountId, async db => {
    await authorize(db, actor, { accountId: input.accountId, permission: 'members.view' })
    const members = await listMembersOf(db, input.accountId)
    const seen = await lastSeenOf(
      db,
      members.map(({ user }) => user.id),
    )
    return members.map(({ user, membership }) => toMember(user, membership, seen.get(user.id)))
  })
}

/** One person of an account. Throws member_not_found. */
export async function getMember(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  input: { accountId: string; userId: string },
): Promise<Member> {
  return deps.database.read(input.accountId, async db => {
    await authorize(db, actor, { accountId: input.accountId, permission: 'members.view' })
    const membership = await findMembership(db, input.accountId, input.userId)
    const user = membership && (await findUser(db, input.userId))
    if (membership === undefined || user === undefined) throw new Problem('member_not_found')
    return toMember(user, membership, (await lastSeenOf(db, [user.id])).get(user.id))
  })
}

/** What to change of a member. */
export interface MemberChange {
  accountId: string
  userId: string
  role?: Role
  permissions?: Record<string, PermissionChange>
  ifVersion?: number
}

/**
 * Changes a role or single permissions; effective on the next request. Nobody grants what they lack, and one
 * admin keeps every right. Throws member_not_found, permission_exceeds_own, last_admin, version_stale, input_invalid.
 */
export async function changeMember(deps: Deps, actor: Actor, input: MemberChange): Promise<Member> {
  const { accountId, userId } = input
  return deps.transact(accountId, async tx => {
    const { account, everyone, old, user } = await lockMember(deps, tx, { actor, accountId, userId })
    if (input.ifVersion !== undefined && input.ifVersion !== old.version) {
      throw new Problem('version_stale', { facts: { version: old.version } })
    }
    const ownRole = await ownRoleFor(tx, input.role ?? old.role)
    const membership = { ...old, ...changed(old, input), ownRole, version: old.version + 1 }
    await refuseGrantBeyondOwn(tx, actor, { had: effectivePermissions(old), membership })
    if (!isAnyoneInCharge(membership, everyone)) throw new Problem('last_admin')
    const now = deps.clock.now()
    await updateMembership(tx.db, membership, now)
    recordAudit(deps, tx, {
      actor,
      action: 'member.changed',
      target: { kind: 'user', id: userId, name: user.name },
      before: { role: old.role, permissions: old.overrides, account: account.name },
      after: { role: membership.role, permissions: membership.overrides },
      at: now,
    })
    return toMember(user, membership)
  })
}

/** Takes a person out of an account, from the next request on. Throws member_not_found, last_admin. */
export async function removeMember(
  deps: Deps,
  actor: Actor,
  { accountId, userId }: { accountId: string; userId: string },
): Promise<void> {
  return deps.transact(accountId, async tx => {
    const { everyone, old, user } = await lockMember(deps, tx, { actor, accountId, userId })
    if (!everyone.some(other => other.userId !== userId && hasCharge(other))) throw new Problem('last_admin')
    await deleteMembership(tx.db, accountId, userId)
    recordAudit(deps, tx, {
      actor,
      action: 'member.removed',
      target: { kind: 'user', id: userId, name: user.name },
      before: { role: old.role, permissions: old.overrides },
      at: deps.clock.now(),
    })
  })
}

/** A member, with all others locked: two changes at once must not both see another last admin. */
async function lockMember(
  deps: Deps,
  tx: Transaction,
  { actor, accountId, userId }: { actor: Actor; accountId: string; userId: string },
) {
  const account = await authorize(tx.db, actor, { accountId, permission: 'members.manage' })
  requireRecentProof(deps, actor)
  await lockMemberships(tx.db, accountId)
  const everyone = (await listMembersOf(tx.db, accountId)).map(member => member.membership)
  const old = await findMembership(tx.db, accountId, userId)
  const user = old && (await findUser(tx.db, userId))
  if (old === undefined || user === undefined) throw new Problem('member_not_found')
  return { account, everyone, old, user }
}

/** What a role of the account's own allows; undefined for a fixed one. Throws input_invalid for one that is not there. */
export async function ownRoleFor(tx: Transaction, role: Role): Promise<Membership['ownRole']> {
  if (isFixedRole(role)) return undefined
  const found = await findRole(tx.db, tx.accountId, role)
  if (found === undefined) throw invalid('role', 'is no role of this account; see GET /api/accounts/{account}/roles')
  const { id, name, permissions } = found
  return { id, name, permissions }
}

function changed(old: Membership, { role, permissions = {} }: MemberChange): Pick<Membership, 'role' | 'overrides'> {
  return { role: role ?? old.role, overrides: applyChanges(old.overrides, permissions) }
}

/** A person's exceptions with changes applied. Throws input_invalid for what is no permission. */
export function applyChanges(
  old: PermissionOverrides,
  permissions: Record<string, PermissionChange>,
): PermissionOverrides {
  const overrides: PermissionOverrides = { ...old }
  for (const [name, change] of Object.entries(permissions)) {
    if (!isPermission(name)) throw invalid(`permissions.${name}`, 'is not a permission; see /api/me for the names')
    if (change === 'inherit') delete overrides[name]
    else overrides[name] = change === 'allow'
    for (const part of coveredBy(name)) if (permissions[part] === undefined) delete overrides[part]
  }
  return overrides
}

/** Nobody grants what they lack: not to others, and not to themselves. Throws permission_exceeds_own. */
export async function refuseGrantBeyondOwn(
  tx: Transaction,
  actor: Actor,
  { had, membership }: { had: readonly Permission[]; membership: Standing },
): Promise<void> {
  const own = await permissionsIn(tx.db, actor, tx.accountId)
  const beyond = effectivePermissions(membership).filter(name => !had.includes(name) && !own.includes(name))
  if (beyond.length > 0) throw new Problem('permission_exceeds_own', { facts: { permissions: beyond } })
}

/** Whether someone is in charge when this member is as given and all others stay, whoever is changed at the same time. */
function isAnyoneInCharge(membership: Membership, everyone: readonly Membership[]): boolean {
  const others = everyone.filter(other => other.userId !== membership.userId)
  return [membership, ...others].some(hasCharge)
}

function hasCharge(membership: Membership): boolean {
  return isInCharge({ role: membership.role, permissions: effectivePermissions(membership) })
}

function toMember(user: User, membership: Membership, lastSeenAt?: Date): Member {
  return { user, membership, permissions: effectivePermissions(membership), lastSeenAt }
}
