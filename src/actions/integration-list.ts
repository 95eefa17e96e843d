import { type Actor, recordOf } from '../domain/actor.ts'
import { attentionBounds, type IntegrationFilter, WORST_CASES, type WorstCase } from '../domain/attention.ts'
import type { Integration, IntegrationState } from '../domain/integration.ts'
import { Problem } from '../domain/problem.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import type { Sql } from '../lib/database.ts'
import { type JudgedIntegrations, judgeIntegrations } from '../store/integration-judgement.ts'
import { findIntegration, listIntegrations as listRows } from '../store/integrations.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import { countCallsSince } from '../store/usage.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import { type IntegrationView, viewOf } from './integration-view.ts'

/** Which integrations to list; `cursor` comes from the page before. */
export interface ListInput {
  accountId: string
  state?: IntegrationState
  filter?: IntegrationFilter
  q?: string
  cursor?: string
  limit: number
}

/** Lists an account's integrations, newest first. Throws cursor_invalid for a cursor of another list. */
export async function listIntegrations(
  deps: Deps,
  actor: Actor,
  input: ListInput,
): Promise<{ items: IntegrationView[]; nextCursor?: string }> {
  const { accountId, state, filter, q, limit } = input
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['integrations', accountId, state ?? '', q ?? '', filter ?? ''])
  return deps.database.read(accountId, async db => {
    const account = await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    const now = deps.clock.now()
    const after = input.cursor === undefined ? undefined : toPosition(openCursor(mac, scope, input.cursor))
    const bounds = attentionBounds(account.policies, now)
    const matching = filter && { filter, judgement: { accountId, bounds, createdById: recordOf(actor).id } }
    const rows = await listRows(db, { accountId, state, matching, text: q, after, limit: limit + 1, now })
    const page = rows.slice(0, limit)
    const tokens = await listUnendedTokens(
      db,
      accountId,
      page.map(row => row.id),
    )
    const tokensOf = Map.groupBy(tokens, token => token.integrationId)
    const callsOf = await countRecentCalls(db, accountId, { integrations: page, now })
    const last = page.at(-1)
    return {
      items: page.map(row => ({
        ...viewOf({ account, integration: row, tokens: tokensOf.get(row.id) ?? [] }, now),
        calls7d: callsOf.get(row.id) ?? 0,
      })),
      nextCursor:
        rows.length > limit && last !== undefined
          ? sealCursor(mac, scope, [last.createdAt.toISOString(), last.id])
          : undefined,
    }
  })
}

/** How many integrations there are of each kind, and the one that most needs somebody to look at it. */
export interface IntegrationSummary {
  total: number
  matching: Record<IntegrationFilter, number>
  worst?: { trouble: WorstCase; count: number; view: IntegrationView }
}

/** Counts an account's integrations by what they need, and names the worst case. */
export async function summarizeIntegrations(
  deps: Deps,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<IntegrationSummary> {
  return deps.database.read(accountId, async db => {
    const account = await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    const now = deps.clock.now()
    const bounds = attentionBounds(account.policies, now)
    const judged = await judgeIntegrations(db, { accountId, bounds, createdById: recordOf(actor).id })
    const { total, matching } = judged
    const worst = worstOf(judged)
    const integration = worst && (await findIntegration(db, accountId, worst.worstId))
    if (worst === undefined || integration === undefined) return { total, matching }
    const tokens = await listUnendedTokens(db, accountId, [integration.id])
    return { total, matching, worst: { ...worst, view: viewOf({ account, integration, tokens }, now) } }
  })
}

function worstOf({ troubled }: JudgedIntegrations) {
  for (const trouble of WORST_CASES) {
    const { count, worstId } = troubled[trouble]
    if (worstId !== null) return { trouble, count, worstId }
  }
  return undefined
}

const RECENT_DAYS = 7
const DAY_MS = 86_400_000

/** Calls of today and the six days before. */
export function countRecentCalls(
  db: Sql,
  accountId: string,
  { integrations, now }: { integrations: readonly Integration[]; now: Date },
): Promise<Map<string, number>> {
  const since = new Date(now.getTime() - (RECENT_DAYS - 1) * DAY_MS)
  return countCallsSince(db, { accountId, integrationIds: integrations.map(({ id }) => id), since })
}

function toPosition(position: string[] | undefined): { createdAt: Date; id: string } {
  const [createdAt, id] = position ?? []
  if (createdAt === undefined || id === undefined) throw new Problem('cursor_invalid')
  return { createdAt: new Date(createdAt), id }
}
