import { sql } from 'kysely'
import type { OperationContext, OperationInput } from '../operation.ts'
import { conditionOf, queryCondition } from '../search-conditions.ts'
import { readFilters } from '../search-filters.ts'
import { behind, orderBy, placeOf } from '../search-order.ts'
import { findOpportunities, presentAll, refuseFarPage } from './find.ts'
import { isKept, OPPORTUNITY_FIELDS } from './search-fields.ts'
import { readOrder } from './search-order.ts'
import type { SearchOpportunitiesBody } from './search-schema.ts'

/** Finds opportunities by a tree of filters, in an order, page by page or behind a place. */
export async function runSearchOpportunities(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { limit, searchAfter = [], sort, filters = [], query = '', ...rest } = body as SearchOpportunitiesBody
  const page = Math.max(1, rest.page ?? 1)
  const order = readOrder(sort)
  const filter = readFilters(filters, OPPORTUNITY_FIELDS)
  const isAfter = searchAfter.length > 0
  const hasWords = query.trim() !== ''
  if (!isAfter) refuseFarPage({ page, limit }, 'searchAfter')
  return await context.read(async db => {
    const { opportunities, total } = await findOpportunities(db, context.accountId, {
      condition: sql`${conditionOf(filter)} and ${queryCondition(query)}`,
      kept: isKept(filter) ? conditionOf(filter) : sql`true`,
      isKept: isKept(filter) && !hasWords,
      hasWords,
      behind: isAfter ? behind(order, searchAfter) : undefined,
      orderBy: orderBy(order),
      page,
      limit,
    })
    const { notes = false, tasks = false, calendarEvents = false } = rest.additionalDetails ?? {}
    const presented = await presentAll(db, context, { opportunities, details: { notes, tasks, calendarEvents } })
    const placed = opportunities.map((one, index) => ({ ...presented[index], searchAfter: placeOf(one, order) }))
    return { opportunities: placed, total, aggregations: {} }
  })
}
