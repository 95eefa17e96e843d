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

async function call(secret: string) {
  expect((await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200)
  await server.app.deps.flushUse()
  return server.clock.now().toISOString()
}

describe('the last use of an integration', () => {
  test('is that of a secret that has ended since, too; each token keeps its own', async () => {
    const { path, secret } = await api.integration()
    const usedAt = await call(secret)
    server.clock.advance('1 minute')
    const { body } = await api('POST', `${path}/rotate`, { old: 'expireNow' })
    expect(body.integration.lastUsedAt).toBe(usedAt)
    expect(body.integration.rotation.current.lastUsedAt).toBeNull()
    const { items } = (await api('GET', `${api.account}/integrations`)).body
    expect(items[0].lastUsedAt).toBe(usedAt)
  })

  test('is the later one of both during an overlap', async () => {
    const { path, secret, newSecret } = await api.rotating()
    await call(secret)
    server.clock.advance('1 minute')
    const later = await call(newSecret)
    server.clock.advance('1 minute')
    await api('POST', `${path}/expire-now`)
    expect((await api('GET', path)).body.integration.lastUsedAt).toBe(later)
  })

  test('is nothing while nobody has called', async () => {
    const { path } = await api.integration()
    expect((await api('GET', path)).body.integration.lastUsedAt).toBeNull()
  })
})
