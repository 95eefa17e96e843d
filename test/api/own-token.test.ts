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

const SELF = ['private-integrations.self', 'contacts.readonly']

describe('GET /token', () => {
  test('200: the token’s own integration and rotation', async () => {
    const { id, secret } = await api.integration(SELF)
    const { body } = await api.as(secret)('GET', '/token')
    expect(body.integration).toMatchObject({ id, rotation: { state: 'stable', current: { last4: secret.slice(-4) } } })
  })

  test('401: without a token; 403: for a person, who has none', async () => {
    expect((await api.nobody('GET', '/token')).status).toBe(401)
    expect((await api('GET', '/token')).body).toMatchObject({ status: 403, code: 'permission_missing' })
  })

  test('403: without the scope, with the way to it', async () => {
    const { secret, id } = await api.integration(['private-integrations.write'])
    const { body, headers } = await api.as(secret)('GET', '/token')
    expect(body).toMatchObject({
      code: 'scope_missing',
      requiredScopes: ['private-integrations.self'],
      grantedScopes: ['private-integrations.write'],
      grantUrl: `${server.url}${api.account}/private-integrations/${id}/edit?add=private-integrations.self`,
    })
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })
})

describe('POST /token/rotate', () => {
  test('201: a pipeline rotates itself, proves the new secret, and ends the old one', async () => {
    const { path, secret } = await api.integration(SELF)
    const { body, headers } = await api.as(secret)('POST', '/token/rotate', { old: 'expireLater', overlapHours: 1 })
    expect(headers.get('location')).toBe(`/api${path}`)
    const next = api.as(body.token.secret)
    expect((await next('GET', '/me')).status).toBe(200)
    expect((await next('POST', '/token/expire-now')).body.integration.rotation.state).toBe('stable')
    expect((await api.as(secret)('GET', '/me')).status).toBe(401)
    expect((await next('GET', '/me')).status).toBe(200)
  })

  test('201 with expireNow: the secret that asked is dead with the reply', async () => {
    const { secret } = await api.integration(SELF)
    const { body } = await api.as(secret)('POST', '/token/rotate', { old: 'expireNow' })
    expect((await api.as(secret)('GET', '/token')).status).toBe(401)
    expect((await api.as(body.token.secret)('GET', '/token')).status).toBe(200)
  })

  test('says in the audit log that the integration did it itself', async () => {
    const { id, secret } = await api.integration(SELF)
    await api.as(secret)('POST', '/token/rotate', { old: 'expireLater' })
    expect(await api.lastAudit()).toMatchObject({
      action: 'private_integration.rotation_started',
      actor: { kind: 'token', id },
    })
  })

  test('409: while rotating', async () => {
    const { secret, newSecret } = await api.rotating(SELF)
    const { body } = await api.as(newSecret)('POST', '/token/rotate', { old: 'expireLater' })
    expect(body).toMatchObject({ code: 'rotation_in_progress' })
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
  })

  test('409: by the old token, so that a leaked one is not worth a new one', async () => {
    const { secret, newSecret } = await api.rotating(SELF)
    for (const old of ['expireNow', 'expireLater']) {
      const { body } = await api.as(secret)('POST', '/token/rotate', { old })
      expect(body).toMatchObject({ status: 409, code: 'token_retiring' })
    }
    for (const one of [secret, newSecret]) expect((await api.as(one)('GET', '/me')).status).toBe(200)
  })

  test('422: like for a person', async () => {
    const { secret } = await api.integration(SELF)
    for (const body of [{}, { old: 'expireLater', overlapHours: 0 }, { old: 'expireNow', overlapHours: 1 }]) {
      expect((await api.as(secret)('POST', '/token/rotate', body)).status).toBe(422)
    }
  })
})

describe('POST /token/expire-now', () => {
  test('409: when no rotation is in progress', async () => {
    const { secret } = await api.integration(SELF)
    const { body } = await api.as(secret)('POST', '/token/expire-now')
    expect(body).toMatchObject({ code: 'rotation_not_in_progress' })
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
  })
})
