import { sql } from 'kysely'
import { lineOf } from '../search-conditions.ts'
import { type SearchOrder, type SortKey, withId } from '../search-order.ts'
import { CONTACT_LINES, searchable } from '../search-text.ts'
import { refuse } from '../wire-error.ts'
import type { Contact, TextField } from './contact.ts'
import type { SearchBody } from './schema.ts'
import { searchFieldOf } from './search-fields.ts'

const NEWEST_FIRST: NonNullable<SearchBody['sort']> = [{ field: 'dateAdded', direction: 'desc' }]

/** Reads `sort`; without any, the newest come first. Throws WireError 422 for a field that orders nothing. */
export function readOrder(sort: SearchBody['sort'] = []): SearchOrder<Contact> {
  const keys = (sort.length === 0 ? NEWEST_FIRST : sort).map(({ field, direction }, index) => {
    const key = keyOf(field, direction === 'desc')
    if (key === undefined)
      throw refuse(`sort.${index}.field`, 'must be a name, e-mail, company, address or date field of contacts')
    return key
  })
  return withId(keys)
}

/** Property of the contact behind the columns that can be sorted by. */
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

function keyOf(name: string, isDescending: boolean): SortKey<Contact> | undefined {
  const field = searchFieldOf(name)
  if (field?.kind === 'instant') {
    const property = field.source === 'created_at' ? 'createdAt' : 'updatedAt'
    return {
      expression: sql.ref(field.source),
      isDescending,
      kind: 'instant',
      valueOf: contact => contact[property].getTime(),
    }
  }
  if (field?.kind === 'line') {
    const property = CONTACT_LINES[Number(field.source) - 1] ?? 'name'
    const valueOf = (contact: Contact) => searchable(contact[property] ?? '')
    return { expression: lineOf(field.source), isDescending, kind: 'text', valueOf }
  }
  // The source of a custom field is an id that the caller chose, and never a column.
  if (field === undefined || field.kind === 'custom') return undefined
  const property = TEXT_PROPERTIES[field.source]
  if (property === undefined) return undefined
  const expression = sql`coalesce(${sql.ref(field.source)}::text, '')`
  return { expression, isDescending, kind: 'text', valueOf: contact => contact[property] ?? '' }
}
