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

const list = () => `${api.account}/integrations`
const DRAFT = { name: 'Warehouse sync', description: 'orders', scopes: ['contacts.write', 'contacts.readonly'] }

describe('201', () => {
  test('makes an integration and shows its secret, which works at once', async () => {
    const reply = await api('POST', list(), DRAFT)
    const { integration, token } = reply.body
    expect(integration).toMatchObject({
      name: 'Warehouse sync',
      description: 'orders',
      scopes: ['contacts.readonly', 'contacts.write'],
      state: 'live',
      version: 1,
      rotation: { state: 'stable', current: { id: token.id, last4: token.last4, lastUsedAt: null } },
      rotationDueAt: '2026-04-01T00:00:00.000Z',
      createdBy: { kind: 'user', id: server.admin.userId, name: server.admin.name },
    })
    expect(token.secret).toMatch(/^pit_[0-9A-Za-z]{38}$/)
    expect(token.secret.endsWith(token.last4)).toBe(true)
    expect(reply.headers.get('location')).toBe(`/api${list()}/${integration.id}`)
    expect(reply.headers.get('etag')).toBe('"1"')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect((await api.as(token.secret)('GET', '/me')).status).toBe(200)
  })

  test('leaves one audit entry and one event, without the secret', async () => {
    const before = await api.records()
    const { body } = await api('POST', list(), DRAFT)
    expect(await api.records()).toEqual({ audit: before.audit + 1, events: before.events + 1 })
    const entry = await api.lastAudit()
    expect(entry).toMatchObject({ action: 'private_integration.created', actor: { kind: 'user' } })
    expect(JSON.stringify(entry)).not.toContain(body.token.secret)
    expect(server.logText()).not.toContain(body.token.secret)
  })

  test('with an expiry, addresses and limits of its own', async () => {
    const wishes = { expiresAt: '2026-06-01T00:00:00Z', allowedIps: ['192.0.2.0/24'], limits: { perDay: 500 } }
    const { body } = await api('POST', list(), { ...DRAFT, ...wishes })
    expect(body.integration).toMatchObject({
      expiresAt: '2026-06-01T00:00:00.000Z',
      allowedIps: ['192.0.2.0/24'],
      limits: { perTenSeconds: 100, perDay: 500 },
    })
  })

  test('by a token that may manage integrations, no wider than itself', async () => {
    const { secret } = await api.integration(['private-integrations.write', 'contacts.readonly'])
    const made = await api.as(secret)('POST', list(), { name: 'By pipeline', scopes: ['contacts.readonly'] })
    expect(made.body.integration.createdBy).toMatchObject({ kind: 'token', name: 'Test integration' })
  })
})

describe('403', () => {
  test('S4: a token can’t make one that is stronger than itself', async () => {
    const { secret } = await api.integration(['private-integrations.write'])
    const { body } = await api.as(secret)('POST', list(), { name: 'x', scopes: ['contacts.readonly'] })
    expect(body).toMatchObject({ code: 'scope_exceeds_own', requiredScopes: ['contacts.readonly'] })
  })
})

describe('404', () => {
  test('while the feature is switched off in Labs', async () => {
    await api('PATCH', `${api.account}/labs`, { privateIntegrations: false })
    expect((await api('POST', list(), DRAFT)).body).toMatchObject({ code: 'labs_feature_off' })
    await api('PATCH', `${api.account}/labs`, { privateIntegrations: true })
  })
})

describe('422', () => {
  test('all that is wrong at once: scopes with what was meant, addresses, the expiry, and fields that are not known', async () => {
    const wrong = {
      scopes: ['contacts.reed', 'nothing.at.all'],
      allowedIps: ['here'],
      expiresAt: '2025-12-31T00:00:00Z',
    }
    const expected = [
      {
        field: 'scopes',
        message: expect.stringContaining(
          '"contacts.reed" is not a scope of this account; did you mean contacts.readonly?',
        ),
      },
      { field: 'scopes', message: expect.stringContaining('"nothing.at.all"') },
      { field: 'allowedIps', message: expect.stringContaining('"here" must be an address') },
      { field: 'expiresAt', message: 'must lie in the future' },
    ]
    const { body } = await api('POST', list(), { ...DRAFT, ...wrong })
    expect(body.fields).toEqual(expected)
    const withMore = await api('POST', list(), { ...wrong, surprise: 1 })
    expect(withMore.body.fields).toEqual(
      expect.arrayContaining([
        ...expected,
        expect.objectContaining({ field: 'name' }),
        expect.objectContaining({ field: 'surprise' }),
      ]),
    )
    const { path } = await api.integration()
    expect((await api('PATCH', path, { ...wrong, surprise: 1 })).body.fields).toHaveLength(5)
  })

  test('no scopes must be meant: an absent list is refused, an empty one is taken', async () => {
    expect((await api('POST', list(), { name: 'x' })).body.fields).toEqual([
      { field: 'scopes', message: 'is required' },
    ])
    expect((await api('POST', list(), { name: 'x', scopes: [] })).status).toBe(201)
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ name: '   ' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ description: 'x'.repeat(1001) }, 'description'],
    [{ scopes: ['nothing'] }, 'scopes'],
    [{ scopes: 'contacts.readonly' }, 'scopes'],
    [{ expiresAt: '2025-12-31T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: '2026-02-30T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: '2026-12-31T23:59:60Z' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ allowedIps: ['not an address'] }, 'allowedIps'],
    [{ allowedIps: ['192.0.2.0/33'] }, 'allowedIps'],
    [{ limits: { perDay: 0 } }, 'limits.perDay'],
    [{ limits: { perDay: 1.5 } }, 'limits.perDay'],
  ])('%j is refused with the field and the remedy, and nothing is made', async (change, field) => {
    const before = await api.records()
    const { body } = await api('POST', list(), { ...DRAFT, ...change })
    expect(body).toMatchObject({ status: 422, code: 'input_invalid' })
    expect(body.fields[0].field).toMatch(new RegExp(`^${field.replace('.', '\\.')}`))
    expect(await api.records()).toEqual(before)
  })
})
