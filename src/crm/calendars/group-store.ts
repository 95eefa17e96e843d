import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** What calendars are sorted into. */
export interface Group {
  id: string
  name: string
  description: string
  slug: string
  isActive: boolean
}

interface GroupTable {
  account_id: string
  id: string
  name: string
  description: string
  slug: string
  is_active: boolean
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_calendar_groups: GroupTable }> => db

const COLUMNS = ['id', 'name', 'description', 'slug', 'is_active as isActive'] as const

/** More groups than a reply should carry; those made last are left out. */
const LISTED_MAX = 1000

/** The groups of an account, the oldest first. */
export async function listGroups(db: Sql, accountId: string): Promise<Group[]> {
  return await on(db)
    .selectFrom('crm_calendar_groups')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()
}

export async function findGroup(db: Sql, accountId: string, id: string): Promise<Group | undefined> {
  return await on(db)
    .selectFrom('crm_calendar_groups')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function hasGroupSlug(db: Sql, accountId: string, slug: string): Promise<boolean> {
  const row = await on(db)
    .selectFrom('crm_calendar_groups')
    .select('id')
    .where('account_id', '=', accountId)
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row !== undefined
}

/** False when the account has a group with that slug. */
export async function insertGroup(db: Sql, accountId: string, group: Group & { now: Date }): Promise<boolean> {
  const { id, name, description, slug, isActive, now } = group
  const result = await on(db)
    .insertInto('crm_calendar_groups')
    .values({
      ...{ account_id: accountId, id, name, description, slug },
      ...{ is_active: isActive, created_at: now, updated_at: now },
    })
    .onConflict(conflict => conflict.columns(['account_id', 'slug']).doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** The group with these changes; undefined where there is none. Fails on crm_calendar_groups_slug for a slug in use. */
export async function updateGroup(
  db: Sql,
  { accountId, id }: { accountId: string; id: string },
  changes: Partial<Omit<Group, 'id'>> & { now: Date },
): Promise<Group | undefined> {
  const { now, isActive, ...texts } = changes
  return await on(db)
    .updateTable('crm_calendar_groups')
    .set({ ...texts, ...(isActive === undefined ? {} : { is_active: isActive }), updated_at: now })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst()
}

/** False when there was none. Its calendars stay, in no group. */
export async function deleteGroup(db: Sql, accountId: string, id: string): Promise<boolean> {
  const result = await on(db)
    .deleteFrom('crm_calendar_groups')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}
