import { type RawBuilder, sql } from 'kysely'

/** Which rows, in which order, which part of them. */
export interface PageQuery {
  columns: RawBuilder<unknown>
  /** The table or view that `matching` reads from, as the order names its columns. */
  table: string
  /** `from … where …` of all that match. */
  matching: RawBuilder<unknown>
  /** True when few match, by `countFew`. */
  isFew: boolean
  /** What follows: a further condition, the order, the limit. */
  page: RawBuilder<unknown>
}

/**
 * The query for one page. Few matches are looked up by what they match and sorted; many are met soon on a walk in the order
 * asked for. The planner can't tell which it will be: for a tag that 500 of a million have it walked past 40,000 others.
 */
export function pageQuery<Row>({ columns, table, matching, isFew, page }: PageQuery): RawBuilder<Row> {
  if (!isFew) return sql<Row>`select ${columns} ${matching} ${page}`
  return sql<Row>`
    with few as materialized (select * ${matching})
    select ${columns} from few as ${sql.ref(table)} where true ${page}`
}
