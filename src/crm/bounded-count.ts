import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** So many matches are few: they are counted for every page, and each of them lies somewhere else on the disk. */
export const FEW_MAX = 500

/** Where there are no more than these records at all, every search is counted to the last. */
export const COUNTED_ACCOUNT_MAX = 10_000

/** How many records match, if they are few. */
export async function countFew(db: Sql, matching: RawBuilder<unknown>): Promise<number | undefined> {
  const bound = FEW_MAX + 1
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
