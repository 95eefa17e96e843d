import { Readable } from 'node:stream'
import type { Static } from 'typebox'
import {
  type CallFilter,
  type CallPage,
  followCalls,
  type LoggedCall,
  listCalls as listAction,
} from '../../actions/calls.ts'
import {
  EXPORT_CALLS,
  EXPORT_INTEGRATION_CALLS,
  LIST_CALLS,
  LIST_INTEGRATION_CALLS,
  type LoggedCall as LoggedCallBody,
} from '../../contract/calls.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import type { Actor } from '../../domain/actor.ts'
import { invalid } from '../../domain/problem.ts'
import { toCsv } from '../../lib/csv-text.ts'
import { isNetwork, networkOf } from '../../lib/networks.ts'
import { actorOf, type Call, handle } from './route.ts'

/** Rows of one export: what a spreadsheet takes without trouble. */
const EXPORT_MAX = 10_000

type ListQuery = Static<typeof LIST_CALLS.query>
type Place = Pick<CallFilter, 'accountId' | 'integrationId'>

export const listCalls = handle(LIST_CALLS, {
  run: ({ deps, params: { accountId }, query, ...call }) => list(deps, actorOf(call), { place: { accountId }, query }),
  present: presentPage,
})

export const listIntegrationCalls = handle(LIST_INTEGRATION_CALLS, {
  run: ({ deps, params: { accountId, integrationId }, query, ...call }) =>
    list(deps, actorOf(call), { place: { accountId, integrationId }, query }),
  present: presentPage,
})

export const exportCalls = handle(EXPORT_CALLS, {
  run: call => exportFor(call, { accountId: call.params.accountId }),
  present: toFile,
})

export const exportIntegrationCalls = handle(EXPORT_INTEGRATION_CALLS, {
  run: call => exportFor(call, { accountId: call.params.accountId, integrationId: call.params.integrationId }),
  present: toFile,
})

type ExportCall = Pick<Call<typeof EXPORT_CALLS>, 'deps' | 'query' | 'reply' | 'caller'>
type Deps = Parameters<typeof listAction>[0]

function list(deps: Deps, actor: Actor, { place, query }: { place: Place; query: ListQuery }): Promise<CallPage> {
  const { cursor, limit = LIMIT_DEFAULT, after, ...filters } = query
  if (after !== undefined && cursor !== undefined) throw invalid('after', 'cannot be sent together with cursor')
  const filter = filterOf(place, filters)
  return after === undefined
    ? listAction(deps, actor, { filter, cursor, limit })
    : followCalls(deps, actor, { filter, after, limit })
}

async function exportFor({ deps, query, reply, ...call }: ExportCall, place: Place): Promise<LoggedCall[]> {
  const { items } = await listAction(deps, actorOf(call), { filter: filterOf(place, query), limit: EXPORT_MAX })
  reply.header('content-disposition', 'attachment; filename="calls.csv"')
  return items
}

function filterOf(place: Place, filters: Static<typeof EXPORT_CALLS.query>): CallFilter {
  const { status, operation, token, client, ip, since, until } = filters
  return {
    ...place,
    ...(status !== undefined && { status: statusRange(status) }),
    ...(operation !== undefined && { operation }),
    ...(token !== undefined && { tokenId: token }),
    ...(client !== undefined && { client }),
    ...(ip !== undefined && { network: readNetwork(ip) }),
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  }
}

function statusRange(status: string): { from: number; to: number } {
  if (!status.endsWith('xx')) return { from: Number(status), to: Number(status) }
  const from = Number(status[0]) * 100
  return { from, to: from + 99 }
}

/** Calls are kept by network: an address of IPv6 means its /64. */
function readNetwork(ip: string): string {
  const address = ip.replace(/\/64$/, '')
  if (!isNetwork(address) || address.includes('/')) {
    throw invalid('ip', 'must be an address such as 192.0.2.7 or 2001:db8::7')
  }
  return networkOf(address)
}

function presentPage({ items, nextCursor, tailCursor }: CallPage) {
  return { items: items.map(presentCall), ...(nextCursor !== undefined && { nextCursor }), tailCursor }
}

function presentCall(call: LoggedCall): LoggedCallBody {
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

const COLUMNS = [
  ...['at', 'integration', 'token', 'network', 'user agent', 'client name', 'operation', 'method', 'path'],
  ...['status', 'missing scope', 'ms', 'request id'],
]

/** A file has no reply schema to be held against. */
function toFile(items: readonly LoggedCall[]): never {
  const rows = items
    .map(presentCall)
    .map(({ at, integrationName, token, client, ...call }) => [
      ...[at, integrationName, `…${token.last4}`, client.network, client.userAgent, client.clientName],
      ...[
        call.operation,
        call.method,
        call.path,
        call.status,
        call.missingScope ?? '',
        call.durationMs,
        call.requestId,
      ],
    ])
  return Readable.from([toCsv([COLUMNS, ...rows])]) as never
}
