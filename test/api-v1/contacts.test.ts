import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newSecret } from '../../src/lib/secrets.ts'
import { createApiKeyVerifier } from '../../src/verify/api-keys.ts'
import { type Api, apiOf } from '../support/api.ts'
import { addTenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let secret: string
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  api = apiOf(server)
  await api('PATCH', `${api.account}/labs`, { legacyApiKeys: true })
  secret = (await newKey()).secret
})
afterAll(() => server.stop())

async function newKey() {
  const { body } = await api('POST', `${api.account}/api-keys`, { name: 'Old app' })
  return { secret: body.secret as string, path: `${api.account}/api-keys/${body.apiKey.id}` }
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies of every shape
async function v1(method: string, path: string, body?: unknown, key = secret): Promise<any> {
  const reply = await fetch(`${server.url}/v1${path}`, {
    method,
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return { status: reply.status, headers: reply.headers, body: await reply.json() }
}

describe('2xx', () => {
  test('a contact is made, found, read, changed and deleted, without a Version header and without naming a location', async () => {
    const made = await v1('POST', '/contacts/', { firstName: 'Ada', email: 'ada@example.com' })
    expect([made.status, made.body.contact.locationId]).toEqual([201, server.account.locationId])
    const path = `/contacts/${made.body.contact.id}`
    expect((await v1('GET', '/contacts/?query=ada@example.com')).body.contacts).toHaveLength(1)
    const found = await v1('POST', '/contacts/search', { query: 'ada@example.com' })
    expect(found.body.contacts).toHaveLength(1)
    expect((await v1('GET', path)).body.contact.firstName).toBe('Ada')
    expect((await v1('PUT', path, { lastName: 'King' })).body.contact.lastName).toBe('King')
    expect((await v1('DELETE', path)).status).toBe(200)
    expect((await v1('GET', path)).status).toBe(404)
  })

  test('each change writes its event, as by any other door', async () => {
    const before = await api.records()
    await v1('POST', '/contacts', { email: 'event@example.com' })
    expect((await api.records()).events).toBe(before.events + 1)
  })

  test('every reply says that it is deprecated, where it is explained, and what comes after; a refusal too', async () => {
    for (const { headers } of [await v1('GET', '/contacts'), await v1('GET', '/contacts', undefined, '')]) {
      expect(headers.get('deprecation')).toMatch(/^@\d+$/)
      expect(headers.get('link')).toContain(`<${server.url}/v2>; rel="successor-version"`)
      expect(headers.get('link')).toContain('rel="deprecation"')
    }
    const link = (await v1('GET', '/contacts')).headers.get('link')
    expect(link).toContain(`${server.url}/accounts/${server.account.id}/api-keys`)
  })
})

describe('401', () => {
  test('S16: nothing, a token, an unknown and a revoked key; the refusal is one and the same', async () => {
    const { secret: token } = await server.createIntegration(['contacts.readonly', 'contacts.write'])
    const revoked = await newKey()
    await api('DELETE', revoked.path)
    expect((await v1('GET', '/contacts', undefined, '')).status).toBe(401)
    const replies = []
    for (const key of [token, newSecret('lak_'), 'lak_x', revoked.secret]) {
      const { status, body } = await v1('GET', '/contacts', undefined, key)
      replies.push({ status, body })
    }
    expect(replies[0]?.status).toBe(401)
    expect(new Set(replies.map(reply => JSON.stringify(reply))).size).toBe(1)
  })

  test('S18: a key is dead with the reply that revokes it, also for a call that changes something', async () => {
    const { secret: key, path } = await newKey()
    expect((await v1('GET', '/contacts', undefined, key)).status).toBe(200)
    await api('DELETE', path)
    expect((await v1('GET', '/contacts', undefined, key)).status).toBe(401)
    expect((await v1('POST', '/contacts', { email: 'late@example.com' }, key)).status).toBe(401)
  })

  test('S13: a row that a database writer made, or gave to another account, opens nothing', async () => {
    const { secret: key, path } = await newKey()
    const stranger = await addTenant(server, 'Other Company')
    await server.app.deps.transact(stranger.location.id, async () => {})
    const owner = new pg.Client(server.testDatabase.owner)
    await owner.connect()
    await owner.query(`update accounts set labs = '{"legacyApiKeys": true}' where id = $1`, [stranger.location.id])
    await owner.query('update api_keys set account_id = $1 where id = $2', [
      stranger.location.id,
      path.split('/').at(-1),
    ])
    await owner.end()
    expect((await v1('GET', '/contacts', undefined, key)).status).toBe(401)
  })

  test('no key opens API v2.0 or the management API', async () => {
    expect((await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)).status).toBe(401)
    expect((await api.as(secret)('GET', '/me')).status).toBe(401)
  })
})

test('S15: a key in the address or a cookie is refused, and not repeated', async () => {
  const reply = await fetch(`${server.url}/v1/contacts?api_key=${secret}`)
  expect(reply.status).toBe(400)
  expect(await reply.text()).not.toContain(secret)
  expect(server.logText()).not.toContain(secret)
})

test('S1: the contacts of another account are not there, and its location is refused', async () => {
  const stranger = await addTenant(server, 'Zanzibar Holdings')
  const { locationId } = { locationId: stranger.location.wireId }
  expect((await v1('GET', `/contacts?locationId=${locationId}`)).status).toBe(403)
  expect((await v1('POST', '/contacts', { email: 'x@example.com', locationId })).status).toBe(403)
  expect(JSON.stringify((await v1('GET', '/contacts?limit=100')).body)).not.toContain(locationId)
})

test('404: nothing else is served', async () => {
  for (const path of ['/opportunities', '/calendars', `/locations/${server.account.locationId}`, '/contacts/x/notes']) {
    expect([path, (await v1('GET', path)).status]).toEqual([path, 404])
  }
})

test('410: once the account has switched its keys off; they work again once they are on', async () => {
  await api('PATCH', `${api.account}/labs`, { legacyApiKeys: false })
  expect((await v1('GET', '/contacts')).body).toMatchObject({ statusCode: 410 })
  await api('PATCH', `${api.account}/labs`, { legacyApiKeys: true })
  expect((await v1('GET', '/contacts')).status).toBe(200)
})

test('422: what is wrong in the body, as API v2.0 says it', async () => {
  expect((await v1('POST', '/contacts', { email: 3, surprise: true })).body).toEqual({
    statusCode: 422,
    error: 'Unprocessable Entity',
    message: ['property surprise should not exist', 'email must be a string'],
  })
})

test('429: a key has the limits of an integration, and every reply says what is left', async () => {
  const { secret: key } = await newKey()
  const first = await v1('GET', '/contacts/none', undefined, key)
  expect([first.headers.get('x-ratelimit-max'), first.headers.get('x-ratelimit-remaining')]).toEqual(['100', '99'])
  for (let call = 1; call < 100; call++) await v1('GET', '/contacts/none', undefined, key)
  const over = await v1('GET', '/contacts/none', undefined, key)
  expect([over.status, over.body.statusCode, over.headers.get('retry-after')]).toEqual([429, 429, expect.any(String)])
  expect((await v1('GET', '/contacts')).status).toBe(200)
})

test('S21: who keeps guessing waits; a known key behind the same address does not', async () => {
  let last = 0
  for (let attempt = 0; attempt <= 21; attempt++)
    last = (await v1('GET', '/contacts', undefined, newSecret('lak_'))).status
  expect(last).toBe(429)
  expect((await v1('GET', '/contacts')).status).toBe(200)
})

test('S21: who guesses keys is slowed down by network, not by each address of IPv6, and told whole seconds', async () => {
  const guard = createApiKeyVerifier(server.app.deps)
  for (let number = 0; number < 20; number++) {
    await guard.check(newSecret('lak_'), { ip: `2001:db8:0:1::${number.toString(16)}` })
  }
  expect(await guard.check(newSecret('lak_'), { ip: '2001:db8:0:1::ffff' })).toMatchObject({ reason: 'limited' })
  expect(await guard.check(newSecret('lak_'), { ip: '2001:db8:0:2::1' })).toMatchObject({ reason: 'invalid' })
  for (let number = 0; number < 20; number++) await v1('GET', '/contacts', undefined, newSecret('lak_'))
  server.clock.advance('1 second')
  const { status, headers } = await v1('GET', '/contacts', undefined, newSecret('lak_'))
  expect([status, headers.get('retry-after')]).toEqual([429, '29'])
})
