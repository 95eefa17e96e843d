import { sql } from 'kysely'
import { refuse } from './wire-error.ts'
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
