import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCOPES } from '../../src/domain/scope.ts'
import { addNotice } from '../support/due-notice.ts'
import { addImport } from '../support/imports.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { callRoute, type SweptRoute, sweptRoutes } from '../support/sweep.ts'
import { addEndpoint } from '../support/webhooks.ts'

let server: TestServer
let routes: SweptRoute[]
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  routes = sweptRoutes(server)
})
afterAll(() => server.stop())

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
const isAlwaysOpen = (route: SweptRoute) => route.path === '/api/me'

/** One operation names its location in snake case. */
const wireIds = () => {
  const { locationId } = server.account
  return { locationId, location_id: locationId, companyId: server.agency.companyId }
}

/** An integration for a route to act on, in the state that the route needs. */
async function target(route: SweptRoute): Promise<Record<string, string>> {
  const { integrationId } = await server.createIntegration([])
  const needsRotation = /(cancel-rotation|expire-now|extend-overlap|reissue)$/.test(route.path)
  const path = `/accounts/${server.account.id}/integrations/${integrationId}/rotate`
  if (needsRotation) await server.api('POST', path, { old: 'expireLater' })
  return {
    accountId: server.account.id,
    integrationId,
    userId: server.admin.userId,
    importId: await addImport(server),
    ...(route.path.includes('webhook-endpoints') || route.path.includes('deliveries') ? await addEndpoint(server) : {}),
    locationId: server.account.locationId,
  }
}

/** A call with a fresh token of just these scopes; one that acts on itself is rotating where it has to be. */
async function callWith(route: SweptRoute, scopes: string[]) {
  const own = await server.createIntegration(scopes)
  if (route.path === '/api/token/expire-now' && scopes.includes('private-integrations.self')) {
    await server.api('POST', `/accounts/${server.account.id}/integrations/${own.integrationId}/rotate`, {
      old: 'expireLater',
    })
  }
  const params = await target(route)
  return callRoute(server, route, {
    params,
    headers: bearer(own.secret),
    known: {
      integrationId: params.integrationId,
      ...wireIds(),
      until: '2026-01-20T00:00:00.000Z',
      scopes: [],
      role: 'admin',
    },
  })
}

describe('S3: every route names who may call it', () => {
  test('a scope, a permission, or that it is for people alone', () => {
    expect(routes.length).toBeGreaterThan(60)
    const silent = routes.filter(({ access, path }) => {
      const isForOnePerson = /^\/api\/(session|me)(\/|$)/.test(path)
      return access.scope === undefined && access.permission === undefined && !isForOnePerson
    })
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  test('the scopes it names are in the catalogue', () => {
    const known = new Set(SCOPES.map(({ scope }) => scope))
    expect(routes.filter(({ access }) => access.scope !== undefined && !known.has(access.scope))).toEqual([])
  })
})

describe('S3: the matrix of each single scope and each route', () => {
  test('a token is let in exactly where its scope is named, and nowhere else', async () => {
    const wrong: string[] = []
    for (const { scope } of SCOPES) {
      const { secret } = await server.createIntegration([scope])
      for (const route of routes.filter(one => one.access.scope !== scope && !isAlwaysOpen(one))) {
        const reply = await callRoute(server, route, { params: await fixedTarget(), headers: bearer(secret) })
        const status = route.access.dialect === 'wire' ? 401 : 403
        const isTaught = String(reply.headers['www-authenticate']).startsWith('Bearer error="insufficient_scope"')
        if (reply.status !== status || !isTaught) wrong.push(`${scope} → ${route.name}: ${reply.status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('with its own scope a token gets past the door of every route that names one', async () => {
    const wrong: string[] = []
    for (const route of routes.filter(({ access }) => access.scope !== undefined)) {
      const reply = await callWith(route, [route.access.scope ?? ''])
      const isIn = route.access.dialect === 'problem' ? reply.status < 300 : ![401, 403].includes(reply.status)
      if (!isIn || reply.status >= 500) wrong.push(`${route.name}: ${reply.status} ${reply.body.slice(0, 200)}`)
    }
    expect(wrong).toEqual([])
  })

  test('without any scope it opens nothing but /api/me', async () => {
    const { secret } = await server.createIntegration([])
    for (const route of routes) {
      const { status } = await callRoute(server, route, { params: await fixedTarget(), headers: bearer(secret) })
      expect([route.name, status < 300]).toEqual([route.name, isAlwaysOpen(route)])
    }
  })

  test('a refusal teaches: what is needed, what is held, and where it is granted to the same token', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    const wire = await server.v2(secret, 'POST', '/contacts/', { locationId: server.account.locationId })
    expect(wire.status).toBe(401)
    expect(wire.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="contacts.write"')
    expect(await wire.json()).toEqual({
      statusCode: 401,
      message: 'The token is not authorized for this scope.',
      error: 'Unauthorized',
      requiredScopes: ['contacts.write'],
      grantedScopes: ['contacts.readonly'],
      grantUrl: `${server.url}/accounts/${server.account.id}/private-integrations/${integrationId}/edit?add=contacts.write`,
    })
  })
})

describe('S3: the matrix of roles', () => {
  test.each(['developer', 'viewer', 'user'] as const)(
    'a %s is let in exactly where their permissions say',
    async role => {
      const person = await addMember(server, role)
      const me = await server.api('GET', '/me', undefined, { cookie: person.cookie })
      const { accounts } = (await me.json()) as { accounts: { permissions: string[] }[] }
      const held = new Set(['member', ...(accounts[0]?.permissions ?? [])])
      for (const route of routes.filter(
        ({ access, path }) => access.permission !== undefined && path !== '/api/session',
      )) {
        const own = { userId: person.user.id, notificationId: await addNotice(server, person.user.id) }
        const params: Record<string, string> = { ...(await target(route)), ...own }
        const { status, body } = await callRoute(server, route, {
          params,
          headers: { cookie: person.cookie },
          known: { integrationId: params.integrationId, until: '2026-01-20T00:00:00.000Z', scopes: [], role },
        })
        const isAllowed = held.has(route.access.permission ?? '')
        expect([route.name, status < 300, status === 403]).toEqual([route.name, isAllowed, !isAllowed])
        if (!isAllowed) expect(body).toContain(`"permission":"${route.access.permission}"`)
      }
    },
  )
})

let fixed: Record<string, string> | undefined
/** For calls that are refused anyway. */
async function fixedTarget(): Promise<Record<string, string>> {
  fixed ??= {
    accountId: server.account.id,
    integrationId: (await server.createIntegration([])).integrationId,
    userId: server.admin.userId,
    locationId: server.account.locationId,
  }
  return fixed
}
