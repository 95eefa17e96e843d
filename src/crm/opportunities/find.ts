import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { PLANNED_ANEW } from '../../lib/statement-names.ts'
import { COUNTED_ACCOUNT_MAX, countAll, countFew, numberOf } from '../bounded-count.ts'
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
  /** The part of `condition` that asks for pipeline, stage and status: their numbers are kept. */
  kept: RawBuilder<unknown>
  /** True when that part is all of it, so that nothing is left to count. */
  isKept: boolean
  /** True when words are looked for: many records may have them, and each has to be read to be counted. */
  hasWords: boolean
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
  const { behind, limit } = search
  const offset = behind === undefined ? (search.page - 1) * limit : 0
  const matching = sql`from crm_opportunities_search ${sql.raw(PLANNED_ANEW)} where account_id = ${accountId} and ${search.condition}`
  const few = search.hasWords ? await countFew(db, matching) : undefined
  const rows = await readPage(db, { matching, isFew: few !== undefined, search, offset })
  const opportunities = rows.slice(0, limit)
  const hasMore = rows.length > limit
  // A page that isn't full has counted by itself.
  const isCounted = !hasMore && behind === undefined && (rows.length > 0 || offset === 0)
  const counted = isCounted ? offset + rows.length : few
  return {
    opportunities,
    hasMore,
    total: counted ?? (await countMatching(db, accountId, { search, matching, hasMore })),
  }
}

interface PageQuery {
  matching: RawBuilder<unknown>
  isFew: boolean
  search: OpportunitySearch
  offset: number
}

/**
 * One row more than the page. Few matches are looked up by their words and sorted; many are met soon on a walk in the order
 * asked for. The planner can't tell which it will be: it walked past 69,000 others for a word that 200 have.
 */
async function readPage(db: Sql, { matching, isFew, search, offset }: PageQuery): Promise<Opportunity[]> {
  const { behind = sql`true`, orderBy, limit } = search
  const page = sql`and ${behind} order by ${orderBy} limit ${limit + 1} offset ${offset}`
  const { rows } = isFew
    ? await sql<Opportunity>`
        with few as materialized (select * ${matching})
        select ${OPPORTUNITY_COLUMNS} from few as crm_opportunities_search where true ${page}`.execute(db)
    : await sql<Opportunity>`select ${OPPORTUNITY_COLUMNS} ${matching} ${page}`.execute(db)
  return rows
}

/** The same where neither the page nor its words have told. */
async function countMatching(
  db: Sql,
  accountId: string,
  { search, matching, hasMore }: { search: OpportunitySearch; matching: RawBuilder<unknown>; hasMore: boolean },
): Promise<number> {
  // Words that more than a few have are not counted to the last for every page.
  if (!search.isKept && (!search.hasWords || !hasMore)) return await countAll(db, matching)
  const kept = await numberOf(
    db,
    sql`select coalesce(sum(total), 0)::bigint as n from crm_opportunity_counts
         where account_id = ${accountId} and ${search.kept}`,
  )
  return search.isKept || kept > COUNTED_ACCOUNT_MAX ? kept : await countAll(db, matching)
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
