import { type CallFilter, type LoggedCall as CallRow, followCalls, listCalls } from '../actions/calls.ts'
import type { Deps } from '../actions/deps.ts'
import { getUsage } from '../actions/usage.ts'
import type { LoggedCall } from '../contract/calls.ts'
import type { Actor } from '../domain/actor.ts'
import type { UsageOffice } from './usage-office.ts'

/** Use as the database of this machine tells it. */
export function localUsage(deps: Deps, actor: Actor): UsageOffice {
  return {
    async getUsage(wish) {
      const { span, ...view } = await getUsage(deps, actor, wish)
      const { step, from, to } = span
      return {
        ...{ range: wish.range, groupBy: wish.groupBy, step, from: from.toISOString(), to: to.toISOString() },
        totals: view.totals,
        points: view.points.map(({ at, calls, refused, failed }) => ({ at: at.toISOString(), calls, refused, failed })),
        groups: view.groups.map(({ lastAt, ...group }) => ({ ...group, lastAt: lastAt.toISOString() })),
        missingScopes: view.missingScopes.map(({ lastAt, ...row }) => ({ ...row, lastAt: lastAt.toISOString() })),
      }
    },
    async listCalls({ accountId, integrationId, status, operation, client, ip, ...page }) {
      const filter: CallFilter = {
        accountId,
        ...(integrationId !== undefined && { integrationId }),
        ...(status !== undefined && { status: statusRange(status) }),
        ...(operation !== undefined && { operation }),
        ...(client !== undefined && { client }),
        ...(ip !== undefined && { network: ip }),
      }
      const { cursor, after, limit } = page
      const found =
        after === undefined
          ? await listCalls(deps, actor, { filter, cursor, limit })
          : await followCalls(deps, actor, { filter, after, limit })
      return { ...found, items: found.items.map(present) }
    },
  }
}

function statusRange(status: string): { from: number; to: number } {
  if (!status.endsWith('xx')) return { from: Number(status), to: Number(status) }
  const from = Number(status[0]) * 100
  return { from, to: from + 99 }
}

function present(call: CallRow): LoggedCall {
  const { at, seq: _, integrationName, tokenId, tokenLast4, network, userAgent, clientName, durationMs, ...same } = call
  return {
    ...same,
    at: at.toISOString(),
    integrationName: integrationName ?? '',
    token: { id: tokenId, last4: tokenLast4 ?? '' },
    client: { network, userAgent, clientName },
    durationMs: Math.round(durationMs * 100) / 100,
  }
}
