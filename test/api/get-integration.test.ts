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
  test('with its rotation, and its version as ETag', async () => {
    const { path } = await api.rotating()
    const { body, headers } = await api('GET', path)
    expect(body.integration.rotation).toMatchObject({
      state: 'rotating',
      endsAt: '2026-01-08T00:00:00.000Z',
      current: { last4: expect.any(String) },
      retiring: { last4: expect.any(String) },
    })
    expect(headers.get('etag')).toBe(`"${body.integration.version}"`)
  })

  test('with the last use of each secret', async () => {
    const { path, secret } = await api.integration()
    await api.as(secret)('GET', '/me')
    await server.app.deps.flushUse()
    const { integration } = (await api('GET', path)).body
    expect(integration.lastUsedAt).toBe(server.clock.now().toISOString())
    expect(integration.rotation.current.lastUsedAt).toBe(integration.lastUsedAt)
  })

  test('for a token that may view integrations', async () => {
    const { path } = await api.integration()
    const { secret } = await api.integration(['private-integrations.readonly'])
    expect((await api.as(secret)('GET', path)).status).toBe(200)
  })
})

test('404: once deleted', async () => {
  const { path } = await api.integration()
  await api('DELETE', path)
  expect((await api('GET', path)).body).toMatchObject({ status: 404, code: 'integration_not_found' })
})
