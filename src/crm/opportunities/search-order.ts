import { sql } from 'kysely'
import { lineOf } from '../search-conditions.ts'
import { type SearchOrder, type SortInput, type SortKey, withId } from '../search-order.ts'
import { searchable } from '../search-text.ts'
import { refuse } from '../wire-error.ts'
import type { Opportunity } from './opportunity.ts'
import { searchFieldOf } from './search-fields.ts'

const NEWEST_FIRST: SortInput[] = [{ field: 'date_added', direction: 'desc' }]

/** Reads `sort`; without any, the newest come first. Throws WireError 422 for a field that orders nothing. */
export function readOrder(sort: readonly SortInput[] = []): SearchOrder<Opportunity> {
  const keys = (sort.length === 0 ? NEWEST_FIRST : sort).map(({ field, direction }, index) => {
    const key = keyOf(field)
    if (key === undefined) {
      throw refuse(
        `sort.${index}.field`,
        'must be one of the following values: date_added, date_updated, name, monetary_value, last_status_change_date, last_stage_change_date',
      )
    }
    return { ...key, isDescending: direction === 'desc' }
  })
  return withId(keys)
}

/** Instants by their column. */
const TIMES: Record<string, 'createdAt' | 'updatedAt' | 'lastStatusChangeAt' | 'lastStageChangeAt'> = {
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  last_status_change_at: 'lastStatusChangeAt',
  last_stage_change_at: 'lastStageChangeAt',
}

function keyOf(name: string): Omit<SortKey<Opportunity>, 'isDescending'> | undefined {
  const field = searchFieldOf(name)
  // The source of a custom field is an id that the caller chose, and never a column.
  const time = field?.kind === 'instant' ? TIMES[field.source] : undefined
  if (field !== undefined && time !== undefined) {
    return { expression: sql.ref(field.source), kind: 'instant', valueOf: one => one[time].getTime() }
  }
  if (field?.kind === 'number') {
    return { expression: sql.ref(field.source), kind: 'number', valueOf: one => one.monetaryValue }
  }
  if (name === 'name') {
    return { expression: lineOf(field?.source ?? ''), kind: 'text', valueOf: one => searchable(one.name) }
  }
  return undefined
}
