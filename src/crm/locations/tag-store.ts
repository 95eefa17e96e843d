import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

export interface Tag {
  id: string
  name: string
}

interface TagTable {
  account_id: string
  id: string
  name: string
  created_at: Date
}

const on = (db: Sql): Kysely<{ crm_tags: TagTable }> => db

export async function listTags(db: Sql, accountId: string): Promise<Tag[]> {
  return await on(db)
    .selectFrom('crm_tags')
    .select(['id', 'name'])
    .where('account_id', '=', accountId)
    .orderBy(eb => eb.fn('lower', ['name']))
    .execute()
}

export async function findTag(db: Sql, accountId: string, id: string): Promise<Tag | undefined> {
  return await on(db)
    .selectFrom('crm_tags')
    .select(['id', 'name'])
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** As findTag, and nobody else changes the tag until the transaction ends. */
export async function lockTag(db: Sql, accountId: string, id: string): Promise<Tag | undefined> {
  return await on(db)
    .selectFrom('crm_tags')
    .select(['id', 'name'])
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** False when the account has a tag of that name. */
export async function insertTag(db: Sql, accountId: string, tag: Tag & { createdAt: Date }): Promise<boolean> {
  const result = await on(db)
    .insertInto('crm_tags')
    .values({ account_id: accountId, id: tag.id, name: tag.name, created_at: tag.createdAt })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function renameTag(db: Sql, accountId: string, tag: Tag): Promise<void> {
  await on(db)
    .updateTable('crm_tags')
    .set({ name: tag.name })
    .where('account_id', '=', accountId)
    .where('id', '=', tag.id)
    .execute()
}

export async function deleteTag(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_tags').where('account_id', '=', accountId).where('id', '=', id).execute()
}
