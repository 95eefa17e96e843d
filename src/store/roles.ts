import type { Selectable } from 'kysely'
import { isPermission, type OwnRole, type OwnRoleId } from '../domain/permission.ts'
import type { Sql } from '../lib/database.ts'
import type { PeopleTables } from './people-tables.ts'
import { tables } from './tables.ts'

/** A role of an account's own, with its optimistic lock. */
export interface RoleRow extends OwnRole {
  accountId: string
  version: number
  createdAt: Date
  updatedAt: Date
}

/** The roles an account made for itself, by name. */
export async function listRoles(db: Sql, accountId: string): Promise<RoleRow[]> {
  const rows = await tables(db)
    .selectFrom('roles')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(toRole)
}

export async function findRole(db: Sql, accountId: string, id: string): Promise<RoleRow | undefined> {
  const row = await tables(db)
    .selectFrom('roles')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toRole(row)
}

/** True when the account has a role of this name, in any case, other than the one with `exceptId`. */
export async function hasRoleNamed(
  db: Sql,
  accountId: string,
  { name, exceptId = '' }: { name: string; exceptId?: string },
): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('roles')
    .select('id')
    .where('account_id', '=', accountId)
    .where('id', '!=', exceptId)
    .where(({ eb, fn, val }) => eb(fn<string>('lower', ['name']), '=', fn<string>('lower', [val(name)])))
    .executeTakeFirst()
  return row !== undefined
}

export async function insertRole(db: Sql, role: RoleRow): Promise<void> {
  await tables(db)
    .insertInto('roles')
    .values({
      account_id: role.accountId,
      id: role.id,
      name: role.name,
      permissions: [...role.permissions],
      created_at: role.createdAt,
      updated_at: role.updatedAt,
    })
    .execute()
}

export async function updateRole(db: Sql, role: RoleRow): Promise<void> {
  await tables(db)
    .updateTable('roles')
    .set({
      name: role.name,
      permissions: [...role.permissions],
      version: role.version,
      updated_at: role.updatedAt,
    })
    .where('account_id', '=', role.accountId)
    .where('id', '=', role.id)
    .execute()
}

export async function deleteRole(db: Sql, accountId: string, id: string): Promise<void> {
  await tables(db).deleteFrom('roles').where('account_id', '=', accountId).where('id', '=', id).execute()
}

/** How many members have each role, by the role's name or id. */
export async function countMembersByRole(db: Sql, accountId: string): Promise<Map<string, number>> {
  const rows = await tables(db)
    .selectFrom('memberships')
    .select(eb => ['role', eb.fn.countAll<number>().as('count')])
    .where('account_id', '=', accountId)
    .groupBy('role')
    .execute()
  return new Map(rows.map(row => [row.role, Number(row.count)]))
}

/** How many open invites give this role. */
export async function countInvitesWithRole(db: Sql, accountId: string, roleId: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('invites')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('role', '=', roleId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

function toRole(row: Selectable<PeopleTables['roles']>): RoleRow {
  return {
    accountId: row.account_id,
    id: row.id as OwnRoleId,
    name: row.name,
    permissions: row.permissions.filter(isPermission),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
