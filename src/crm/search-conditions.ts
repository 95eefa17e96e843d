import { type RawBuilder, sql } from 'kysely'
import { readPhone } from './phone.ts'
import type { Filter, RangeTest, Scalar, SearchField } from './search-filters.ts'
import { anywhere, searchable } from './search-text.ts'

type Condition = RawBuilder<unknown>

/** The SQL condition of a checked tree of filters. Values are bound, columns come from our own list alone. */
export function conditionOf(filter: Filter): Condition {
  if ('group' in filter) return join(filter.filters.map(conditionOf), filter.group)
  if (filter.operator === 'range') return inRange(filter)
  if (!('values' in filter)) {
    return filter.operator === 'exists' ? exists(filter.field) : sql`not ${exists(filter.field)}`
  }
  const meets = filter.operator.endsWith('contains') ? contains : equals
  const alternatives = filter.values.map(value => meets(filter.field, value))
  const isOneOf = join(alternatives, 'OR')
  // A contact without the field has no such value, too: null must not drop it.
  return filter.operator.startsWith('not_') ? sql`not coalesce(${isOneOf}, false)` : isOneOf
}

/** What `query` asks for: each of its words in one of the lines, such as the name, e-mail, phone or company. */
export function queryCondition(query: string): Condition {
  const words = searchable(query).split(' ').filter(Boolean).slice(0, 10)
  return join(words.map(wordCondition), 'AND')
}

/** So much of an e-mail before its sign is enough for the index. */
const LOCAL_PART_CHARS = 10

/** Numbers are searched for by their digits, for so phones are stored. */
function wordCondition(word: string): Condition {
  return isNumberLike(word) ? sql`search_text like ${anywhere(word.replace(/[^0-9]/g, ''))}` : textCondition(word)
}

/**
 * Half of all contacts share the trigrams of "@gmail.com", and an index that has to look at them all took 300 ms for one e-mail:
 * it is asked for the end of what stands before the sign, and the whole is compared afterwards.
 */
function textCondition(text: string): Condition {
  const local = /^(.{3,})@./.exec(text)?.[1]
  if (local === undefined) return sql`search_text like ${anywhere(text)}`
  const rare = `${local.slice(-LOCAL_PART_CHARS)}@`
  return sql`(search_text like ${anywhere(rare)} and strpos(search_text, ${text}) > 0)`
}

/** Part of a phone number as people write it; phones are stored as digits. */
function isNumberLike(word: string): boolean {
  return /^[0-9+().\-/]+$/.test(word) && /[0-9]{2}/.test(word)
}

function equals({ kind, source }: SearchField, value: Scalar): Condition {
  switch (kind) {
    case 'line':
      return isLine(source, searchable(String(value)))
    case 'phoneLine':
      return isLine(source, readPhone(String(value), '') ?? String(value))
    case 'text':
      return sql`lower(${sql.ref(source)}) = lower(${value})`
    case 'phone':
      return sql`phone = ${readPhone(String(value), '') ?? value}`
    case 'list':
      return sql`${sql.ref(source)} @> ${[listItem(source, value)]}::text[]`
    case 'custom':
      return join(
        customForms(source, value).map(form => sql`custom_values @> ${form}::jsonb`),
        'OR',
      )
    case 'number':
      return sql`${sql.ref(source)} = ${value}::numeric`
    case 'instant':
      return sql`${sql.ref(source)} = ${value}::timestamptz`
    case 'day':
      return sql`${sql.ref(source)} = ${value}::date`
    default:
      return sql`${sql.ref(source)} = ${value}`
  }
}

/** The first half is what the trigram index answers. */
function isLine(number: string, text: string): Condition {
  return sql`${textCondition(text)} and ${lineOf(number)} = ${text}`
}

function contains({ kind, source }: SearchField, part: Scalar): Condition {
  const value = String(part)
  switch (kind) {
    case 'line':
    case 'phoneLine': {
      const pattern = anywhere(kind === 'line' ? searchable(value) : bareNumber(value))
      return sql`search_text like ${pattern} and ${lineOf(source)} like ${pattern}`
    }
    case 'phone': {
      const pattern = anywhere(bareNumber(value))
      return sql`search_text like ${pattern} and phone like ${pattern}`
    }
    case 'list':
      return sql`${sql.ref(source)} @> ${[listItem(source, value)]}::text[]`
    case 'custom':
      return sql`lower(custom_values ->> ${source}) like lower(${anywhere(value)})`
    default:
      return sql`lower(${sql.ref(source)}) like lower(${anywhere(value)})`
  }
}

/** A number without what people write between its digits. */
function bareNumber(text: string): string {
  return text.replace(/[ ().\-/]/g, '').toLowerCase()
}

function exists({ kind, source }: SearchField): Condition {
  if (kind === 'line' || kind === 'phoneLine') return sql`(${lineOf(source)} <> '')`
  if (kind === 'list') return sql`(${sql.ref(source)} <> '{}')`
  if (kind === 'custom') return sql`(custom_values -> ${source} is not null)`
  return sql`(${sql.ref(source)} is not null)`
}

const COMPARE = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` }

function inRange({ field, range }: RangeTest): Condition {
  const bounds = Object.entries(range) as [keyof typeof COMPARE, Scalar][]
  return join(
    bounds.map(([bound, value]) => compare(field, COMPARE[bound], value)),
    'AND',
  )
}

function compare({ kind, source }: SearchField, operator: Condition, value: Scalar): Condition {
  if (kind === 'day') return sql`${sql.ref(source)} ${operator} ${value}::date`
  if (kind === 'instant') return sql`${sql.ref(source)} ${operator} ${value}::timestamptz`
  if (kind === 'number') return sql`${sql.ref(source)} ${operator} ${value}::numeric`
  if (typeof value === 'number') {
    // The cast stands behind a case: a text value in the same field must not end the whole search.
    return sql`case when jsonb_typeof(custom_values -> ${source}) = 'number' then (custom_values -> ${source})::numeric end ${operator} ${value}::numeric`
  }
  return sql`custom_values ->> ${source} ${operator} ${String(value)}`
}

/** A line of the search text by its number. */
export function lineOf(number: string): Condition {
  return sql`split_part(search_text, E'\\n', ${sql.lit(Number(number))})`
}

function listItem(source: string, value: Scalar): string {
  return source === 'tags' ? String(value).trim().toLowerCase() : String(value)
}

/** A value as it may be stored: itself, a number written as text, or one item of a list. */
function customForms(fieldId: string, value: Scalar): string[] {
  const number = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? [Number(value)] : []
  return [value, String(value), [value], ...number].map(form => JSON.stringify({ [fieldId]: form }))
}

function join(conditions: readonly Condition[], group: 'AND' | 'OR'): Condition {
  if (conditions.length === 0) return sql`true`
  return sql`(${sql.join(conditions, group === 'AND' ? sql` and ` : sql` or `)})`
}
