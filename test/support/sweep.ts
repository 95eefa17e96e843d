import type { Contract } from '../../src/contract/contract.ts'
import { operations } from '../../src/crm/operations.ts'
import { ROUTES } from '../../src/http/management/routes.ts'
import type { ServedRoute } from '../../src/http/route-table.ts'
import { sampleOf } from './sample-input.ts'
import type { TestServer } from './server.ts'

/** One route of the running server, with what its body may hold. */
export interface SweptRoute extends ServedRoute {
  name: string
  params: string[]
  body: unknown
  query: unknown
  /** The type of the file that its body is. */
  upload?: string
}

/**
 * Every route of the running server that answers in JSON and asks for a credential. A route of which no table tells
 * what it takes makes this throw: a new one cannot be left out of a sweep.
 */
export function sweptRoutes(server: TestServer): SweptRoute[] {
  return server.app.server.routeTable
    .filter(({ method, access }) => method !== 'HEAD' && access.dialect !== 'page' && !access.isPublic)
    .filter(({ access, path }) => !(access.dialect === 'wire' && (access.scope === undefined || path.endsWith('/'))))
    .map(route => ({
      ...route,
      name: `${route.method} ${route.path}`,
      params: [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name),
      ...schemasOf(route),
    }))
}

function schemasOf({ method, path, access }: ServedRoute): Pick<SweptRoute, 'body' | 'query' | 'upload'> {
  if (access.dialect === 'problem') {
    const route = ROUTES.find(({ on }) => on === `${method} ${path.replace(/^\/api/, '')}`)
    if (route === undefined) throw new Error(`${method} ${path} stands in no route table`)
    const { body, query, upload } = route.handler.contract as Contract
    return { body, query, ...(upload && { upload: upload.type }) }
  }
  const operation = operations.find(one => one.method === method && `/v2${one.path}` === path)
  if (operation === undefined) throw new Error(`${method} ${path} is no operation of API v2.0`)
  return { body: operation.body, query: operation.query }
}

/** What a call carries beside its route. */
export interface SweepCall {
  params?: Record<string, string>
  headers: Record<string, string>
  /** Values for fields of query and body, where the route has such fields. */
  known?: Record<string, unknown>
  /** Instead of a body made from the schema. */
  body?: unknown
}

/** A reply as a whole, without what differs from one to the next by nature. */
export interface SweepReply {
  status: number
  headers: Record<string, unknown>
  body: string
}

const PASSING = new Set([
  ...['date', 'x-request-id', 'traceid', 'connection', 'keep-alive'],
  // What is left of the limits: one less with each call, whatever was asked for.
  ...['x-ratelimit-remaining', 'x-ratelimit-daily-remaining', 'ratelimit'],
])

/** Calls a route in this process, with a body and a query made from its schemas. */
export async function callRoute(server: TestServer, route: SweptRoute, call: SweepCall): Promise<SweepReply> {
  const { params = {}, headers } = call
  // Some bodies must name one of several things.
  const known = { since: '2026-01-01T00:00:00.000Z', ...call.known }
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? 'missing')
  const query = route.query === undefined ? {} : (sampleOf(route.query, known) as Record<string, unknown>)
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const body = call.body ?? (route.body === undefined ? undefined : sampleOf(route.body, known))
  const wish = {
    method: route.method as 'GET',
    url: search.size === 0 ? path : `${path}?${search}`,
    headers: {
      host: new URL(server.url).host,
      version: '2021-07-28',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(route.upload && { 'content-type': route.upload }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    ...(route.upload && { payload: 'email\nsweep@example.com\n' }),
  }
  let reply = await server.app.server.inject(wish)
  // A machine with twenty other things to do may be too slow once: that says nothing of the route.
  for (let tries = 0; reply.statusCode === 503 && tries < 4; tries++) reply = await server.app.server.inject(wish)
  const kept = Object.entries(reply.headers).filter(([name]) => !PASSING.has(name))
  return { status: reply.statusCode, headers: Object.fromEntries(kept), body: reply.body }
}
