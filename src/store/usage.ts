import { type RawBuilder, sql } from 'kysely'
import type { UsageCount, UsageGroup } from '../domain/usage.ts'
import type { Sql } from '../lib/database.ts'

/** Whose calls, and when. */
export interface UsageQuery {
  accountId: string
  /** Absent: of all integrations. */
  integrationId?: string
  from: Date
  to: Date
}

export interface UsagePoint extends UsageCount {
  at: Date
  durationMsSum: number
}

/** Calls that have something in common. */
export interface UsageShare extends UsageCount {
  key: string
  durationMsSum: number
  lastAt: Date
}

/** Calls refused for want of a scope. */
export interface MissingScope {
  integrationId: string
  scope: string
  status: number
  calls: number
  operations: string[]
  lastAt: Date
}

const COUNTS = sql`sum(calls)::bigint as calls,
  coalesce(sum(calls) filter (where status between 400 and 499), 0)::bigint as refused,
  coalesce(sum(calls) filter (where status >= 500), 0)::bigint as failed`

const KEYS: Record<UsageGroup, RawBuilder<string>> = {
  integration: sql`integration_id`,
  operation: sql`operation`,
  status: sql`status::text`,
  scope: sql`scope`,
}

/** Calls by step, in UTC; steps without a call are absent. */
export async function listUsagePoints(db: Sql, query: UsageQuery, step: 'hour' | 'day'): Promise<UsagePoint[]> {
  const { rows } = await sql<UsagePoint>`
    select date_trunc(${step}, hour, 'UTC') as at, ${COUNTS}, sum(duration_ms_sum) as "durationMsSum"
      from usage_hours where ${matching(query)} group by 1`.execute(db)
  return rows
}

/** Calls by what they have in common, most first. */
export async function listUsageShares(
  db: Sql,
  query: UsageQuery,
  { group, limit }: { group: UsageGroup; limit: number },
): Promise<UsageShare[]> {
  const { rows } = await sql<UsageShare>`
    select ${KEYS[group]} as key, ${COUNTS}, sum(duration_ms_sum) as "durationMsSum", max(last_at) as "lastAt"
      from usage_hours where ${matching(query)} group by 1 order by 2 desc, 1 limit ${limit}`.execute(db)
  return rows
}

/** The calls of a few groups by step. */
export async function listSharePoints(
  db: Sql,
  query: UsageQuery,
  { group, keys, step }: { group: UsageGroup; keys: readonly string[]; step: 'hour' | 'day' },
): Promise<{ key: string; at: Date; calls: number }[]> {
  const { rows } = await sql<{ key: string; at: Date; calls: number }>`
    select ${KEYS[group]} as key, date_trunc(${step}, hour, 'UTC') as at, sum(calls)::bigint as calls
      from usage_hours where ${matching(query)} and ${KEYS[group]} = any (${keys}) group by 1, 2`.execute(db)
  return rows
}

/** What was refused for want of which scope, most first. */
export async function listMissingScopes(db: Sql, query: UsageQuery, limit: number): Promise<MissingScope[]> {
  const { rows } = await sql<MissingScope>`
    select integration_id as "integrationId", missing_scope as scope, status, sum(calls)::bigint as calls,
           array_agg(distinct operation order by operation) as operations, max(last_at) as "lastAt"
      from usage_hours where ${matching(query)} and missing_scope <> ''
     group by 1, 2, 3 order by 4 desc, 1, 2 limit ${limit}`.execute(db)
  return rows
}

/** Calls of some integrations since a day, for a list of them. */
export async function countCallsSince(
  db: Sql,
  { accountId, integrationIds, since }: { accountId: string; integrationIds: readonly string[]; since: Date },
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; calls: number }>`
    select integration_id as id, sum(calls)::bigint as calls from usage_days
     where account_id = ${accountId} and integration_id = any (${integrationIds})
       and day >= (${since}::timestamptz at time zone 'UTC')::date group by 1`.execute(db)
  return new Map(rows.map(({ id, calls }) => [id, calls]))
}

/** Forgets counts from before a moment. */
export async function deleteUsageBefore(db: Sql, before: Date): Promise<void> {
  await sql`delete from usage_hours where hour < ${before}`.execute(db)
  await sql`delete from usage_days where day < (${before}::timestamptz at time zone 'UTC')::date`.execute(db)
}

function matching({ accountId, integrationId, from, to }: UsageQuery): RawBuilder<unknown> {
  const ofOne = integrationId === undefined ? sql`` : sql`and integration_id = ${integrationId}`
  return sql`account_id = ${accountId} ${ofOne} and hour >= ${from} and hour < ${to}`
}

/** The names of integrations, deleted ones included: their calls remain. */
export async function listIntegrationNames(
  db: Sql,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from integrations where account_id = ${accountId} and id = any (${ids})`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
