import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { spanOf, type UsageCount, type UsageGroup, type UsageRange, type UsageSpan } from '../domain/usage.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { dropCallsBefore, makeCallDays } from '../store/call-log.ts'
import { findIntegration } from '../store/integrations.ts'
import * as store from '../store/usage.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'

/** Whose usage, over which time, told apart by what. */
export interface UsageInput {
  accountId: string
  integrationId?: string
  range: UsageRange
  groupBy: UsageGroup
}

/** Calls that have something in common; the largest with their calls by step. */
export interface UsageShareView extends UsageCount {
  key: string
  name: string
  averageMs: number
  lastAt: Date
  points?: number[]
}

/** How an account or an integration was used. */
export interface UsageView {
  span: UsageSpan
  totals: UsageCount & { averageMs: number }
  points: (UsageCount & { at: Date })[]
  groups: UsageShareView[]
  missingScopes: (store.MissingScope & { integrationName: string })[]
}

/** Groups listed, and those that get a line of their own on a chart. */
const GROUPS_MAX = 50
const LINES_MAX = 6
const MISSING_MAX = 20

type UsageDeps = Pick<Deps, 'database' | 'clock' | 'flushCalls' | 'log'>

/** Counts of calls over a range, by step and by group. Throws integration_not_found. */
export async function getUsage(deps: UsageDeps, actor: Actor, input: UsageInput): Promise<UsageView> {
  await writeDownCalls(deps)
  const { accountId, integrationId, range, groupBy: group } = input
  const span = spanOf(range, deps.clock.now())
  return deps.database.snapshot(accountId, async db => {
    await authorizeForUsage(db, actor, input)
    const query = { accountId, integrationId, from: span.from, to: span.to }
    const points = fillSteps(span, await store.listUsagePoints(db, query, span.step))
    const shares = await store.listUsageShares(db, query, { group, limit: GROUPS_MAX })
    const lines = { group, keys: shares.slice(0, LINES_MAX).map(({ key }) => key), step: span.step }
    const linePoints = Map.groupBy(await store.listSharePoints(db, query, lines), ({ key }) => key)
    const missing = await store.listMissingScopes(db, query, MISSING_MAX)
    const keys = group === 'integration' ? shares.map(({ key }) => key) : []
    const names = await store.listIntegrationNames(db, accountId, [...keys, ...missing.map(row => row.integrationId)])
    return {
      span,
      totals: totalsOf(points),
      points,
      groups: shares.map((share, place) => ({
        ...countOf(share),
        key: share.key,
        name: names.get(share.key) ?? share.key,
        averageMs: averageOf(share.durationMsSum, share.calls),
        lastAt: share.lastAt,
        ...(place < LINES_MAX && { points: lineOf(span, linePoints.get(share.key) ?? []) }),
      })),
      missingScopes: missing.map(row => ({
        ...row,
        integrationName: names.get(row.integrationId) ?? row.integrationId,
      })),
    }
  })
}

/** Lets the actor see usage; an integration must be the account's. */
export async function authorizeForUsage(
  db: Sql,
  actor: Actor,
  { accountId, integrationId }: { accountId: string; integrationId?: string },
): Promise<void> {
  await authorizeForIntegrations(db, actor, { accountId, permission: 'usage.view' })
  if (integrationId === undefined) return
  if ((await findIntegration(db, accountId, integrationId)) === undefined) throw new Problem('integration_not_found')
}

/** What this node has answered until now is seen at once. When it can't be written, what is known is shown. */
export async function writeDownCalls(deps: Pick<Deps, 'flushCalls' | 'log'>): Promise<void> {
  await deps.flushCalls().catch(error => deps.log.warn({ err: error }, 'calls.not_written'))
}

function totalsOf(points: readonly store.UsagePoint[]): UsageView['totals'] {
  const sum = (key: 'calls' | 'refused' | 'failed' | 'durationMsSum') =>
    points.reduce((total, point) => total + point[key], 0)
  const calls = sum('calls')
  return { calls, refused: sum('refused'), failed: sum('failed'), averageMs: averageOf(sum('durationMsSum'), calls) }
}

function fillSteps(span: UsageSpan, known: readonly store.UsagePoint[]): store.UsagePoint[] {
  const byStart = new Map(known.map(point => [point.at.getTime(), point]))
  return span.starts.map(at => byStart.get(at.getTime()) ?? { at, calls: 0, refused: 0, failed: 0, durationMsSum: 0 })
}

function lineOf(span: UsageSpan, points: readonly { at: Date; calls: number }[]): number[] {
  const byStart = new Map(points.map(({ at, calls }) => [at.getTime(), calls]))
  return span.starts.map(at => byStart.get(at.getTime()) ?? 0)
}

function countOf({ calls, refused, failed }: UsageCount): UsageCount {
  return { calls, refused, failed }
}

function averageOf(durationMsSum: number, calls: number): number {
  return calls === 0 ? 0 : Math.round((durationMsSum / calls) * 100) / 100
}

/** Days that calls are kept, that their counts are, and that are made ahead. */
const CALLS_KEPT_DAYS = 30
const COUNTS_KEPT_DAYS = 400
const DAYS_AHEAD = 3
const DAY_MS = 86_400_000

/** Makes room for the days to come, and forgets calls and counts that are too old. */
export async function tidyUsage({ database, clock }: Pick<Deps, 'database' | 'clock'>): Promise<void> {
  const now = clock.now()
  const dayAt = (days: number) => new Date(now.getTime() + days * DAY_MS)
  const ahead = Array.from({ length: DAYS_AHEAD + 1 }, (_, days) => dayAt(days))
  await database.transact(EVERY_TENANT, db => makeCallDays(db, ahead))
  // By itself: dropping a day holds up every reader of the log for a moment.
  await database.transact(EVERY_TENANT, db => dropCallsBefore(db, dayAt(-CALLS_KEPT_DAYS)))
  await database.transact(EVERY_TENANT, db => store.deleteUsageBefore(db, dayAt(-COUNTS_KEPT_DAYS)))
}
