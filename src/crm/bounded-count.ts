import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** So many are looked up for every page. */
const COUNTED_MAX = 1000

/**
 * The ids of what matches, if that is at most 1,000. Of more than that searches tell a total that no client stops before, until
 * the last page says exactly how many they were: to count 100,000 for every page took 200 ms.
 */
export async function findFew(db: Sql, matching: RawBuilder<unknown>): Promise<string[] | undefined> {
  const { rows } = await sql<{ ids: string[] | null; count: number }>`
    select case when count(*) <= ${COUNTED_MAX} then array_agg(id) end as ids, count(*) as count
      from (select id ${matching} limit ${COUNTED_MAX + 1}) as first_ones`.execute(db)
  const [{ ids, count } = { ids: null, count: 0 }] = rows
  return count > COUNTED_MAX ? undefined : (ids ?? [])
}

/** How many records match, counted to the last. */
export async function countAll(db: Sql, matching: RawBuilder<unknown>): Promise<number> {
  return await numberOf(db, sql`select count(*) as n ${matching}`)
}

/** The one number `n` that a query gives. */
export async function numberOf(db: Sql, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`${query}`.execute(db)
  return rows[0]?.n ?? 0
}
