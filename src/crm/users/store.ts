import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** A person with the accounts in sight: the location itself, or an agency with its locations. */
export interface Member {
  wireId: string
  name: string
  email: string
  profile: Record<string, unknown>
  isDisabled: boolean
  roles: string[]
  isOfAgency: boolean
  locationIds: string[]
}

interface Tables {
  users: {
    id: string
    wire_id: string
    email: string
    name: string
    profile: Record<string, unknown>
    disabled_at: Date | null
    created_at: Date
  }
  memberships: { account_id: string; user_id: string; role: string }
  accounts: { id: string; parent_id: string | null; kind: string; wire_id: string }
}

export interface MemberSearch {
  /** Part of the name, the e-mail address or the phone number. */
  text?: string | undefined
  wireIds?: string[] | undefined
  /** Only members of this location, whatever else they are members of. */
  locationId?: string | undefined
  isOfAgency?: boolean | undefined
  isAdmin?: boolean | undefined
  sort: 'name' | 'firstName' | 'lastName' | 'email' | 'dateAdded'
  isDescending: boolean
  limit: number
  skip: number
}

const SORT: Record<MemberSearch['sort'], RawBuilder<unknown>> = {
  name: sql`lower(users.name)`,
  firstName: sql`lower(users.name)`,
  lastName: sql`lower(regexp_replace(users.name, '^\\S+\\s*', ''))`,
  email: sql`lower(users.email)`,
  dateAdded: sql`users.created_at`,
}

/** Members of the account and, for an agency, of its locations: each person once, and how many there are in all. */
export async function searchMembers(
  db: Sql,
  accountId: string,
  search: MemberSearch,
): Promise<{ members: Member[]; count: number }> {
  const rows = await membersInSight(db, accountId, search)
    .select(sql<number>`count(*) over ()`.as('count'))
    .orderBy(SORT[search.sort], search.isDescending ? 'desc' : 'asc')
    .orderBy('users.id')
    .limit(search.limit)
    .offset(search.skip)
    .execute()
  const count = rows[0]?.count ?? (search.skip === 0 ? 0 : await countMembers(db, accountId, search))
  return { members: rows, count }
}

export async function findMember(db: Sql, accountId: string, wireId: string): Promise<Member | undefined> {
  return await membersInSight(db, accountId, { wireIds: [wireId] }).executeTakeFirst()
}

/** True when the agency has a location of that id on the wire. */
export async function hasLocation(db: Sql, accountId: string, locationId: string): Promise<boolean> {
  const row = await on(db)
    .selectFrom('accounts')
    .select('id')
    .where('wire_id', '=', locationId)
    .where('parent_id', '=', accountId)
    .executeTakeFirst()
  return row !== undefined
}

/** A page past the end has no rows that could carry the count. */
async function countMembers(db: Sql, accountId: string, search: MemberSearch): Promise<number> {
  const rows = await membersInSight(db, accountId, search).execute()
  return rows.length
}

const on = (db: Sql): Kysely<Tables> => db

type Filter = Pick<MemberSearch, 'text' | 'wireIds' | 'locationId' | 'isOfAgency' | 'isAdmin'>

function membersInSight(db: Sql, accountId: string, filter: Filter) {
  const isOfAgency = sql<boolean>`bool_or(accounts.kind = 'agency')`
  let query = on(db)
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .where(eb => eb.or([eb('accounts.id', '=', accountId), eb('accounts.parent_id', '=', accountId)]))
    .groupBy('users.id')
    .select(['users.wire_id as wireId', 'users.name', 'users.email', 'users.profile'])
    .select(sql<boolean>`users.disabled_at is not null`.as('isDisabled'))
    .select(sql<string[]>`array_agg(distinct memberships.role)`.as('roles'))
    .select(isOfAgency.as('isOfAgency'))
    .select(
      sql<
        string[]
      >`coalesce(array_agg(accounts.wire_id order by accounts.wire_id) filter (where accounts.kind = 'location'), '{}')`.as(
        'locationIds',
      ),
    )
  const { text, wireIds, locationId } = filter
  if (wireIds !== undefined) query = query.where(sql<boolean>`users.wire_id = any(${wireIds})`)
  if (text !== undefined) {
    const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    query = query.where(sql<boolean>`concat_ws(' ', users.name, users.email, users.profile->>'phone') ilike ${pattern}`)
  }
  if (locationId !== undefined) query = query.having(sql<boolean>`bool_or(accounts.wire_id = ${locationId})`)
  if (filter.isOfAgency !== undefined) query = query.having(isOfAgency, '=', filter.isOfAgency)
  if (filter.isAdmin !== undefined) query = query.having(sql`bool_or(memberships.role = 'admin')`, '=', filter.isAdmin)
  return query
}
