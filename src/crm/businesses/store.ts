import { type Kysely, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { type Business, TEXT_COLUMNS, TEXT_FIELDS, type TextField } from './business.ts'

type TextColumns = { [Field in TextField as (typeof TEXT_COLUMNS)[Field]]: string | null }

interface BusinessTable extends TextColumns {
  account_id: string
  id: string
  name: string
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_businesses: BusinessTable }> => db

const COLUMNS = sql.raw<unknown>(
  [
    ...['id', 'name', 'created_at as "createdAt"', 'updated_at as "updatedAt"'],
    ...TEXT_FIELDS.map(field => `${TEXT_COLUMNS[field]} as "${field}"`),
  ].join(', '),
)

/** The businesses of an account, newest first. */
export async function listBusinesses(
  db: Sql,
  accountId: string,
  { limit, skip }: { limit: number; skip: number },
): Promise<Business[]> {
  const { rows } = await sql<Business>`
    select ${COLUMNS} from crm_businesses where account_id = ${accountId}
     order by created_at desc, id desc limit ${limit} offset ${skip}`.execute(db)
  return rows
}

export async function findBusiness(db: Sql, accountId: string, id: string): Promise<Business | undefined> {
  const { rows } = await sql<Business>`
    select ${COLUMNS} from crm_businesses where account_id = ${accountId} and id = ${id}`.execute(db)
  return rows[0]
}

/** As `findBusiness`, and nobody else changes it until the transaction ends. */
export async function lockBusiness(db: Sql, accountId: string, id: string): Promise<Business | undefined> {
  const { rows } = await sql<Business>`
    select ${COLUMNS} from crm_businesses where account_id = ${accountId} and id = ${id} for update`.execute(db)
  return rows[0]
}

export async function insertBusiness(db: Sql, accountId: string, business: Business): Promise<void> {
  const { id, createdAt } = business
  await on(db)
    .insertInto('crm_businesses')
    .values({ account_id: accountId, id, created_at: createdAt, ...columnsOf(business) })
    .execute()
}

export async function updateBusiness(db: Sql, accountId: string, business: Business): Promise<void> {
  await on(db)
    .updateTable('crm_businesses')
    .set(columnsOf(business))
    .where('account_id', '=', accountId)
    .where('id', '=', business.id)
    .execute()
}

/** The business alone: its contacts stay and belong to none (the foreign key sets their business_id to null). */
export async function deleteBusiness(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_businesses').where('account_id', '=', accountId).where('id', '=', id).execute()
}

function columnsOf(business: Business) {
  const text = Object.fromEntries(TEXT_FIELDS.map(field => [TEXT_COLUMNS[field], business[field]])) as TextColumns
  return { ...text, name: business.name, updated_at: business.updatedAt }
}
