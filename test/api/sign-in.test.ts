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

const credentials = () => ({ email: server.admin.email, password: server.admin.password })

describe('200', () => {
  test('S30: hands out a new session in a cookie that scripts and other sites can’t use', async () => {
    const reply = await api.nobody('POST', '/session', credentials())
    expect(reply.status).toBe(200)
    expect(reply.body.user).toEqual({ id: server.admin.userId, email: server.admin.email, name: server.admin.name })
    const [cookie = ''] = reply.headers.getSetCookie()
    expect(cookie).toMatch(/^pit_session=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/)
    expect(JSON.stringify(reply.body)).not.toContain(cookie.slice(12, 55))
  })

  test('takes the address in any case and with blanks around it', async () => {
    const email = `  ${server.admin.email.toUpperCase()} `
    expect((await api.nobody('POST', '/session', { ...credentials(), email })).status).toBe(200)
  })

  test('S30: ends the session that the browser brought along', async () => {
    const old = await server.signIn()
    expect((await api.nobody('POST', '/session', credentials(), { cookie: old })).status).toBe(200)
    expect((await api.nobody('GET', '/me', undefined, { cookie: old })).status).toBe(401)
  })
})

describe('401', () => {
  test('reads the same for an unknown address and a wrong password, and sets no cookie', async () => {
    const wrong = await api.nobody('POST', '/session', { ...credentials(), password: 'not the password at all' })
    const unknown = await api.nobody('POST', '/session', { email: 'nobody@example.com', password: 'x' })
    expect(wrong.body).toEqual(unknown.body)
    expect(wrong.body).toMatchObject({ status: 401, code: 'sign_in_failed' })
    expect(wrong.headers.getSetCookie()).toEqual([])
  })
})

describe('422', () => {
  test('names every field that is missing or unknown', async () => {
    const { body } = await api.nobody('POST', '/session', { user: 'x' })
    expect(body.fields.map(({ field }: { field: string }) => field).sort()).toEqual(['email', 'password', 'user'])
  })
})

describe('429', () => {
  test('S34: after five failures from one place, with the time to wait; another address is not held up', async () => {
    const guess = () => api.nobody('POST', '/session', { email: 'victim@example.com', password: 'guess' })
    for (let at = 0; at < 5; at++) await guess()
    const limited = await guess()
    expect([limited.status, limited.body.code]).toEqual([429, 'sign_in_limited'])
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await api.nobody('POST', '/session', credentials())).status).toBe(200)
    server.clock.advance('16 minutes')
    expect((await guess()).status).toBe(401)
  })
})

test('S14: no password is in the log', () => {
  expect(server.logText()).not.toContain(server.admin.password)
})
