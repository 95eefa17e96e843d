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
  test('S18: its secrets are refused from the reply on, and are the same ones after enabling', async () => {
    const { path, secret } = await api.integration()
    expect((await api('POST', `${path}/disable`)).body.integration).toMatchObject({ state: 'disabled' })
    expect((await api.as(secret)('GET', '/me')).status).toBe(401)
    await api('POST', `${path}/enable`)
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
  })

  test('twice is once: no second entry', async () => {
    const { path } = await api.integration()
    await api('POST', `${path}/disable`)
    const before = await api.records()
    expect((await api('POST', `${path}/disable`)).status).toBe(200)
    expect(await api.records()).toEqual(before)
  })
})

test('404: once deleted', async () => {
  const { path } = await api.integration()
  await api('DELETE', path)
  expect((await api('POST', `${path}/disable`)).body).toMatchObject({ code: 'integration_not_found' })
})

test('412: when someone saved first', async () => {
  const { path } = await api.integration()
  await api('PATCH', path, { name: 'x' })
  const reply = await api('POST', `${path}/disable`, undefined, { 'if-match': '"1"' })
  expect(reply.body).toMatchObject({ status: 412, code: 'version_stale' })
})
