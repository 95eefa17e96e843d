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
  test('an enabled integration is live, and says so in its history', async () => {
    const { path } = await api.integration()
    await api('POST', `${path}/disable`)
    expect((await api('POST', `${path}/enable`)).body.integration).toMatchObject({ state: 'live' })
    expect(await api.lastAudit()).toMatchObject({ action: 'private_integration.enabled' })
  })

  test('does not bring back an integration past its expiry', async () => {
    const { path, secret } = await api.integration()
    await api('PATCH', path, { expiresAt: '2026-01-01T00:00:01Z' })
    await api('POST', `${path}/disable`)
    server.clock.advance('1 second')
    expect((await api('POST', `${path}/enable`)).body.integration).toMatchObject({ state: 'expired' })
    expect((await api.as(secret)('GET', '/me')).status).toBe(401)
  })
})

test('404: an integration that never was', async () => {
  const { body } = await api('POST', `${api.account}/integrations/int_${'x'.repeat(20)}/enable`)
  expect(body).toMatchObject({ code: 'integration_not_found' })
})
