import { getUsage as getUsageAction, type UsageView } from '../../actions/usage.ts'
import { GET_INTEGRATION_USAGE, GET_USAGE, type Usage } from '../../contract/usage.ts'
import type { UsageGroup, UsageRange } from '../../domain/usage.ts'
import { actorOf, handle } from './route.ts'

const RANGE_DEFAULT: UsageRange = '7d'

export const getUsage = handle(GET_USAGE, {
  run: ({ deps, params, query, ...call }) =>
    getUsageAction(deps, actorOf(call), { accountId: params.accountId, ...askedFor(query, 'integration') }),
  present: (view, { query }) => presentUsage(view, askedFor(query, 'integration')),
})

export const getIntegrationUsage = handle(GET_INTEGRATION_USAGE, {
  run: ({ deps, params: { accountId, integrationId }, query, ...call }) =>
    getUsageAction(deps, actorOf(call), { accountId, integrationId, ...askedFor(query, 'operation') }),
  present: (view, { query }) => presentUsage(view, askedFor(query, 'operation')),
})

interface Asked {
  range: UsageRange
  groupBy: UsageGroup
}

function askedFor(query: Partial<Asked>, groupByDefault: UsageGroup): Asked {
  return { range: query.range ?? RANGE_DEFAULT, groupBy: query.groupBy ?? groupByDefault }
}

function presentUsage(view: UsageView, { range, groupBy }: Asked): Usage {
  const { step, from, to } = view.span
  return {
    range,
    groupBy,
    step,
    from: from.toISOString(),
    to: to.toISOString(),
    totals: view.totals,
    points: view.points.map(({ at, calls, refused, failed }) => ({ at: at.toISOString(), calls, refused, failed })),
    groups: view.groups.map(({ lastAt, ...group }) => ({ ...group, lastAt: lastAt.toISOString() })),
    missingScopes: view.missingScopes.map(({ lastAt, ...missing }) => ({ ...missing, lastAt: lastAt.toISOString() })),
  }
}
