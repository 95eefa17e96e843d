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
  test('S20: the old secret is current again, the new one is dead before the reply', async () => {
    const { path, secret, newSecret } = await api.rotating()
    const { body } = await api('POST', `${path}/cancel-rotation`)
    expect(body.integration.rotation).toMatchObject({ state: 'stable', current: { last4: secret.slice(-4) } })
    expect((await api.as(newSecret)('GET', '/me')).status).toBe(401)
    const old = await api.as(secret)('GET', '/me')
    expect(old.body.token).toMatchObject({ role: 'current', endsAt: null })
  })

  test('with "confirm": true, although the new secret has been used', async () => {
    const { path, newSecret } = await api.rotating()
    await api.as(newSecret)('GET', '/me')
    expect((await api('POST', `${path}/cancel-rotation`, { confirm: true })).status).toBe(200)
    expect((await api.as(newSecret)('GET', '/me')).status).toBe(401)
  })
})

describe('409', () => {
  test('names the clients that use the new secret, and changes nothing', async () => {
    const { path, newSecret } = await api.rotating()
    await fetch(`${server.url}/api/me`, {
      headers: { authorization: `Bearer ${newSecret}`, 'user-agent': 'warehouse/2.1', 'x-client-name': 'Night sync' },
    })
    for (const body of [undefined, {}, { confirm: false }]) {
      const reply = await api('POST', `${path}/cancel-rotation`, body)
      expect(reply.body).toMatchObject({ status: 409, code: 'rotation_new_token_used' })
      expect(reply.body.clients).toEqual([
        expect.objectContaining({
          userAgent: 'warehouse/2.1',
          clientName: 'Night sync',
          network: '127.0.0.1',
          calls: 1,
        }),
      ])
    }
    expect((await api.as(newSecret)('GET', '/me')).status).toBe(200)
  })

  test('when no rotation is in progress', async () => {
    const { path } = await api.integration()
    const { body } = await api('POST', `${path}/cancel-rotation`)
    expect(body).toMatchObject({ status: 409, code: 'rotation_not_in_progress' })
  })
})

test('422: a confirmation that is no yes or no', async () => {
  const { path } = await api.rotating()
  const { body } = await api('POST', `${path}/cancel-rotation`, { confirm: 'yes' })
  expect(body.fields).toEqual([{ field: 'confirm', message: 'must be true or false' }])
})
