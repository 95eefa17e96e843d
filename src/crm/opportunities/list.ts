import { type RawBuilder, sql } from 'kysely'
import type { OperationContext, OperationInput } from '../operation.ts'
import { orderBy } from '../search-order.ts'
import { withoutAbsent } from '../wire-json.ts'
import { type FoundOpportunities, findOpportunities, presentAll, refuseFarPage } from './find.ts'
import { listConditions } from './list-conditions.ts'
import { readDescending, readStartAfter } from './rules.ts'
import { readOrder } from './search-order.ts'
import type { ListOpportunitiesQuery } from './search-schema.ts'

/** Finds opportunities by plain filters, newest first unless asked otherwise. */
export async function runListOpportunities(context: OperationContext, input: OperationInput): Promise<object> {
  const query = input.query as ListOpportunitiesQuery
  const { page = 1, limit = 20, getNotes = false, getTasks = false, getCalendarEvents = false } = query
  const isDescending = readDescending(query.order)
  const behind = behindPlace(context.accountId, query, isDescending)
  if (behind === undefined) refuseFarPage({ page, limit }, 'startAfter and startAfterId')
  return await context.read(async db => {
    const found = await findOpportunities(db, context.accountId, {
      ...listConditions(context.accountId, query),
      behind,
      orderBy: orderBy(readOrder([{ field: 'date_added', direction: isDescending ? 'desc' : 'asc' }])),
      page,
      limit,
    })
    const details = { notes: getNotes, tasks: getTasks, calendarEvents: getCalendarEvents }
    const opportunities = await presentAll(db, context, { opportunities: found.opportunities, details })
    return { opportunities, meta: presentMeta(found, query, context.apiUrl), aggregations: {} }
  })
}

/** Behind an opportunity's place in time; its id alone is looked up. */
function behindPlace(
  accountId: string,
  { startAfter, startAfterId }: ListOpportunitiesQuery,
  isDescending: boolean,
): RawBuilder<unknown> | undefined {
  const at = readStartAfter(startAfter)
  if (at === undefined && !startAfterId) return undefined
  const beyond = isDescending ? sql`<` : sql`>`
  if (at !== undefined)
    return sql`(created_at, id) ${beyond} (${at.toISOString()}::timestamptz, ${startAfterId ?? ''}::text)`
  return sql`(created_at, id) ${beyond} (
    select created_at, id from crm_opportunities where account_id = ${accountId} and id = ${startAfterId})`
}

/** Where the next page begins. What is not there is left out: the documents know no null. */
function presentMeta(
  found: FoundOpportunities,
  query: ListOpportunitiesQuery,
  apiUrl: string,
): Record<string, unknown> {
  const { page = 1 } = query
  const last = found.opportunities.at(-1)
  const place = last && { startAfterId: last.id, startAfter: last.createdAt.getTime() }
  const next = found.hasMore ? { ...query, ...place, page: page + 1 } : undefined
  return withoutAbsent({
    total: found.total,
    nextPageUrl: next && `${apiUrl}/opportunities/search?${searchParams(next)}`,
    ...place,
    currentPage: page,
    nextPage: next?.page,
    prevPage: page > 1 ? page - 1 : undefined,
  })
}

function searchParams(query: object): URLSearchParams {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
}
