import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disableIntegration } from '../../src/actions/integration-switches.ts'
import { createIntegration } from '../../src/actions/integrations.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { OPERATOR } from '../support/integration.ts'
import { sendRaw } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let made: { secret: string; integrationId: string; tokenId: string }

beforeAll(async () => {
  server = await startTestServer()
  made = await server.createIntegration(['contacts.readonly'])
})
afterAll(() => server.stop())

interface Asked {
  query?: string
  method?: string
  headers?: Record<string, string>
}

async function authz(secret: string | undefined, { query = '', method = 'GET', headers = {} }: Asked = {}) {
  const authorization: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` }
  const reply = await fetch(`${server.url}/authz${query}`, { method, headers: { ...authorization, ...headers } })
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: await reply.text() }
}

const integrationWith = (draft: object) =>
  createIntegration(server.app.deps, OPERATOR, {
    accountId: server.account.id,
    draft: { name: 'Other', description: '', scopes: ['contacts.readonly'], allowedIps: [], limits: {}, ...draft },
  })

describe('200', () => {
  test('names the account, the integration, the token and its scopes in headers, and has no body', async () => {
    const { status, headers, body } = await authz(made.secret)
    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(headers).toMatchObject({
      'content-length': '0',
      'x-account-id': server.account.id,
      'x-account-kind': 'location',
      'x-location-id': server.account.locationId,
      'x-company-id': server.agency.companyId,
      'x-integration-id': made.integrationId,
      'x-token-id': made.tokenId,
      'x-scopes': 'contacts.readonly',
      'cache-control': 'no-store',
    })
    expect(JSON.stringify(headers)).not.toContain(made.secret)
  })

  test('is given to any method, to the path that Envoy appends, and to a token that holds the scope', async () => {
    for (const [query, method] of [
      ['', 'DELETE'],
      ['', 'HEAD'],
      ['/v1/orders?page=2'.replace('?page=2', ''), 'POST'],
      ['?scope=contacts.readonly', 'GET'],
      ['?read=contacts.readonly&write=contacts.write', 'GET'],
    ]) {
      expect((await authz(made.secret, { query, method })).status, `${method} ${query}`).toBe(200)
    }
  })

  test('tells what is left of the limits, where the proxy asks for it', async () => {
    const { shown } = await integrationWith({ limits: { perTenSeconds: 3 } })
    expect((await authz(shown.secret)).headers).not.toHaveProperty('ratelimit')
    const { status, headers, body } = await authz(shown.secret, { query: '?scope=contacts.readonly&limits=tell' })
    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(headers).toMatchObject({
      'x-ratelimit-max': '3',
      'x-ratelimit-remaining': '1',
      'ratelimit-policy': '"tenSeconds";q=3;w=10, "day";q=200000;w=86400',
      ratelimit: '"tenSeconds";r=1;t=10, "day";r=199998;t=86400',
    })
  })

  test('is remembered by the name that the proxy gives to the operation behind it', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    await authz(secret, { query: '?scope=contacts.readonly&label=list-orders' })
    await authz(secret, { query: '?scope=contacts.write&label=create-order' })
    const reply = await server.api('GET', `/accounts/${server.account.id}/integrations/${integrationId}/calls`)
    const { items } = (await reply.json()) as { items: object[] }
    expect(items).toHaveLength(2)
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ operation: 'list-orders', status: 200 }),
        expect.objectContaining({ operation: 'create-order', status: 403, missingScope: 'contacts.write' }),
      ]),
    )
  })

  test('keeps the name of a call, however many names callers without a token made up before', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    const unknown = newSecret('pit_')
    for (let n = 0; n < 1100; n += 50) {
      const junk = Array.from({ length: 50 }, (_, i) => authz(unknown, { query: `?label=junk-${n + i}` }))
      await Promise.all(junk)
    }
    await authz(secret, { query: '?scope=contacts.readonly&label=cancel-order' })
    const reply = await server.api('GET', `/accounts/${server.account.id}/integrations/${integrationId}/calls`)
    expect(await reply.json()).toMatchObject({ items: [{ operation: 'cancel-order' }] })
  })

  test('tells a caller with a retiring secret when it ends', async () => {
    const { view, shown } = await integrationWith({})
    await rotateToken(server.app.deps, OPERATOR, {
      accountId: server.account.id,
      integrationId: view.integration.id,
      old: 'expireLater',
      overlapHours: 24,
    })
    const { status, headers } = await authz(shown.secret)
    expect(status).toBe(200)
    expect(headers['x-token-ends-at']).toBe('2026-01-02T00:00:00.000Z')
    expect(headers.sunset).toBe('Fri, 02 Jan 2026 00:00:00 GMT')
  })

  test('is remembered as a call of the token, with its client', async () => {
    const { secret, integrationId, tokenId } = await server.createIntegration(['contacts.readonly'])
    await authz(secret, { headers: { 'user-agent': 'warehouse/2.1', 'x-client-name': 'nightly' } })
    await server.app.deps.flushUse()
    const reply = await server.api('GET', `/accounts/${server.account.id}/integrations/${integrationId}/clients`)
    expect(await reply.json()).toMatchObject({
      items: [{ tokenId, userAgent: 'warehouse/2.1', clientName: 'nightly', calls: 1 }],
    })
  })
})

describe('401', () => {
  test('S16: reads the same whatever is wrong with the token', async () => {
    const ended = await integrationWith({})
    const ref = { accountId: server.account.id, integrationId: ended.view.integration.id }
    await rotateToken(server.app.deps, OPERATOR, { ...ref, old: 'expireNow' })
    const disabled = await integrationWith({})
    await disableIntegration(server.app.deps, OPERATOR, { ...ref, integrationId: disabled.view.integration.id })
    const secrets = [newSecret('pit_'), 'pit_nonsense', ended.shown.secret, disabled.shown.secret]
    const replies = await Promise.all(secrets.map(secret => authz(secret)))
    const plain = replies.map(({ status, headers, body }) => {
      const { 'x-request-id': _, date: __, ...rest } = headers
      return JSON.stringify({ status, rest, body })
    })
    expect(new Set(plain).size).toBe(1)
    expect(replies[0]).toMatchObject({
      status: 401,
      body: '',
      headers: {
        'content-length': '0',
        'x-refusal': 'token_invalid',
        'www-authenticate': 'Bearer error="invalid_token"',
      },
    })
  })

  test('asks for a bearer when there is none, or another scheme', async () => {
    expect(await authz(undefined)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' })
    const basic = await authz(undefined, { headers: { authorization: 'Basic eDp5' } })
    expect(basic.status).toBe(401)
  })
})

describe('403', () => {
  test('names a missing scope as the reason, by the method of the original call where that decides', async () => {
    const query = '?read=contacts.readonly&write=contacts.write'
    const refused = [
      await authz(made.secret, { query: '?scope=contacts.write' }),
      await authz(made.secret, { query: '?scope=contacts.readonly,contacts.write' }),
      await authz(made.secret, { query, headers: { 'x-original-method': 'post' } }),
      await authz(made.secret, { query, method: 'PUT' }),
    ]
    for (const { status, headers, body } of refused) {
      expect({ status, body, refusal: headers['x-refusal'] }).toEqual({
        status: 403,
        body: '',
        refusal: 'scope_missing',
      })
    }
  })

  test('S3: a caller who names another method than the proxy does gets what neither of both allows', async () => {
    const query = '?read=contacts.readonly&write=contacts.write'
    const forged = [
      await authz(made.secret, { query, method: 'PUT', headers: { 'x-original-method': 'GET' } }),
      await authz(made.secret, { query, headers: { 'x-original-method': 'GET', 'x-forwarded-method': 'POST' } }),
      await authz(made.secret, { query, headers: { 'x-original-method': 'POST', 'x-forwarded-method': 'GET' } }),
    ]
    expect(forged.map(({ status }) => status)).toEqual([403, 403, 403])
  })

  test('is the answer to an address that the integration does not accept', async () => {
    const { shown } = await integrationWith({ allowedIps: ['198.51.100.7'] })
    const { status, headers } = await authz(shown.secret, { headers: { 'x-forwarded-for': '198.51.100.7' } })
    expect({ status, refusal: headers['x-refusal'] }).toEqual({ status: 403, refusal: 'address_not_allowed' })
  })
})

describe('400', () => {
  test('S15: two Authorization headers, or a token in the address, are refused and not repeated', async () => {
    const host = new URL(server.url).host
    const two = `GET /authz HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${made.secret}\r\nAuthorization: Bearer x\r\n\r\n`
    const replies = [
      await sendRaw(server.url, two),
      await sendRaw(server.url, `GET /authz?access_token=${made.secret} HTTP/1.1\r\nhost: ${host}\r\n\r\n`),
    ]
    for (const { status, text } of replies) {
      expect(status).toBe(400)
      expect(text).not.toContain(made.secret)
    }
    expect(server.logText()).not.toContain(made.secret)
  })

  test.each(['?scopes=contacts.readonly', '?scope=', '?scope=a%20b%3Cc', '?anything=1', '?label=a%20b', '?limits=1'])(
    'is the answer to %s: a misspelt rule must not open a door',
    async query => expect((await authz(made.secret, { query })).status).toBe(400),
  )
})

describe('429', () => {
  test('comes when the integration has used up its limit, for both secrets of a rotation together', async () => {
    const { view, shown } = await integrationWith({ limits: { perTenSeconds: 3 } })
    const next = await rotateToken(server.app.deps, OPERATOR, {
      accountId: server.account.id,
      integrationId: view.integration.id,
      old: 'expireLater',
      overlapHours: 1,
    })
    const secrets = [shown.secret, next.shown.secret, shown.secret, next.shown.secret]
    const replies = []
    for (const secret of secrets) replies.push(await authz(secret))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(replies[3]).toMatchObject({ body: '', headers: { 'x-refusal': 'rate_limited', 'retry-after': '10' } })
  })
})
