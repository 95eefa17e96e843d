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
  test('changes what is named and nothing else, and never the token', async () => {
    const { path, secret } = await api.integration(['contacts.readonly'])
    // Counting the calls of a week is for who reads.
    const { calls7d, ...before } = (await api('GET', path)).body.integration
    expect(calls7d).toBe(0)
    const { body } = await api('PATCH', path, { name: 'Renamed' })
    expect(body.integration).toEqual({ ...before, name: 'Renamed', version: before.version + 1 })
    expect((await api.as(secret)('GET', '/me')).body.integration.name).toBe('Renamed')
  })

  test('S4: a scope that is taken away is refused on the next call, one that is given opens it', async () => {
    const { path, secret } = await api.integration(['contacts.readonly'])
    const contacts = () => server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
    expect((await contacts()).status).toBe(200)
    await api('PATCH', path, { scopes: [] })
    expect((await contacts()).status).toBe(401)
    await api('PATCH', path, { scopes: ['contacts.readonly'] })
    expect((await contacts()).status).toBe(200)
  })

  test('takes an expiry away with null', async () => {
    const { path } = await api.integration()
    await api('PATCH', path, { expiresAt: '2026-06-01T00:00:00Z' })
    expect((await api('PATCH', path, { expiresAt: null })).body.integration.expiresAt).toBeNull()
  })

  test('leaves no trace when nothing changes', async () => {
    const { path } = await api.integration(['contacts.readonly'])
    const before = await api.records()
    const { body } = await api('PATCH', path, { scopes: ['contacts.readonly'] })
    expect(body.integration.version).toBe(1)
    expect(await api.records()).toEqual(before)
  })

  test.each(['"1"', '1', 'W/"1"', '*'])('on the version that If-Match %s names', async version => {
    const { path } = await api.integration()
    const reply = await api('PATCH', path, { name: 'x' }, { 'if-match': version })
    expect([reply.status, reply.headers.get('etag')]).toEqual([200, '"2"'])
  })
})

describe('403', () => {
  test('S4: a token can’t widen an integration beyond itself', async () => {
    const { path } = await api.integration([])
    const { secret } = await api.integration(['private-integrations.write'])
    const { body } = await api.as(secret)('PATCH', path, { scopes: ['contacts.write'] })
    expect(body).toMatchObject({ code: 'scope_exceeds_own' })
    expect((await api('GET', path)).body.integration.scopes).toEqual([])
  })
})

describe('412', () => {
  test('when someone saved first, with the newest version; nothing is changed', async () => {
    const { path } = await api.integration()
    await api('PATCH', path, { name: 'First' })
    const { body } = await api('PATCH', path, { name: 'Second' }, { 'if-match': '"1"' })
    expect(body).toMatchObject({ status: 412, code: 'version_stale', version: 2 })
    expect((await api('GET', path)).body.integration.name).toBe('First')
  })
})

describe('422', () => {
  test.each([{}, { id: 'int_x' }, { name: null }, { scopes: null }, { expiresAt: 'never' }, { limits: null }])(
    '%j is refused',
    async change => {
      const { path } = await api.integration()
      expect((await api('PATCH', path, change)).body).toMatchObject({ status: 422, code: 'input_invalid' })
    },
  )

  test('an If-Match that names no version', async () => {
    const { path } = await api.integration()
    const { body } = await api('PATCH', path, { name: 'x' }, { 'if-match': 'newest' })
    expect(body.fields).toEqual([{ field: 'If-Match', message: 'must be the version, such as "3"' }])
  })
})
