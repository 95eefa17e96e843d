import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unservedOperations } from '../../src/crm/documented.ts'
import { operations } from '../../src/crm/operations.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let secret: string
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  secret = (await server.createIntegration([...new Set(operations.map(({ scope }) => scope))])).secret
})
afterAll(() => server.stop())

const VERSION = { version: '2021-07-28' }
const pathOf = (path: string) => `/v2${path.replace(/:\w+/g, 'x')}`

async function call(method: string, path: string, headers: Record<string, string>) {
  const reply = await fetch(server.url + path, { method, headers })
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) }
}

describe('every served operation, with and without its trailing slash', () => {
  const served = operations.flatMap(({ method, path }) => [`${method} ${path}`, `${method} ${path}/`])

  test('401 without a token, whatever else is said', async () => {
    for (const row of served) {
      const [method = '', path = ''] = row.split(' ')
      for (const headers of [{}, VERSION]) {
        const reply = await call(method, pathOf(path), headers)
        expect([row, reply.body]).toEqual([
          row,
          { statusCode: 401, message: 'Invalid token: access token is invalid', error: 'Unauthorized' },
        ])
        expect(reply.headers.get('www-authenticate')).toBe('Bearer')
      }
    }
  })

  test('401 with a token that is none', async () => {
    for (const row of served) {
      const [method = '', path = ''] = row.split(' ')
      const reply = await call(method, pathOf(path), { ...VERSION, authorization: 'Bearer pit-nothing' })
      expect([row, reply.body]).toEqual([
        row,
        { statusCode: 401, message: 'Invalid Private Integration token', error: 'Unauthorized' },
      ])
    }
  })

  test('401 without a version, 400 with one that is not published', async () => {
    for (const row of served) {
      const [method = '', path = ''] = row.split(' ')
      const missing = await call(method, pathOf(path), { authorization: `Bearer ${secret}` })
      expect([row, missing.body.message]).toEqual([row, 'version header was not found.'])
      const unknown = await call(method, pathOf(path), { authorization: `Bearer ${secret}`, version: 'v3' })
      expect([row, unknown.status]).toEqual([row, 400])
    }
  })

  test('is reached in both forms without a redirect, and never answers with an error of ours', async () => {
    for (const row of served) {
      const [method = '', path = ''] = row.split(' ')
      const reply = await call(method, pathOf(path), { ...VERSION, authorization: `Bearer ${secret}` })
      expect([row, reply.status >= 200 && reply.status < 500 && reply.status !== 301 && reply.status !== 308]).toEqual([
        row,
        true,
      ])
      expect([row, reply.body?.message === 'There is nothing at this address.']).toEqual([row, false])
      expect(reply.headers.get('traceid')).toMatch(/^[0-9A-Za-z]{16}$/)
    }
  })
})

describe('what is documented and not served', () => {
  const unserved = unservedOperations(operations)

  test('says so with 501 and its name, to a caller with a token, never a made-up 200', async () => {
    expect(unserved).toHaveLength(486)
    for (const { id, method, path } of unserved) {
      const reply = await call(method, pathOf(path), { ...VERSION, authorization: `Bearer ${secret}` })
      expect([id, reply.status]).toEqual([id, 501])
      expect(reply.body).toEqual({
        statusCode: 501,
        message: expect.stringContaining('is documented but not served here'),
      })
      expect([id, (await call(method, pathOf(path), VERSION)).status]).toEqual([id, 401])
    }
  })
})

describe('the rest', () => {
  test.each(['/v2', '/v2/', '/v2/nothing', '/v2/contacts/x/nothing', '/v2/CONTACTS/'])(
    '%s is 404 in its own dialect',
    async path => {
      const reply = await call('GET', path, { ...VERSION, authorization: `Bearer ${secret}` })
      expect(reply.body).toEqual({ statusCode: 404, message: 'There is nothing at this address.' })
    },
  )

  test('a method that a path does not have is 404', async () => {
    expect((await call('PATCH', '/v2/contacts/x', { ...VERSION, authorization: `Bearer ${secret}` })).status).toBe(404)
  })

  test('the client’s health check is answered without a token', async () => {
    expect((await call('GET', '/v2/health', {})).body).toEqual({ status: 'ok' })
  })

  test('a session opens nothing here', async () => {
    const cookie = await server.signIn()
    expect((await call('GET', `/v2/locations/${server.account.locationId}`, { ...VERSION, cookie })).status).toBe(401)
  })

  test('unknown properties are 422, one sentence each', async () => {
    const body = { locationId: server.account.locationId, firstName: 5, madeUp: 1, other: 2 }
    const reply = await server.v2(secret, 'POST', '/contacts/', body)
    expect(reply.status).toBe(422)
    expect(await reply.json()).toEqual({
      statusCode: 422,
      message: expect.arrayContaining([
        'property madeUp should not exist',
        'property other should not exist',
        'firstName must be a string',
      ]),
      error: 'Unprocessable Entity',
    })
  })

  test('a retiring secret is told so on every call', async () => {
    const { secret: old, integrationId } = await server.createIntegration(['contacts.readonly'])
    const path = `/accounts/${server.account.id}/integrations/${integrationId}/rotate`
    await server.api('POST', path, { old: 'expireLater', overlapHours: 1 })
    const reply = await server.v2(old, 'GET', `/contacts/?locationId=${server.account.locationId}`)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('deprecation')).toBe('@1767225600')
    expect(reply.headers.get('sunset')).toBe('Thu, 01 Jan 2026 01:00:00 GMT')
  })

  test('an agency’s token opens its own locations where the documents let it in, and no stranger’s', async () => {
    const agency = await server.createIntegration(['locations.readonly', 'users.readonly'], server.agency.id)
    const own = await server.v2(agency.secret, 'GET', `/locations/${server.account.locationId}`)
    expect(own.status).toBe(200)
    const strangers = await server.v2(agency.secret, 'GET', `/locations/${'x'.repeat(20)}`)
    expect([strangers.status, ((await strangers.json()) as { message: string }).message]).toEqual([
      403,
      'The token does not have access to this location.',
    ])
  })
})
