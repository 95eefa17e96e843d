import { type RawBuilder, sql } from 'kysely'
import { queryCondition } from '../search-conditions.ts'
import { refuse } from '../wire-error.ts'
import { STATUSES } from './opportunity.ts'
import { readBound } from './rules.ts'
import type { ListOpportunitiesQuery } from './search-schema.ts'

type Condition = RawBuilder<unknown>

/** The conditions of GET /opportunities/search. Empty text is a filter that is not used. */
export function listConditions(
  accountId: string,
  query: ListOpportunitiesQuery,
): { condition: Condition; kept: Condition; isKept: boolean; hasWords: boolean } {
  const kept = keptConditions(query)
  const others = otherConditions(accountId, query)
  return {
    condition: and([...kept, ...others]),
    kept: and(kept),
    isKept: others.length === 0,
    hasWords: (query.q ?? '').trim() !== '',
  }
}

/** By what the kept numbers tell apart. */
function keptConditions(query: ListOpportunitiesQuery): Condition[] {
  const { status = '', pipeline_id: pipelineId, pipeline_stage_id: stageId } = query
  const words: readonly string[] = ['', 'all', ...STATUSES]
  if (!words.includes(status)) {
    throw refuse('status', 'must be one of the following values: open, won, lost, abandoned, all')
  }
  const statusAsked = status === 'all' ? '' : status
  return [...equal('status', statusAsked), ...equal('pipeline_id', pipelineId), ...equal('pipeline_stage_id', stageId)]
}

function otherConditions(accountId: string, query: ListOpportunitiesQuery): Condition[] {
  const { q = '', contact_id: contactId, assigned_to: assignedTo, id, campaignId, country } = query
  return [
    ...equal('contact_id', contactId),
    ...equal('assigned_to', assignedTo),
    ...equal('id', id),
    ...(q.trim() === '' ? [] : [queryCondition(q)]),
    // Campaigns are not served here, so no opportunity came of one.
    ...(campaignId ? [sql`false`] : []),
    ...(country ? [ofCountry(accountId, country)] : []),
    ...addedBetween(accountId, query),
  ]
}

function equal(column: string, value: string | undefined): Condition[] {
  return value ? [sql`${sql.ref(column)} = ${value}`] : []
}

function ofCountry(accountId: string, country: string): Condition {
  return sql`exists (
    select 1 from crm_contacts as contact
     where contact.account_id = ${accountId} and contact.id = contact_id and lower(contact.country) = lower(${country}))`
}

/** From the beginning of `date` to the end of `endDate`, as the account's own clock has these days. */
function addedBetween(accountId: string, { date, endDate }: ListOpportunitiesQuery): Condition[] {
  const timezone = sql`(select timezone from accounts where id = ${accountId})`
  const midnight = (day: string, daysLater: number) =>
    sql`((${day}::date + ${sql.lit(daysLater)})::timestamp at time zone ${timezone})`
  const from = readBound('date', date)
  const to = readBound('endDate', endDate)
  return [
    ...(from ? [sql`created_at >= ${from.instant ?? midnight(from.day, 0)}`] : []),
    ...(to ? [to.instant ? sql`created_at <= ${to.instant}` : sql`created_at < ${midnight(to.day, 1)}`] : []),
  ]
}

function and(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
