import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src/crm/operations.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { callRoute, type SweepCall, type SweptRoute, sweptRoutes } from '../support/sweep.ts'
import { replyFaults } from '../support/wire-contract.ts'

let server: TestServer
let routes: SweptRoute[]
let secret: string
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  routes = sweptRoutes(server).filter(({ access }) => access.dialect === 'wire' && !access.isPublic)
  secret = (await server.createIntegration([...new Set(operations.map(({ scope }) => scope))])).secret
})
afterAll(() => server.stop())

const NOBODY = 'Nobody00000000000000'
const operationOf = (route: SweptRoute) =>
  operations.find(({ method, path }) => method === route.method && `/v2${path}` === route.path)

/** The answers of every served operation to one kind of call: what is not as documented, and which statuses there were. */
async function askAll(call: (route: SweptRoute) => Partial<SweepCall> & { headers: Record<string, string> }) {
  const faults: string[] = []
  const replies: { id: string; status: number; message: unknown }[] = []
  for (const route of routes) {
    const operation = operationOf(route)
    if (operation === undefined) throw new Error(`${route.name} is no operation`)
    const { locationId } = server.account
    const known = { locationId, location_id: locationId, companyId: server.agency.companyId }
    const params = Object.fromEntries(route.params.map(name => [name, name === 'locationId' ? locationId : NOBODY]))
    const { status, body } = await callRoute(server, route, { known, params, ...call(route) })
    const said = JSON.parse(body) as { message?: unknown }
    replies.push({ id: operation.id, status, message: said.message })
    faults.push(...replyFaults(operation, status, said).map(fault => `${operation.id}: ${fault}`))
  }
  return { faults, replies }
}

const bearer = (token = secret) => ({ authorization: `Bearer ${token}` })
const others = (replies: { status: number; message: unknown }[], status: number, message: string) =>
  replies.filter(reply => reply.status !== status || reply.message !== message)

describe('every served operation', () => {
  test('is one of the 90 that are served, each under one address', () => {
    expect(operations).toHaveLength(90)
    expect(new Set(routes.map(({ name }) => name)).size).toBe(90)
  })

  test('without a token answers 401', async () => {
    const { faults, replies } = await askAll(() => ({ headers: {} }))
    expect([faults, others(replies, 401, 'Invalid token: access token is invalid')]).toEqual([[], []])
  })

  test('with a token of nobody answers 401', async () => {
    const { faults, replies } = await askAll(() => ({ headers: bearer(newSecret('pit_')) }))
    // Who fails too often is told to wait: as documented as the rest.
    const told = replies.filter(({ status }) => status !== 429)
    expect([faults, others(told, 401, 'Invalid Private Integration token')]).toEqual([[], []])
  })

  test('without the scope that it names answers 401, whatever else is held', async () => {
    const tokens = new Map<string, string>()
    const scopes = [...new Set(operations.map(({ scope }) => scope))]
    for (const scope of scopes)
      tokens.set(scope, (await server.createIntegration(scopes.filter(one => one !== scope))).secret)
    const { faults, replies } = await askAll(route => ({ headers: bearer(tokens.get(route.access.scope ?? '')) }))
    expect([faults, others(replies, 401, 'The token is not authorized for this scope.')]).toEqual([[], []])
  })

  test('without a version answers 401, with an unknown one 400', async () => {
    const missing = await askAll(() => ({ headers: { ...bearer(), version: '' } }))
    expect([missing.faults, others(missing.replies, 401, 'version header was not found.')]).toEqual([[], []])
    const unknown = await askAll(() => ({ headers: { ...bearer(), version: 'v3' } }))
    expect([unknown.faults, unknown.replies.filter(({ status }) => status !== 400)]).toEqual([[], []])
  })

  test('for a location that is not the token’s answers 403, wherever the request names one', async () => {
    const { faults, replies } = await askAll(route => ({
      headers: bearer(),
      params: Object.fromEntries(route.params.map(name => [name, NOBODY])),
      known: { locationId: NOBODY, location_id: NOBODY, companyId: server.agency.companyId },
    }))
    const naming = new Set(operations.filter(({ locationFrom }) => locationFrom !== 'token').map(({ id }) => id))
    const named = replies.filter(({ id }) => naming.has(id))
    expect([faults, others(named, 403, 'The token does not have access to this location.')]).toEqual([[], []])
    expect(named.length).toBeGreaterThan(30)
  })

  test('for an id of nobody answers 404 or says what is wrong, never a success', async () => {
    const { faults, replies } = await askAll(() => ({ headers: bearer() }))
    const byId = new Set(operations.filter(({ path }) => /:(?!locationId|type)\w+/.test(path)).map(({ id }) => id))
    const wrong = replies.filter(({ id, status }) => byId.has(id) && ![400, 404, 422].includes(status))
    expect([faults, wrong]).toEqual([[], []])
  })

  test('refuses a property that it does not know by its name, with 422', async () => {
    const { faults, replies } = await askAll(route => ({
      headers: bearer(),
      ...(route.body === undefined ? {} : { body: { locationId: server.account.locationId, surprise: 1 } }),
    }))
    const writing = new Set(routes.filter(({ body }) => body !== undefined).map(route => operationOf(route)?.id))
    const silent = replies.filter(
      ({ id, status, message }) =>
        writing.has(id) && !(status === 422 && String(message).includes('property surprise should not exist')),
    )
    expect([faults, silent]).toEqual([[], []])
  })
})
