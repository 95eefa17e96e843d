import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** So many are counted for every page. */
const COUNTED_MAX = 1000

/**
 * How many records match: exact up to 1,000. Of more than that `keptCount` is asked for a bound that no client stops before,
 * until the last page says exactly how many they were: to count 100,000 for every page took 200 ms.
 */
export async function countBounded(
  db: Sql,
  {
    matching,
    isLastPage,
    keptCount,
  }: { matching: RawBuilder<unknown>; isLastPage: boolean; keptCount: () => Promise<number> },
): Promise<number> {
  return (await countFew(db, matching)) ?? (isLastPage ? await countAll(db, matching) : await keptCount())
}

/** How many records match, if that is at most 1,000. */
export async function countFew(db: Sql, matching: RawBuilder<unknown>): Promise<number | undefined> {
  const bound = COUNTED_MAX + 1
  const bounded = await numberOf(db, sql`select count(*) as n from (select 1 ${matching} limit ${bound}) as first_ones`)
  return bounded < bound ? bounded : undefined
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
