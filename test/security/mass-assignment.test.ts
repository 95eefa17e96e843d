import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCOPES } from '../../src/domain/scope.ts'
import { sampleOf } from '../support/sample-input.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { callRoute, type SweptRoute, sweptRoutes } from '../support/sweep.ts'
import { addEndpoint } from '../support/webhooks.ts'

/** What only the server may say, in the ways that the two APIs and the tables spell it. */
const SERVER_OWNED = [
  'id',
  'accountId',
  'account_id',
  'account',
  'createdAt',
  'created_at',
  'updatedAt',
  'createdBy',
  'state',
  'version',
  'token',
  'tokenHash',
  'token_hash',
  'secret',
  'secret_hash',
  'row_mac',
  'lastUsedAt',
  'last_used_at',
  'lastSeenAt',
  'disabledAt',
  'deletedAt',
  'endsAt',
  'ends_at',
  'isAdmin',
  'is_admin',
  'admin',
  'dateAdded',
  'dateUpdated',
  'companyId_',
  'userId',
  'integrationId',
  'principal',
  'permission',
  '$set',
  'constructor',
  'toString',
  'hasOwnProperty',
  'unknown',
]

let server: TestServer
let routes: SweptRoute[]
let headers: { person: Record<string, string>; token: Record<string, string> }
let params: Record<string, string>
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  routes = sweptRoutes(server).filter(
    ({ method, upload }) => ['POST', 'PUT', 'PATCH'].includes(method) && upload === undefined,
  )
  const token = await server.createIntegration(SCOPES.map(({ scope }) => scope))
  headers = {
    person: { cookie: await server.signIn() },
    token: { authorization: `Bearer ${token.secret}` },
  }
  const { integrationId } = await server.createIntegration(['contacts.readonly'])
  const list = await server.v2(token.secret, 'GET', `/contacts/?locationId=${server.account.locationId}&limit=1`)
  const contact = ((await list.json()) as { contacts: { id: string }[] }).contacts[0]?.id ?? ''
  params = {
    accountId: server.account.id,
    integrationId,
    userId: server.admin.userId,
    ...(await addEndpoint(server)),
    locationId: server.account.locationId,
    contactId: contact,
    type: 'add',
  }
})
afterAll(() => server.stop())

const known = () => ({
  locationId: server.account.locationId,
  until: '2026-01-20T00:00:00.000Z',
  scopes: [],
  role: 'admin',
})

function call(route: SweptRoute, body: unknown) {
  const isWire = route.access.dialect === 'wire'
  const caller = isWire || route.path.startsWith('/api/token') ? headers.token : headers.person
  return callRoute(server, route, { params, headers: caller, body, known: known() })
}

/** The names a body may hold by its schema. */
function allowed(route: SweptRoute): Set<string> {
  return new Set(Object.keys((route.body as { properties?: object } | undefined)?.properties ?? {}))
}

function bodyOf(route: SweptRoute): Record<string, unknown> {
  return route.body === undefined ? {} : (sampleOf(route.body, known()) as Record<string, unknown>)
}

describe('S5: a body holds what its route takes and nothing else', () => {
  test('on every route that writes, each field that only the server may set is refused by name', async () => {
    const wrong: string[] = []
    for (const route of routes) {
      for (const name of SERVER_OWNED.filter(one => !allowed(route).has(one))) {
        const reply = await call(route, { ...bodyOf(route), [name]: 'x' })
        if (reply.status !== 422 || !reply.body.includes(name))
          wrong.push(`${route.name} ${name}: ${reply.status} ${reply.body}`)
      }
    }
    expect(routes.length).toBeGreaterThan(30)
    expect(wrong).toEqual([])
  })

  test('also inside the objects that a body holds', async () => {
    const path = `/accounts/${server.account.id}/integrations`
    const limits = await server.api('POST', path, { name: 'x', scopes: [], limits: { perDay: 5, perYear: 5 } })
    expect([limits.status, await limits.text()]).toEqual([422, expect.stringContaining('limits.perYear')])
    const member = `/accounts/${server.account.id}/members/${server.admin.userId}`
    const permissions = await server.api('PATCH', member, { permissions: { 'everything.manage': 'allow' } })
    expect([permissions.status, await permissions.text()]).toEqual([422, expect.stringContaining('everything.manage')])
  })

  test('nothing of an integration changes by what was refused', async () => {
    const path = `/accounts/${server.account.id}/integrations/${params.integrationId}`
    const before = await (await server.api('GET', path)).text()
    for (const name of SERVER_OWNED) {
      expect((await server.api('PATCH', path, { [name]: 'x' })).status).toBe(422)
      expect((await server.api('PATCH', path, { name: 'changed', [name]: 'x' })).status).toBe(422)
    }
    expect(await (await server.api('GET', path)).text()).toBe(before)
  })

  test('a body that is no object is refused everywhere', async () => {
    for (const route of routes.filter(({ body }) => body !== undefined)) {
      for (const body of [[], 'text', 5, true]) {
        expect([route.name, (await call(route, body)).status]).toEqual([route.name, 422])
      }
    }
  })
})
