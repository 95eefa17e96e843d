import { type RawBuilder, sql } from 'kysely'
import { refuse } from './wire-error.ts'

/** How a key's value is read from `searchAfter`. */
type SortKind = 'instant' | 'number' | 'text'

/** One key that a search is ordered by: its SQL, never null, and its value on a record as `searchAfter` carries it. */
export interface SortKey<T> {
  expression: RawBuilder<unknown>
  isDescending: boolean
  kind: SortKind
  valueOf(record: T): string | number
}

/** The order of a search; the id comes last, so that no two records stand on one place. */
export type SearchOrder<T> = readonly SortKey<T>[]

/** As `sort` of a request has it. */
export interface SortInput {
  field: string
  direction?: 'asc' | 'desc'
}

/** Completes the keys of a request by the id, in the direction of the last of them. */
export function withId<T extends { id: string }>(keys: readonly SortKey<T>[]): SearchOrder<T> {
  const isDescending = keys.at(-1)?.isDescending ?? true
  return [...keys, { expression: sql`id`, isDescending, kind: 'text', valueOf: ({ id }) => id }]
}

/** `order by` of a search. */
export function orderBy<T>(order: SearchOrder<T>): RawBuilder<unknown> {
  return sql.join(order.map(key => (key.isDescending ? sql`${key.expression} desc` : sql`${key.expression} asc`)))
}

/** The record's place in this order: given back as `searchAfter` the next page begins behind it. */
export function placeOf<T>(record: T, order: SearchOrder<T>): (string | number)[] {
  return order.map(key => key.valueOf(record))
}

/** Reads `searchAfter` as the condition of standing behind that place. */
export function behind<T>(order: SearchOrder<T>, searchAfter: readonly unknown[]): RawBuilder<unknown> {
  if (searchAfter.length !== order.length) {
    throw refuse(
      'searchAfter',
      `must hold ${order.length} values, as the records that a search in this order found carry them`,
    )
  }
  const values = order.map((key, index) => readPlace(key, searchAfter[index], `searchAfter.${index}`))
  const isOneWay = order.every(key => key.isDescending === order[0]?.isDescending)
  if (isOneWay) {
    const row = sql`(${sql.join(order.map(key => key.expression))})`
    return order[0]?.isDescending ? sql`${row} < (${sql.join(values)})` : sql`${row} > (${sql.join(values)})`
  }
  return sql`(${sql.join(
    order.map((_, index) => behindAt(order, values, index)),
    sql` or `,
  )})`
}

/** Equal in all keys before `last` and further on in that one. */
function behindAt<T>(order: SearchOrder<T>, values: readonly RawBuilder<unknown>[], last: number): RawBuilder<unknown> {
  const parts = order.slice(0, last + 1).map(({ expression, isDescending }, index) => {
    if (index < last) return sql`${expression} = ${values[index]}`
    return isDescending ? sql`${expression} < ${values[index]}` : sql`${expression} > ${values[index]}`
  })
  return sql`(${sql.join(parts, sql` and `)})`
}

/** The years 1000 to 9999: before them PostgreSQL reads no date as JavaScript writes it, after them neither writes four digits. */
const INSTANT_MS_MIN = Date.UTC(1000, 0)
const INSTANT_MS_MAX = 253_402_300_799_999

function readPlace({ kind }: { kind: SortKind }, value: unknown, at: string): RawBuilder<unknown> {
  if (kind === 'number') return sql`${readNumber(value, at)}::numeric`
  if (kind === 'instant') {
    const ms = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
    if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < INSTANT_MS_MIN || ms > INSTANT_MS_MAX) {
      throw refuse(at, 'must be the milliseconds of a date, as a search gave it')
    }
    return sql`${new Date(ms).toISOString()}::timestamptz`
  }
  if (typeof value !== 'string' || value.length > 600) throw refuse(at, 'must be text, as a search gave it')
  return sql`${value}::text`
}

function readNumber(value: unknown, at: string): number {
  const number = typeof value === 'string' && /^-?\d{1,16}(\.\d{1,15})?$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse(at, 'must be a number, as a search gave it')
  return number
}
