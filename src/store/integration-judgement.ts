import { type RawBuilder, sql } from 'kysely'
import type { AttentionBounds, IntegrationFilter, WorstCase } from '../domain/attention.ts'
import type { Sql } from '../lib/database.ts'

/** By what an account's integrations are judged, and who asks: "mine" are those that they made. */
export interface Judgement {
  accountId: string
  bounds: AttentionBounds
  /** Absent: who asks has made none. */
  createdById?: string
}

/** How many integrations there are of each kind, and for each kind of trouble how many and the worst of them. */
export interface JudgedIntegrations {
  total: number
  matching: Record<IntegrationFilter, number>
  troubled: Record<WorstCase, { count: number; worstId: string | null }>
}

/** Counts an account's integrations by what they need. */
export async function judgeIntegrations(db: Sql, judgement: Judgement): Promise<JudgedIntegrations> {
  const filter = conditionsOf(judgement)
  const trouble = troublesOf(judgement.bounds)
  const { rows } = await sql<JudgedIntegrations>`
    select count(*)::int as total,
      json_build_object(
        'attention', count(*) filter (where ${filter.attention}),
        'unused', count(*) filter (where ${filter.unused}),
        'mine', count(*) filter (where ${filter.mine})) as matching,
      json_build_object(
        'ended', ${worstOf(trouble.ended, sql`c.ends_at`)},
        'overdue', ${worstOf(trouble.overdue, sql`c.created_at`)},
        'ending', ${worstOf(trouble.ending, sql`r.ends_at`)},
        'unused', ${worstOf(trouble.unused, sql`i.created_at`)}) as troubled
    ${joined(judgement)}`.execute(db)
  const [found] = rows
  if (found === undefined) throw new Error('a count without a row')
  return found
}

/** The ids of those that pass a filter, as a part of another query. */
export function idsMatching(filter: IntegrationFilter, judgement: Judgement): RawBuilder<string> {
  return sql<string>`(select i.id ${joined(judgement)} and ${conditionsOf(judgement)[filter]})`
}

/** How many are in trouble, and the one of them that comes first. */
function worstOf(isTroubled: RawBuilder<boolean>, first: RawBuilder<Date>): RawBuilder<unknown> {
  return sql`json_build_object(
    'count', count(*) filter (where ${isTroubled}),
    'worstId', (array_agg(i.id order by ${first}, i.id) filter (where ${isTroubled}))[1])`
}

/** Each integration (i) with its current token (c) and, while its overlap lasts, its retiring one (r). */
function joined({ accountId, bounds: { now } }: Judgement): RawBuilder<unknown> {
  return sql`from integrations i
    join tokens c on c.account_id = i.account_id and c.integration_id = i.id
      and c.ended_at is null and c.role = 'current'
    left join tokens r on r.account_id = i.account_id and r.integration_id = i.id
      and r.ended_at is null and r.role = 'retiring' and r.ends_at > ${now}
    where i.account_id = ${accountId} and i.deleted_at is null`
}

const WAS_NEVER_USED = sql<boolean>`not exists (select 1 from tokens u
  where u.account_id = i.account_id and u.integration_id = i.id and u.last_used_at is not null)`

function conditionsOf({ bounds, createdById }: Judgement): Record<IntegrationFilter, RawBuilder<boolean>> {
  const { now, soonSince } = bounds
  return {
    attention: sql`(i.expires_at <= ${now} or (${isLive(bounds)}
      and (r.id is not null or c.created_at <= ${soonSince} or c.ends_at <= ${now})))`,
    unused: WAS_NEVER_USED,
    mine: sql`(i.created_by ->> 'id' = ${createdById ?? null})`,
  }
}

function troublesOf(bounds: AttentionBounds): Record<WorstCase, RawBuilder<boolean>> {
  const { now, overdueSince, endingUntil, unusedSince } = bounds
  const isStable = sql`(${isLive(bounds)} and r.id is null and (c.ends_at is null or c.ends_at > ${now}))`
  return {
    ended: sql`(${isLive(bounds)} and c.ends_at <= ${now})`,
    overdue: sql`(${isStable} and c.created_at <= ${overdueSince})`,
    ending: sql`(${isLive(bounds)} and r.ends_at < ${endingUntil})`,
    unused: sql`(${isStable} and i.created_at <= ${unusedSince} and ${WAS_NEVER_USED})`,
  }
}

function isLive({ now }: AttentionBounds): RawBuilder<boolean> {
  return sql`(i.disabled_at is null and (i.expires_at is null or i.expires_at > ${now}))`
}
