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

test('204: the session is over at once, and the browser forgets it', async () => {
  const cookie = await server.signIn()
  const reply = await api.nobody('DELETE', '/session', undefined, { cookie, origin: server.url })
  expect(reply.status).toBe(204)
  expect(reply.headers.getSetCookie()[0]).toMatch(/^pit_session=; .*Expires=Thu, 01 Jan 1970/)
  expect((await api.nobody('GET', '/me', undefined, { cookie })).status).toBe(401)
})

test('204: other sessions of the same person go on', async () => {
  const [one, other] = [await server.signIn(), await server.signIn()]
  await api.nobody('DELETE', '/session', undefined, { cookie: one, origin: server.url })
  expect((await api.nobody('GET', '/me', undefined, { cookie: other })).status).toBe(200)
})

test('401: without a session there is nothing to end', async () => {
  expect((await api.nobody('DELETE', '/session')).body).toMatchObject({ code: 'session_required' })
  expect((await api.nobody('DELETE', '/session', undefined, { cookie: 'pit_session=made-up' })).status).toBe(401)
})

describe('403', () => {
  test('for a token, which has no session', async () => {
    const { secret } = await api.integration(['private-integrations.write'])
    expect((await api.as(secret)('DELETE', '/session')).body).toMatchObject({ code: 'scope_missing' })
  })

  test('from another site', async () => {
    const cookie = await server.signIn()
    const reply = await api.nobody('DELETE', '/session', undefined, { cookie, origin: 'https://evil.example' })
    expect(reply.body).toMatchObject({ status: 403, code: 'origin_foreign' })
    expect((await api.nobody('GET', '/me', undefined, { cookie })).status).toBe(200)
  })
})
