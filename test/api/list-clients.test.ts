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

function callAs(secret: string, headers: Record<string, string>) {
  return fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}`, ...headers } })
}

describe('200', () => {
  test('who calls with which secret, by network, program and name', async () => {
    const { path, secret, newSecret } = await api.rotating()
    await callAs(secret, { 'user-agent': 'cron/1', 'x-client-name': 'Nightly' })
    await callAs(secret, { 'user-agent': 'cron/1', 'x-client-name': 'Nightly' })
    await callAs(newSecret, { 'user-agent': 'web/2' })
    const { items } = (await api('GET', `${path}/clients`)).body
    expect(items).toHaveLength(2)
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ userAgent: 'cron/1', clientName: 'Nightly', network: '127.0.0.1', calls: 2 }),
        expect.objectContaining({ userAgent: 'web/2', clientName: '', calls: 1 }),
      ]),
    )
    expect(new Set(items.map(({ tokenId }: { tokenId: string }) => tokenId)).size).toBe(2)
  })

  test('nobody, where nobody has called', async () => {
    const { path } = await api.integration()
    expect((await api('GET', `${path}/clients`)).body).toEqual({ items: [] })
  })

  test('S70: names without control characters, and bounded', async () => {
    const { path, secret } = await api.integration()
    await callAs(secret, { 'user-agent': `x${'y'.repeat(5000)}`, 'x-client-name': 'a\tb' })
    const [client] = (await api('GET', `${path}/clients`)).body.items
    expect(client.userAgent).toHaveLength(200)
    expect(client.clientName).toBe('ab')
  })
})

test('404: an integration that never was', async () => {
  const { body } = await api('GET', `${api.account}/integrations/int_${'x'.repeat(20)}/clients`)
  expect(body).toMatchObject({ code: 'integration_not_found' })
})
