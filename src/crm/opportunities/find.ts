import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { PLANNED_ANEW } from '../../lib/statement-names.ts'
import type { OperationContext } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { findContactSummaries } from './contacts.ts'
import { type DetailNames, findDetails } from './details.ts'
import type { Opportunity } from './opportunity.ts'
import { presentOpportunity } from './present.ts'
import { OPPORTUNITY_COLUMNS } from './store.ts'

/** Pages are counted up to here; whoever wants more goes on behind a place. */
const PAGED_OPPORTUNITIES_MAX = 10_000

/** What to find: opportunities that meet `condition`, the part of them that stands behind a place. */
export interface OpportunitySearch {
  condition: RawBuilder<unknown>
  /** True when `condition` asks for pipeline, stage and status alone: their numbers are kept, not counted. */
  isCounted: boolean
  behind: RawBuilder<unknown> | undefined
  orderBy: RawBuilder<unknown>
  page: number
  limit: number
}

export interface FoundOpportunities {
  opportunities: Opportunity[]
  /** True when there are more behind the last one. */
  hasMore: boolean
  total: number
}

/** One page of opportunities, and how many there are in all. A place to begin behind matters more than the page's number. */
export async function findOpportunities(
  db: Sql,
  accountId: string,
  search: OpportunitySearch,
): Promise<FoundOpportunities> {
  const { condition, behind, orderBy, limit } = search
  const offset = behind === undefined ? (search.page - 1) * limit : 0
  const { rows } = await sql<Opportunity>`
    select ${OPPORTUNITY_COLUMNS} from crm_opportunities_search ${sql.raw(PLANNED_ANEW)}
     where account_id = ${accountId} and ${condition} and ${behind ?? sql`true`}
     order by ${orderBy} limit ${limit + 1} offset ${offset}`.execute(db)
  const opportunities = rows.slice(0, limit)
  return { opportunities, hasMore: rows.length > limit, total: await countOpportunities(db, accountId, search) }
}

async function countOpportunities(db: Sql, accountId: string, search: OpportunitySearch): Promise<number> {
  const counted = sql`select coalesce(sum(total), 0)::bigint as total from crm_opportunity_counts`
  const uncounted = sql`select count(*) as total from crm_opportunities_search ${sql.raw(PLANNED_ANEW)}`
  const { rows } = await sql<{ total: number }>`
    ${search.isCounted ? counted : uncounted} where account_id = ${accountId} and ${search.condition}`.execute(db)
  return rows[0]?.total ?? 0
}

/** Refuses (422) a page that is only reached by reading all before it, naming what to go on with instead. */
export function refuseFarPage({ page, limit }: Pick<OpportunitySearch, 'page' | 'limit'>, cursor: string): void {
  if (page * limit <= PAGED_OPPORTUNITIES_MAX) return
  throw refuse('page', `must stay within the first ${PAGED_OPPORTUNITIES_MAX} opportunities: go on with ${cursor}`)
}

/** The opportunities of a page, each with its contact and what else was asked for of that. */
export async function presentAll(
  db: Sql,
  context: OperationContext,
  { opportunities, details }: { opportunities: readonly Opportunity[]; details: DetailNames },
): Promise<Record<string, unknown>[]> {
  const contactIds = opportunities.map(one => one.contactId)
  const contacts = await findContactSummaries(db, context.accountId, contactIds)
  const detailsOf = await findDetails(db, context.accountId, { contactIds: [...contacts.keys()], details })
  return opportunities.map(opportunity => {
    const contact = contacts.get(opportunity.contactId ?? '')
    const surroundings = { locationId: context.locationId, contact }
    return { ...presentOpportunity(opportunity, surroundings), ...detailsOf(opportunity.contactId) }
  })
}
