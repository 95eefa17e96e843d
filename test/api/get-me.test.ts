import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

describe('200', () => {
  test('a person sees themselves and their accounts, agency and location', async () => {
    const { body } = await api('GET', '/me')
    expect(body.principal).toBe('user')
    expect(body.user).toEqual({ id: server.admin.userId, email: server.admin.email, name: server.admin.name })
    expect(body.accounts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: server.agency.id, kind: 'agency', locationId: null, role: 'admin' }),
        expect.objectContaining({
          ...{ id: server.account.id, kind: 'location', locationId: server.account.locationId },
          companyId: server.agency.companyId,
        }),
      ]),
    )
    expect(body.accounts[0].permissions).toContain('privateIntegrations.manage')
  })

  test('a token sees its account, integration, scopes and limits, whatever its scopes', async () => {
    const { id, tokenId, secret } = await api.integration([])
    const { body } = await api.as(secret)('GET', '/me')
    expect(body).toEqual({
      principal: 'token',
      account: {
        id: server.account.id,
        kind: 'location',
        locationId: server.account.locationId,
        companyId: server.agency.companyId,
      },
      integration: { id, name: 'Test integration' },
      token: { id: tokenId, role: 'current', endsAt: null },
      scopes: [],
      limits: { perTenSeconds: 100_000, perDay: 1_000_000_000 },
    })
  })

  test('a retiring secret is told that it dies and when; the new one is not', async () => {
    const { secret, newSecret } = await api.rotating()
    const old = await api.as(secret)('GET', '/me')
    expect(old.body.token).toMatchObject({ role: 'retiring', endsAt: '2026-01-08T00:00:00.000Z' })
    expect(old.headers.get('deprecation')).toBe('@1767225600')
    expect(old.headers.get('sunset')).toBe('Thu, 08 Jan 2026 00:00:00 GMT')
    const current = await api.as(newSecret)('GET', '/me')
    expect(current.body.token).toMatchObject({ role: 'current', endsAt: null })
    expect(current.headers.get('deprecation')).toBeNull()
    expect(current.headers.get('sunset')).toBeNull()
  })

  test('a change of scopes shows on the next call with the same token', async () => {
    const { path, secret } = await api.integration(['contacts.readonly'])
    await api('PATCH', path, { scopes: ['users.readonly'] })
    expect((await api.as(secret)('GET', '/me')).body.scopes).toEqual(['users.readonly'])
  })

  test('answers a token without asking the database', async () => {
    const { secret } = await api.integration()
    const asked: string[] = []
    const { pool } = server.testDatabase.database
    const note = (client: { query: unknown }) => void asked.push(typeof client.query)
    pool.on('acquire', note)
    for (let at = 0; at < 50; at++) expect((await api.as(secret)('GET', '/me')).status).toBe(200)
    pool.off('acquire', note)
    // The node's own timers (lease, use) may ask in between; fifty calls would show.
    expect(asked.length).toBeLessThan(25)
  })
})

describe('401', () => {
  test('nobody, with the way to become somebody', async () => {
    const { body, headers } = await api.nobody('GET', '/me')
    expect(body).toMatchObject({ status: 401, code: 'session_required' })
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  test('a session past its idle or its absolute end', async () => {
    const cookie = await server.signIn()
    server.clock.advance('25 hours')
    expect((await api.nobody('GET', '/me', undefined, { cookie })).status).toBe(401)
  })
})

test('403: a token from an address that its integration does not accept', async () => {
  const { path, secret } = await api.integration()
  await api('PATCH', path, { allowedIps: ['203.0.113.0/24'] }, { cookie: await server.signIn() })
  expect((await api.as(secret)('GET', '/me')).body).toMatchObject({ status: 403, code: 'address_not_allowed' })
})
