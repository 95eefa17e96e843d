import { type Kysely, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'

export interface CustomValue {
  id: string
  name: string
  /** The word in `{{ custom_values.word }}`. */
  fieldKey: string
  value: string
}

interface CustomValueTable {
  account_id: string
  id: string
  name: string
  field_key: string
  value: string
  created_at: Date
  updated_at: Date
}

const COLUMNS = ['id', 'name', 'field_key as fieldKey', 'value'] as const

const on = (db: Sql): Kysely<{ crm_custom_values: CustomValueTable }> => db

export async function listCustomValues(db: Sql, accountId: string): Promise<CustomValue[]> {
  return await on(db)
    .selectFrom('crm_custom_values')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .orderBy(eb => eb.fn('lower', ['name']))
    .execute()
}

export async function findCustomValue(db: Sql, accountId: string, id: string): Promise<CustomValue | undefined> {
  return await on(db)
    .selectFrom('crm_custom_values')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The keys in use. Waits for others who are making values of this account, so that two never choose the same key. */
export async function lockValueKeys(db: Sql, accountId: string): Promise<Set<string>> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`crm_custom_values ${accountId}`}, 0))`.execute(db)
  const rows = await on(db)
    .selectFrom('crm_custom_values')
    .select('field_key')
    .where('account_id', '=', accountId)
    .execute()
  return new Set(rows.map(row => row.field_key))
}

export async function insertCustomValue(
  db: Sql,
  accountId: string,
  value: CustomValue & { createdAt: Date },
): Promise<void> {
  await on(db)
    .insertInto('crm_custom_values')
    .values({
      account_id: accountId,
      id: value.id,
      name: value.name,
      field_key: value.fieldKey,
      value: value.value,
      created_at: value.createdAt,
      updated_at: value.createdAt,
    })
    .execute()
}

export interface CustomValueChange {
  id: string
  name: string
  value: string
  updatedAt: Date
}

/** Undefined when the account has no such value. */
export async function updateCustomValue(
  db: Sql,
  accountId: string,
  change: CustomValueChange,
): Promise<CustomValue | undefined> {
  return await on(db)
    .updateTable('crm_custom_values')
    .set({ name: change.name, value: change.value, updated_at: change.updatedAt })
    .where('account_id', '=', accountId)
    .where('id', '=', change.id)
    .returning(COLUMNS)
    .executeTakeFirst()
}

/** False when the account had no such value. */
export async function deleteCustomValue(db: Sql, accountId: string, id: string): Promise<boolean> {
  const result = await on(db)
    .deleteFrom('crm_custom_values')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}
