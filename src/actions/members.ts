import type { Actor } from '../domain/actor.ts'
import {
  coveredBy,
  effectivePermissions,
  isPermission,
  type Membership,
  PERMISSION_NAMES,
  type Permission,
  type PermissionOverrides,
  type Role,
} from '../domain/permission.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import { findMembership, listMembersOf, lockMemberships, updateMembership } from '../store/memberships.ts'
import { lastSeenOf } from '../store/sessions.ts'
import { findUser } from '../store/users.ts'
import { authorize, permissionsIn } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
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
    const account = await authorize(tx.db, actor, { accountId, permission: 'members.manage' })
    await lockMemberships(tx.db, accountId)
    const everyone = (await listMembersOf(tx.db, accountId)).map(member => member.membership)
    const old = await findMembership(tx.db, accountId, userId)
    const user = old && (await findUser(tx.db, userId))
    if (old === undefined || user === undefined) throw new Problem('member_not_found')
    if (input.ifVersion !== undefined && input.ifVersion !== old.version) {
      throw new Problem('version_stale', { facts: { version: old.version } })
    }
    const membership = { ...old, ...changed(old, input), version: old.version + 1 }
    await refuseGrantBeyondOwn(tx, actor, { old, membership })
    if (!isAnyoneInCharge(membership, everyone)) throw new Problem('last_admin')
    const now = deps.clock.now()
    await updateMembership(tx.db, membership, now)
    await recordAudit(deps, tx, {
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

function changed(old: Membership, { role, permissions = {} }: MemberChange): Pick<Membership, 'role' | 'overrides'> {
  const overrides: PermissionOverrides = { ...old.overrides }
  for (const [name, change] of Object.entries(permissions)) {
    if (!isPermission(name)) throw invalid(`permissions.${name}`, 'is not a permission; see /api/me for the names')
    if (change === 'inherit') delete overrides[name]
    else overrides[name] = change === 'allow'
    for (const part of coveredBy(name)) if (permissions[part] === undefined) delete overrides[part]
  }
  return { role: role ?? old.role, overrides }
}

async function refuseGrantBeyondOwn(
  tx: Transaction,
  actor: Actor,
  { old, membership }: { old: Membership; membership: Membership },
): Promise<void> {
  const own = await permissionsIn(tx.db, actor, tx.accountId)
  const had = effectivePermissions(old)
  const beyond = effectivePermissions(membership).filter(name => !had.includes(name) && !own.includes(name))
  if (beyond.length > 0) throw new Problem('permission_exceeds_own', { facts: { permissions: beyond } })
}

/**
 * An account must keep an admin with every right, whoever else is changed at the same time: as nobody grants what they
 * lack, a right that the last admin loses could never be given back.
 */
function isAnyoneInCharge(membership: Membership, everyone: readonly Membership[]): boolean {
  const others = everyone.filter(other => other.userId !== membership.userId)
  return [membership, ...others].some(
    member => member.role === 'admin' && effectivePermissions(member).length === PERMISSION_NAMES.length,
  )
}

function toMember(user: User, membership: Membership, lastSeenAt?: Date): Member {
  return { user, membership, permissions: effectivePermissions(membership), lastSeenAt }
}
