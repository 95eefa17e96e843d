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

const rotate = (path: string, body: unknown) => api('POST', `${path}/rotate`, body)

describe('201 with expireLater', () => {
  test('both secrets work until the last millisecond of the overlap, then the new one alone', async () => {
    const { path, secret } = await api.integration()
    const cookie = await server.signIn()
    const { body } = await rotate(path, { old: 'expireLater', overlapHours: 1 })
    expect(body.integration.rotation).toMatchObject({ state: 'rotating', retiring: { last4: secret.slice(-4) } })
    server.clock.advance('1 hour')
    server.clock.advance('-1 ms')
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
    server.clock.advance('1 ms')
    expect((await api.as(secret)('GET', '/me')).status).toBe(401)
    expect((await api.as(body.token.secret)('GET', '/me')).status).toBe(200)
    const after = await api('GET', path, undefined, { cookie })
    expect(after.body.integration.rotation.state).toBe('stable')
  })

  test('seven days unless said otherwise', async () => {
    const { path } = await api.integration()
    const { body } = await rotate(path, { old: 'expireLater' })
    const days = (Date.parse(body.integration.rotation.endsAt) - server.clock.now().getTime()) / 86_400_000
    expect(days).toBe(7)
  })
})

describe('201 with expireNow', () => {
  test('S18: every earlier secret is dead before the reply, also in the middle of a rotation', async () => {
    const { path, secret, newSecret } = await api.rotating()
    const { body, headers } = await rotate(path, { old: 'expireNow' })
    for (const dead of [secret, newSecret]) expect((await api.as(dead)('GET', '/me')).status).toBe(401)
    expect((await api.as(body.token.secret)('GET', '/me')).status).toBe(200)
    expect(body.integration.rotation.state).toBe('stable')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('location')).toBe(`/api${path}`)
  })

  test('leaves one audit entry and one event, without either secret', async () => {
    const { path, secret } = await api.integration()
    const before = await api.records()
    const { body } = await rotate(path, { old: 'expireNow' })
    expect(await api.records()).toEqual({ audit: before.audit + 1, events: before.events + 1 })
    const told = JSON.stringify(await api.lastAudit()) + server.logText()
    for (const value of [secret, body.token.secret]) expect(told).not.toContain(value)
  })
})

describe('403', () => {
  test('S4: a token can’t take over an integration that is stronger than itself', async () => {
    const { path, secret: stronger } = await api.integration(['contacts.write'])
    const { secret } = await api.integration(['private-integrations.write'])
    const { body } = await api.as(secret)('POST', `${path}/rotate`, { old: 'expireNow' })
    expect(body).toMatchObject({ code: 'scope_exceeds_own' })
    expect((await api.as(stronger)('GET', '/me')).status).toBe(200)
  })
})

describe('409', () => {
  test('expireLater while rotating: says the state and what can be done, and changes nothing', async () => {
    const { path, secret, newSecret } = await api.rotating()
    const before = await api.records()
    const { body } = await rotate(path, { old: 'expireLater' })
    expect(body).toMatchObject({
      status: 409,
      code: 'rotation_in_progress',
      rotation: { state: 'rotating' },
      actions: expect.arrayContaining(['cancel-rotation', 'expire-now']),
    })
    for (const live of [secret, newSecret]) expect((await api.as(live)('GET', '/me')).status).toBe(200)
    expect(await api.records()).toEqual(before)
  })

  test('an expired integration', async () => {
    const { path } = await api.integration()
    const at = new Date(server.clock.now().getTime() + 1000).toISOString()
    await api('PATCH', path, { expiresAt: at })
    server.clock.advance('1 second')
    expect((await rotate(path, { old: 'expireNow' })).body).toMatchObject({ code: 'integration_expired' })
  })
})

describe('422', () => {
  test.each([
    [{}, 'old'],
    [{ old: 'later' }, 'old'],
    [{ old: 'expireLater', overlapHours: 0 }, 'overlapHours'],
    [{ old: 'expireLater', overlapHours: 721 }, 'overlapHours'],
    [{ old: 'expireLater', overlapHours: 1.5 }, 'overlapHours'],
    [{ old: 'expireLater', overlapHours: '168' }, 'overlapHours'],
    [{ old: 'expireNow', overlapHours: 168 }, 'overlapHours'],
  ])('%j', async (body, field) => {
    const { path } = await api.integration()
    expect((await rotate(path, body)).body.fields[0].field).toBe(field)
  })
})
