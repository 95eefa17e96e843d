import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** What API v2.0 shows of an account; kept in `accounts.profile`, absent where nobody filled it in. */
export interface LocationProfile {
  [key: string]: unknown
  email?: string
  business?: Record<string, unknown>
  social?: Record<string, unknown>
  settings?: Record<string, unknown>
}

export interface Location {
  wireId: string
  name: string
  timezone: string
  profile: LocationProfile
}

interface AccountTable {
  id: string
  kind: string
  parent_id: string | null
  name: string
  wire_id: string
  timezone: string
  profile: LocationProfile
}

const on = (db: Sql): Kysely<{ accounts: AccountTable }> => db

/** The location that an account is; undefined for an agency. */
export async function findLocation(db: Sql, accountId: string): Promise<Location | undefined> {
  return await on(db)
    .selectFrom('accounts')
    .select(['wire_id as wireId', 'name', 'timezone', 'profile'])
    .where('id', '=', accountId)
    .where('kind', '=', 'location')
    .executeTakeFirst()
}

export interface LocationSearch {
  email?: string | undefined
  isDescending: boolean
  limit: number
  skip: number
}

/** The account itself when it is a location, all of its locations when it is an agency. */
export async function listLocations(db: Sql, accountId: string, search: LocationSearch): Promise<Location[]> {
  let query = on(db)
    .selectFrom('accounts')
    .select(['wire_id as wireId', 'name', 'timezone', 'profile'])
    .where('kind', '=', 'location')
    .where(eb => eb.or([eb('id', '=', accountId), eb('parent_id', '=', accountId)]))
  const { email } = search
  if (email !== undefined) {
    query = query.where(eb => eb(eb.fn('lower', [eb.ref('profile', '->>').key('email')]), '=', email.toLowerCase()))
  }
  return await query
    .orderBy(eb => eb.fn('lower', ['name']), search.isDescending ? 'desc' : 'asc')
    .orderBy('id')
    .limit(search.limit)
    .offset(search.skip)
    .execute()
}
