import { type RawBuilder, sql } from 'kysely'
import { refuse } from '../wire-error.ts'
import { lineOf } from './conditions.ts'
import type { Contact, TextField } from './contact.ts'
import { searchable } from './rules.ts'
import type { SearchBody } from './schema.ts'
import { searchFieldOf } from './search-fields.ts'

/** One key that a search is ordered by: its SQL, never null, and its value on a contact as `searchAfter` carries it. */
interface SortKey {
  expression: RawBuilder<unknown>
  isDescending: boolean
  isInstant: boolean
  valueOf(contact: Contact): string | number
}

/** The order of a search; the id comes last, so that no two contacts stand on one place. */
export type SearchOrder = readonly SortKey[]

const NEWEST_FIRST: NonNullable<SearchBody['sort']> = [{ field: 'dateAdded', direction: 'desc' }]

/** Reads `sort`; without any, the newest come first. Throws WireError 422 for a field that orders nothing. */
export function readOrder(sort: SearchBody['sort'] = []): SearchOrder {
  const keys = (sort.length === 0 ? NEWEST_FIRST : sort).map(({ field, direction }, index) => {
    const key = keyOf(field, direction === 'desc')
    if (key === undefined)
      throw refuse(`sort.${index}.field`, 'must be a name, e-mail, company, address or date field of contacts')
    return key
  })
  return [
    ...keys,
    { expression: sql`id`, isDescending: keys.at(-1)?.isDescending ?? true, isInstant: false, valueOf: ({ id }) => id },
  ]
}

/** Property of the contact behind the columns and lines that can be sorted by. */
const LINE_PROPERTIES = ['name', 'firstName', 'lastName', 'email', 'phone', 'companyName'] as const
const TEXT_PROPERTIES: Record<string, TextField | 'type' | 'dateOfBirth'> = {
  phone: 'phone',
  city: 'city',
  state: 'state',
  country: 'country',
  source: 'source',
  type: 'type',
  address1: 'address1',
  postal_code: 'postalCode',
  date_of_birth: 'dateOfBirth',
}

function keyOf(name: string, isDescending: boolean): SortKey | undefined {
  const field = searchFieldOf(name)
  if (field?.kind === 'instant') {
    const property = field.source === 'created_at' ? 'createdAt' : 'updatedAt'
    return {
      expression: sql.ref(field.source),
      isDescending,
      isInstant: true,
      valueOf: contact => contact[property].getTime(),
    }
  }
  if (field?.kind === 'line') {
    const property = LINE_PROPERTIES[Number(field.source) - 1] ?? 'name'
    const valueOf = (contact: Contact) => searchable(contact[property] ?? '')
    return { expression: lineOf(field.source), isDescending, isInstant: false, valueOf }
  }
  const property = field && TEXT_PROPERTIES[field.source]
  if (property === undefined) return undefined
  const expression = sql`coalesce(${sql.ref(field?.source ?? '')}::text, '')`
  return { expression, isDescending, isInstant: false, valueOf: contact => contact[property] ?? '' }
}

/** `order by` of a search. */
export function orderBy(order: SearchOrder): RawBuilder<unknown> {
  return sql.join(order.map(key => (key.isDescending ? sql`${key.expression} desc` : sql`${key.expression} asc`)))
}

/** The contact's place in this order: given back as `searchAfter` the next page begins behind it. */
export function placeOf(contact: Contact, order: SearchOrder): (string | number)[] {
  return order.map(key => key.valueOf(contact))
}

/** Reads `searchAfter` as the condition of standing behind that place. */
export function behind(order: SearchOrder, searchAfter: readonly unknown[]): RawBuilder<unknown> {
  if (searchAfter.length !== order.length) {
    throw refuse(
      'searchAfter',
      `must hold ${order.length} values, as the contacts of a search in this order carry them`,
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
function behindAt(order: SearchOrder, values: readonly RawBuilder<unknown>[], last: number): RawBuilder<unknown> {
  const parts = order.slice(0, last + 1).map(({ expression, isDescending }, index) => {
    if (index < last) return sql`${expression} = ${values[index]}`
    return isDescending ? sql`${expression} < ${values[index]}` : sql`${expression} > ${values[index]}`
  })
  return sql`(${sql.join(parts, sql` and `)})`
}

const INSTANT_MS_MAX = 253_402_300_799_999

function readPlace(key: SortKey, value: unknown, at: string): RawBuilder<unknown> {
  if (key.isInstant) {
    const ms = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
    if (typeof ms !== 'number' || !Number.isInteger(ms) || Math.abs(ms) > INSTANT_MS_MAX) {
      throw refuse(at, 'must be the milliseconds of a date, as contacts of a search carry it')
    }
    return sql`${new Date(ms).toISOString()}::timestamptz`
  }
  if (typeof value !== 'string' || value.length > 600)
    throw refuse(at, 'must be text, as contacts of a search carry it')
  return sql`${value}::text`
}
