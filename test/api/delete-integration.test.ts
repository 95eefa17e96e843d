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

describe('204', () => {
  test('S18: every secret is dead before the reply, the history stays', async () => {
    const { path, id, secret, newSecret } = await api.rotating(['contacts.readonly'])
    expect((await api('DELETE', path)).status).toBe(204)
    for (const dead of [secret, newSecret]) expect((await api.as(dead)('GET', '/me')).status).toBe(401)
    expect((await api('GET', path)).status).toBe(404)
    const { items } = (await api('GET', `${path}/audit`)).body
    expect(items[0]).toMatchObject({ action: 'private_integration.deleted', target: { kind: 'integration', id } })
    expect(items).toHaveLength(3)
  })

  test('the version that If-Match names', async () => {
    const { path } = await api.integration()
    expect((await api('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(204)
  })
})

test('404: twice, with no second entry', async () => {
  const { path } = await api.integration()
  await api('DELETE', path)
  const before = await api.records()
  expect((await api('DELETE', path)).body).toMatchObject({ status: 404, code: 'integration_not_found' })
  expect(await api.records()).toEqual(before)
})

test('412: when someone saved first; its secret goes on', async () => {
  const { path, secret } = await api.integration()
  await api('PATCH', path, { name: 'x' })
  const { body } = await api('DELETE', path, undefined, { 'if-match': '"1"' })
  expect(body).toMatchObject({ status: 412, code: 'version_stale' })
  expect((await api.as(secret)('GET', '/me')).status).toBe(200)
})
