import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { notFound } from '../wire-error.ts'

/** Answers 404 where the account has no business of that id. */
export async function requireBusiness(db: Sql, accountId: string, id: string): Promise<void> {
  const isPossible = /^[0-9a-f]{24}$/.test(id)
  const { rows } = isPossible
    ? await sql`select 1 from crm_businesses where account_id = ${accountId} and id = ${id}`.execute(db)
    : { rows: [] }
  if (rows.length === 0) throw notFound('Business', id)
}
