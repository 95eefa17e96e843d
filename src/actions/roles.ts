import type { Actor } from '../domain/actor.ts'
import {
  allowedByRole,
  FIXED_ROLES,
  isPermission,
  nameOfRole,
  type OwnRoleId,
  type Permission,
  type Role,
  withCovered,
} from '../domain/permission.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { lockMemberships } from '../store/memberships.ts'
import * as store from '../store/roles.ts'
import { authorize, permissionsIn } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordAudit } from './record.ts'

/** A role as the matrix shows it. */
export interface RoleView {
  id: Role
  name: string
  isFixed: boolean
  permissions: readonly Permission[]
  members: number
  /** Of an own role: the optimistic lock. */
  version?: number
}

/** What a role of the account's own is to be. */
export interface RoleDraft {
  name: string
  permissions: readonly string[]
}

const NAME_LENGTH_MAX = 60
const ROLES_MAX = 50

/** The roles of an account, the fixed ones first, with how many members have each. */
export async function listRoles(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<RoleView[]> {
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'members.view' })
    const members = await store.countMembersByRole(db, accountId)
    const fixed = FIXED_ROLES.map(role => ({
      ...{ id: role, name: nameOfRole({ role }), isFixed: true, permissions: allowedByRole({ role }) },
      members: members.get(role) ?? 0,
    }))
    return [...fixed, ...(await store.listRoles(db, accountId)).map(role => toView(role, members.get(role.id) ?? 0))]
  })
}

/** Makes a role. Nobody puts in what they lack. Throws role_name_taken, permission_exceeds_own, input_invalid. */
export async function createRole(
  deps: Deps,
  actor: Actor,
  { accountId, ...draft }: RoleDraft & { accountId: string },
): Promise<RoleView> {
  return deps.transact(accountId, async tx => {
    await openRoles(deps, tx, actor)
    const { name, permissions } = checkDraft(draft)
    await refuseBeyondOwn(tx, actor, permissions)
    if ((await store.listRoles(tx.db, accountId)).length >= ROLES_MAX) {
      throw invalid('name', `cannot be added: an account has at most ${ROLES_MAX} roles of its own`)
    }
    if (await store.hasRoleNamed(tx.db, accountId, { name })) throw new Problem('role_name_taken')
    const now = deps.clock.now()
    const id = deps.ids.next('rol') as OwnRoleId
    const role = { accountId, id, name, permissions, version: 1, createdAt: now, updatedAt: now }
    await store.insertRole(tx.db, role)
    recordRole(deps, tx, { actor, action: 'role.created', role, after: { name, permissions } })
    return toView(role, 0)
  })
}

/** What to change of a role; absent fields stay. */
export interface RoleChange extends Partial<RoleDraft> {
  accountId: string
  roleId: string
  ifVersion?: number | undefined
}

/**
 * Changes a role for all who have it, from their next request on. Nobody puts in what they lack.
 * Throws role_not_found, role_name_taken, permission_exceeds_own, version_stale, input_invalid.
 */
export async function changeRole(deps: Deps, actor: Actor, input: RoleChange): Promise<RoleView> {
  const { accountId, roleId } = input
  return deps.transact(accountId, async tx => {
    await openRoles(deps, tx, actor)
    const old = await store.findRole(tx.db, accountId, roleId)
    if (old === undefined) throw new Problem('role_not_found')
    if (input.ifVersion !== undefined && input.ifVersion !== old.version) {
      throw new Problem('version_stale', { facts: { version: old.version } })
    }
    const draft = { name: input.name ?? old.name, permissions: input.permissions ?? old.permissions }
    const role = { ...old, ...checkDraft(draft), version: old.version + 1, updatedAt: deps.clock.now() }
    await refuseBeyondOwn(
      tx,
      actor,
      role.permissions.filter(name => !old.permissions.includes(name)),
    )
    if (await store.hasRoleNamed(tx.db, accountId, { name: role.name, exceptId: roleId })) {
      throw new Problem('role_name_taken')
    }
    await store.updateRole(tx.db, role)
    const [before, after] = [old, role].map(({ name, permissions }) => ({ name, permissions }))
    recordRole(deps, tx, { actor, action: 'role.changed', role, before, after })
    return toView(role, (await store.countMembersByRole(tx.db, accountId)).get(roleId) ?? 0)
  })
}

/** Deletes a role that nobody has. Throws role_not_found, role_in_use. */
export async function deleteRole(
  deps: Deps,
  actor: Actor,
  { accountId, roleId }: { accountId: string; roleId: string },
): Promise<void> {
  return deps.transact(accountId, async tx => {
    await openRoles(deps, tx, actor)
    const role = await store.findRole(tx.db, accountId, roleId)
    if (role === undefined) throw new Problem('role_not_found')
    const members = (await store.countMembersByRole(tx.db, accountId)).get(roleId) ?? 0
    const invites = await store.countInvitesWithRole(tx.db, accountId, roleId)
    if (members + invites > 0) throw new Problem('role_in_use', { facts: { members, invites } })
    await store.deleteRole(tx.db, accountId, roleId)
    const before = { name: role.name, permissions: role.permissions }
    recordRole(deps, tx, { actor, action: 'role.deleted', role, before })
  })
}

/** Roles change one after the other, and never while somebody is given one. */
async function openRoles(deps: Deps, tx: Transaction, actor: Actor): Promise<void> {
  await authorize(tx.db, actor, { accountId: tx.accountId, permission: 'members.manage' })
  requireRecentProof(deps, actor)
  await lockMemberships(tx.db, tx.accountId)
}

async function refuseBeyondOwn(tx: Transaction, actor: Actor, permissions: readonly Permission[]): Promise<void> {
  const own = await permissionsIn(tx.db, actor, tx.accountId)
  const beyond = permissions.filter(name => !own.includes(name))
  if (beyond.length > 0) throw new Problem('permission_exceeds_own', { facts: { permissions: beyond } })
}

function checkDraft({ name, permissions }: RoleDraft): { name: string; permissions: Permission[] } {
  const trimmed = name.trim()
  if (trimmed === '') throw invalid('name', 'must not be empty')
  if (trimmed.length > NAME_LENGTH_MAX) throw invalid('name', `must be at most ${NAME_LENGTH_MAX} characters`)
  if (FIXED_ROLES.some(role => role === trimmed.toLowerCase())) throw new Problem('role_name_taken')
  const known = permissions.filter(isPermission)
  const unknown = permissions.find(permission => !isPermission(permission))
  if (unknown !== undefined) throw invalid('permissions', `holds "${unknown}", which is no permission`)
  return { name: trimmed, permissions: withCovered(known) }
}

function recordRole(
  deps: Deps,
  tx: Transaction,
  happening: {
    actor: Actor
    action: string
    role: { id: string; name: string }
    before?: Record<string, unknown> | undefined
    after?: Record<string, unknown> | undefined
  },
): void {
  const { role, ...rest } = happening
  const target = { kind: 'role' as const, id: role.id, name: role.name }
  recordAudit(deps, tx, { ...rest, target, at: deps.clock.now() })
}

function toView({ id, name, permissions, version }: store.RoleRow, members: number): RoleView {
  return { id, name, isFixed: false, permissions, members, version }
}
