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

test('200: S20: the old secret is dead before the reply, the new one untouched', async () => {
  const { path, secret, newSecret } = await api.rotating()
  const { body } = await api('POST', `${path}/expire-now`)
  expect(body.integration.rotation).toMatchObject({ state: 'stable', current: { last4: newSecret.slice(-4) } })
  expect((await api.as(secret)('GET', '/me')).status).toBe(401)
  expect((await api.as(newSecret)('GET', '/me')).status).toBe(200)
  expect(await api.lastAudit()).toMatchObject({ action: 'private_integration.rotation_ended' })
})

describe('409', () => {
  test('when no rotation is in progress: the only secret stays alive', async () => {
    const { path, secret } = await api.integration()
    expect((await api('POST', `${path}/expire-now`)).body).toMatchObject({ code: 'rotation_not_in_progress' })
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
  })

  test('when the overlap is over already', async () => {
    const { path } = await api.rotating()
    server.clock.advance('7 days')
    const cookie = await server.signIn()
    const { body } = await api('POST', `${path}/expire-now`, undefined, { cookie })
    expect(body).toMatchObject({ code: 'rotation_not_in_progress' })
  })
})
