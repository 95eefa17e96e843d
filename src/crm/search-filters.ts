import { readInstant } from './instant.ts'
import { refuse } from './wire-error.ts'

/** How values of a field compare: which operators it knows and how its SQL is built. */
export type FieldKind =
  | 'text'
  | 'line'
  | 'phoneLine'
  | 'id'
  | 'phone'
  | 'boolean'
  | 'number'
  | 'instant'
  | 'day'
  | 'list'
  | 'custom'

/** A field that searches may name. */
export interface SearchField {
  kind: FieldKind
  /** The column; the number of its line in the search text; or the id of a custom field. */
  source: string
}

/** The fields that one kind of record is searched by, and how a refusal describes them. */
export interface SearchFields {
  find(name: string): SearchField | undefined
  /** "a field that contacts are searched by, such as email" */
  description: string
}

export type Scalar = string | number | boolean

/** Bounds of a range, by the operator that compares with them. */
export type Range = Partial<Record<'gt' | 'gte' | 'lt' | 'lte', Scalar>>

/** `values` are alternatives: one of them is enough. */
export interface ValueTest {
  field: SearchField
  operator: 'eq' | 'not_eq' | 'contains' | 'not_contains'
  values: Scalar[]
}

export interface ExistenceTest {
  field: SearchField
  operator: 'exists' | 'not_exists'
}

export interface RangeTest {
  field: SearchField
  operator: 'range'
  range: Range
}

export type Test = ValueTest | ExistenceTest | RangeTest

/** A checked tree of filters. */
export type Filter = { group: 'AND' | 'OR'; filters: Filter[] } | Test

const TEXT_OPERATORS = ['eq', 'not_eq', 'contains', 'not_contains', 'exists', 'not_exists']
const OPERATORS: Record<FieldKind, readonly string[]> = {
  text: TEXT_OPERATORS,
  line: TEXT_OPERATORS,
  phoneLine: TEXT_OPERATORS,
  id: TEXT_OPERATORS,
  phone: TEXT_OPERATORS,
  list: TEXT_OPERATORS,
  boolean: ['eq', 'not_eq', 'exists', 'not_exists'],
  number: ['eq', 'not_eq', 'range', 'exists', 'not_exists'],
  instant: ['eq', 'not_eq', 'range', 'exists', 'not_exists'],
  day: ['eq', 'not_eq', 'range', 'exists', 'not_exists'],
  custom: [...TEXT_OPERATORS, 'range'],
}

const TESTS_MAX = 100
const DEPTH_MAX = 8
const VALUES_MAX = 100
/** In the whole tree: each is a comparison with every record that nothing else has ruled out. */
const VALUES_TOGETHER_MAX = 200
const VALUE_CHARS_MAX = 255

/** Checks the filters of a search; all of the list must hold. Throws WireError 422 naming the place of what is wrong. */
export function readFilters(filters: readonly unknown[], fields: SearchFields): Filter {
  const count = { tests: 0, values: 0 }
  return {
    group: 'AND',
    filters: filters.map((filter, index) => readFilter(filter, { at: `filters.${index}`, depth: 1, count, fields })),
  }
}

interface Place {
  at: string
  depth: number
  count: { tests: number; values: number }
  fields: SearchFields
}

function readFilter(filter: unknown, place: Place): Filter {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter))
    throw refuse(place.at, 'must be an object')
  const { group, filters, field, operator, value, ...rest } = filter as Record<string, unknown>
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined) throw refuse(`${place.at}.${unknown}`, 'should not exist')
  if (++place.count.tests > TESTS_MAX) throw refuse('filters', `must not hold more than ${TESTS_MAX} filters`)
  return group === undefined ? readTest({ field, operator, value }, place) : readGroup(group, filters, place)
}

function readGroup(group: unknown, filters: unknown, { at, depth, ...rest }: Place): Filter {
  if (group !== 'AND' && group !== 'OR') throw refuse(`${at}.group`, 'must be AND or OR')
  if (!Array.isArray(filters) || filters.length === 0)
    throw refuse(`${at}.filters`, 'must be an array of filters, not empty')
  if (depth >= DEPTH_MAX) throw refuse(`${at}.filters`, `must not be nested deeper than ${DEPTH_MAX}`)
  return {
    group,
    filters: filters.map((filter, index) =>
      readFilter(filter, { at: `${at}.filters.${index}`, depth: depth + 1, ...rest }),
    ),
  }
}

function readTest({ field: name, operator, value }: Record<string, unknown>, { at, fields, count }: Place): Test {
  const field = typeof name === 'string' ? fields.find(name) : undefined
  if (field === undefined) throw refuse(`${at}.field`, `must be ${fields.description}`)
  const known = OPERATORS[field.kind]
  if (typeof operator !== 'string' || !known.includes(operator)) {
    throw refuse(`${at}.operator`, `must be one of the following values: ${known.join(', ')}`)
  }
  switch (operator) {
    case 'exists':
    case 'not_exists':
      return { field, operator }
    case 'range':
      return { field, operator, range: readRange(field.kind, value, `${at}.value`) }
    default: {
      const values = readValues(field.kind, value, `${at}.value`)
      count.values += values.length
      if (count.values > VALUES_TOGETHER_MAX) {
        throw refuse('filters', `must not hold more than ${VALUES_TOGETHER_MAX} values together`)
      }
      return { field, operator: operator as 'eq', values }
    }
  }
}

function readValues(kind: FieldKind, value: unknown, at: string): Scalar[] {
  const values = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.length > VALUES_MAX) throw refuse(at, `must hold from 1 to ${VALUES_MAX} values`)
  return values.map(one => readValue(kind, one, at))
}

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const

function readRange(kind: FieldKind, value: unknown, at: string): Range {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse(at, 'must be an object with gt, gte, lt or lte')
  }
  const unknown = Object.keys(value).find(key => !BOUNDS.includes(key as 'gt'))
  if (unknown !== undefined) throw refuse(`${at}.${unknown}`, 'should not exist')
  const given = BOUNDS.filter(bound => (value as Range)[bound] !== undefined)
  if (given.length === 0) throw refuse(at, 'must be an object with gt, gte, lt or lte')
  return Object.fromEntries(given.map(bound => [bound, readValue(kind, (value as Range)[bound], `${at}.${bound}`)]))
}

/** One value as its field's kind compares it: instants and days as ISO text. */
function readValue(kind: FieldKind, value: unknown, at: string): Scalar {
  if (kind === 'boolean') return readBoolean(value, at)
  if (kind === 'number') return readNumber(value, at)
  if (kind === 'instant' || kind === 'day') return readTime(kind, value, at)
  const isScalar =
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  if (!isScalar || String(value).length > VALUE_CHARS_MAX || value === '') {
    throw refuse(at, `must be a string of 1 to ${VALUE_CHARS_MAX} characters, a number or a boolean`)
  }
  return kind === 'custom' ? value : String(value)
}

function readBoolean(value: unknown, at: string): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw refuse(at, 'must be a boolean')
}

function readNumber(value: unknown, at: string): number {
  const number = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse(at, 'must be a number')
  return number
}

function readTime(kind: 'instant' | 'day', value: unknown, at: string): string {
  const text = typeof value === 'number' && Math.abs(value) < 8.64e15 ? new Date(value).toISOString() : value
  const instant = typeof text === 'string' ? readInstant(text) : undefined
  if (instant === undefined) throw refuse(at, 'must be an ISO 8601 date such as 2026-01-31T12:00:00Z, or milliseconds')
  return kind === 'day' ? instant.toISOString().slice(0, 10) : instant.toISOString()
}
