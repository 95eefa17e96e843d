import { type RawBuilder, sql } from 'kysely'

/** Which rows, in which order, which part of them. */
export interface PageQuery {
  columns: RawBuilder<unknown>
  /** The table or view that `matching` reads from, as the order names its columns. */
  table: string
  accountId: string
  /** `from … where …` of all that match. */
  matching: RawBuilder<unknown>
  /** Those that match, where they are few (see `findFew`). */
  few: readonly string[] | undefined
  /** What follows: a further condition, the order, the limit. */
  page: RawBuilder<unknown>
}

/**
 * The query for one page. Few matches are read by their ids and sorted; many are met soon on a walk in the order asked for.
 * The planner can't tell which it will be: for a tag that 500 of a million have it walked past 40,000 others.
 */
export function pageQuery<Row>({ columns, table, accountId, matching, few, page }: PageQuery): RawBuilder<Row> {
  if (few === undefined) return sql<Row>`select ${columns} ${matching} ${page}`
  return sql<Row>`
    with few as materialized (select * from ${sql.ref(table)} where account_id = ${accountId} and id = any(${few}::text[]))
    select ${columns} from few as ${sql.ref(table)} where true ${page}`
}
