import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { notFound } from '../wire-error.ts'
import { refuse } from './rules.ts'
import type { Work } from './work.ts'

/** Refuses (422, naming the property) ids of users who don't belong to the account: a stranger's and a made-up id alike. */
export async function requireUsers(
  { db, context }: Pick<Work, 'db' | 'context'>,
  property: string,
  userIds: readonly (string | null | undefined)[],
): Promise<void> {
  const wanted = [...new Set(userIds.filter(id => typeof id === 'string' && id !== ''))]
  if (wanted.length === 0) return
  const { rows } = await sql<{ wire_id: string }>`
    select users.wire_id from users join memberships on memberships.user_id = users.id
     where memberships.account_id = ${context.accountId} and users.wire_id = any(${wanted})`.execute(db)
  const known = new Set(rows.map(row => row.wire_id))
  const missing = wanted.find(id => !known.has(id as string))
  if (missing !== undefined) throw refuse(property, `must be the id of a user of this location: ${missing} is none`)
}

/** Answers 404 where the account has no business of that id. */
export async function requireBusiness(db: Sql, accountId: string, id: string): Promise<void> {
  const isPossible = /^[0-9a-f]{24}$/.test(id)
  const { rows } = isPossible
    ? await sql`select 1 from crm_businesses where account_id = ${accountId} and id = ${id}`.execute(db)
    : { rows: [] }
  if (rows.length === 0) throw notFound('Business', id)
}
