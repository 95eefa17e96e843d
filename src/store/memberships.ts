import {
  isPermission,
  type Membership,
  type OwnRoleId,
  type PermissionOverrides,
  type Role,
} from '../domain/permission.ts'
import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'
import { toUser } from './users.ts'

/** A user's membership in one account, with the exceptions from the role. */
export async function findMembership(db: Sql, accountId: string, userId: string): Promise<Membership | undefined> {
  const rows = await membershipRows(db).where('m.account_id', '=', accountId).where('m.user_id', '=', userId).execute()
  return toMemberships(rows)[0]
}

/** Everywhere a user belongs. The connection must see every account. */
export async function listMembershipsOf(db: Sql, userId: string): Promise<Membership[]> {
  return toMemberships(await membershipRows(db).where('m.user_id', '=', userId).execute())
}

/** The people of an account, by name. */
export async function listMembersOf(db: Sql, accountId: string): Promise<{ user: User; membership: Membership }[]> {
  const rows = await membershipRows(db).where('m.account_id', '=', accountId).execute()
  const users = await tables(db)
    .selectFrom('users as u')
    .innerJoin('memberships as m', 'm.user_id', 'u.id')
    .select(['u.id', 'u.wire_id', 'u.email', 'u.name'])
    .where('m.account_id', '=', accountId)
    .orderBy('u.name')
    .orderBy('u.id')
    .execute()
  const byUser = new Map(toMemberships(rows).map(membership => [membership.userId, membership]))
  return users.flatMap(row => {
    const membership = byUser.get(row.id)
    return membership === undefined ? [] : [{ user: toUser(row), membership }]
  })
}

/** Locks all of an account's memberships, so that two changes cannot both see another last admin. */
export async function lockMemberships(db: Sql, accountId: string): Promise<void> {
  await tables(db)
    .selectFrom('memberships')
    .select('user_id')
    .where('account_id', '=', accountId)
    .orderBy('user_id')
    .forNoKeyUpdate()
    .execute()
}

/** Takes a person out of an account; the exceptions go along. */
export async function deleteMembership(db: Sql, accountId: string, userId: string): Promise<void> {
  await tables(db).deleteFrom('memberships').where('account_id', '=', accountId).where('user_id', '=', userId).execute()
}

export async function insertMembership(db: Sql, membership: Membership, now: Date): Promise<void> {
  await tables(db)
    .insertInto('memberships')
    .values({
      account_id: membership.accountId,
      user_id: membership.userId,
      role: membership.role,
      created_at: now,
      updated_at: now,
    })
    .execute()
}

/** Writes role and exceptions as given; of its own role a membership names the id alone. */
export async function updateMembership(db: Sql, membership: Membership, now: Date): Promise<void> {
  const { accountId, userId, role, overrides, version } = membership
  await tables(db)
    .updateTable('memberships')
    .set({ role, version, updated_at: now })
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .execute()
  await tables(db)
    .deleteFrom('permission_overrides')
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .execute()
  const rows = Object.entries(overrides).map(([permission, isAllowed]) => ({
    account_id: accountId,
    user_id: userId,
    permission,
    is_allowed: isAllowed,
  }))
  if (rows.length > 0) await tables(db).insertInto('permission_overrides').values(rows).execute()
}

interface MembershipRow {
  account_id: string
  user_id: string
  role: string
  version: number
  role_name: string | null
  role_permissions: string[] | null
  permission: string | null
  is_allowed: boolean | null
}

function membershipRows(db: Sql) {
  return tables(db)
    .selectFrom('memberships as m')
    .leftJoin('permission_overrides as o', join =>
      join.onRef('o.account_id', '=', 'm.account_id').onRef('o.user_id', '=', 'm.user_id'),
    )
    .leftJoin('roles as r', join => join.onRef('r.account_id', '=', 'm.account_id').onRef('r.id', '=', 'm.own_role_id'))
    .select(['m.account_id', 'm.user_id', 'm.role', 'm.version', 'o.permission', 'o.is_allowed'])
    .select(['r.name as role_name', 'r.permissions as role_permissions'])
}

function toMemberships(rows: readonly MembershipRow[]): Membership[] {
  const found = new Map<string, Membership & { overrides: PermissionOverrides }>()
  for (const row of rows) {
    const key = `${row.account_id} ${row.user_id}`
    const membership = found.get(key) ?? {
      accountId: row.account_id,
      userId: row.user_id,
      ...roleOf(row),
      overrides: {},
      version: row.version,
    }
    if (row.permission !== null && row.is_allowed !== null && isPermission(row.permission)) {
      membership.overrides[row.permission] = row.is_allowed
    }
    found.set(key, membership)
  }
  return [...found.values()]
}

function roleOf({ role, role_name: name, role_permissions: permissions }: MembershipRow) {
  const ownRole =
    name === null || permissions === null
      ? undefined
      : { id: role as OwnRoleId, name, permissions: permissions.filter(isPermission) }
  return { role: role as Role, ...(ownRole && { ownRole }) }
}
