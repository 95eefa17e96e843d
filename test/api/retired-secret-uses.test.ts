import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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
  test('who sent an old secret, to which operation, through any door', async () => {
    const { path, secret } = await api.integration()
    expect((await server.v2(secret, 'GET', `/locations/${server.account.locationId}`)).status).toBeLessThan(500)
    await server.app.deps.flushUse()
    await api('POST', `${path}/rotate`, { old: 'expireNow' })
    const refused = async () => {
      const reply = await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
      expect(reply.status).toBe(401)
      return (await api('GET', `${path}/retired-secret-uses`)).body.items
    }
    // The node learns of ended secrets within two seconds, and writes down uses within one.
    const items = await vi.waitFor(
      async () => {
        const found = await refused()
        expect(found).toHaveLength(1)
        return found
      },
      { timeout: 15_000, interval: 200 },
    )
    expect(items[0]).toMatchObject({
      token: { last4: secret.slice(-4), endedWhy: 'replaced' },
      ...{ network: '127.0.0.1', classification: 'known_straggler', operation: 'GET /v2/contacts/' },
    })
    expect(JSON.stringify(items)).not.toContain(secret)
  })

  test('nobody, where nobody did', async () => {
    const { path } = await api.integration()
    expect((await api('GET', `${path}/retired-secret-uses`)).body).toEqual({ items: [] })
  })
})

test('404: an integration that never was', async () => {
  const { body } = await api('GET', `${api.account}/integrations/int_${'x'.repeat(20)}/retired-secret-uses`)
  expect(body.code).toBe('integration_not_found')
})
