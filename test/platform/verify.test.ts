import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disableIntegration } from '../../src/actions/integration-switches.ts'
import { createIntegration } from '../../src/actions/integrations.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { OPERATOR } from '../support/integration.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const platformKey = randomBase62(40)
const nextKey = randomBase62(40)
let server: TestServer
let made: { secret: string; integrationId: string; tokenId: string }

beforeAll(async () => {
  server = await startTestServer({ counting: { platformKeys: [platformKey, nextKey], failedLookupsPerMinute: 1000 } })
  made = await server.createIntegration(['contacts.readonly'])
})
afterAll(() => server.stop())

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const reply = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platformKey}`, 'content-type': 'application/json', ...headers },
    body,
  })
  return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Record<string, unknown> }
}
const verify = (body: unknown, headers?: Record<string, string>) => post('/verify', JSON.stringify(body), headers)
const introspect = (form: Record<string, string> | string, headers: Record<string, string> = {}) =>
  post('/oauth/introspect', new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  })

const integrationWith = async (draft: object) => {
  const { view, shown } = await createIntegration(server.app.deps, OPERATOR, {
    accountId: server.account.id,
    draft: { name: 'Other', description: '', scopes: ['contacts.readonly'], allowedIps: [], limits: {}, ...draft },
  })
  return { secret: shown.secret, ref: { accountId: server.account.id, integrationId: view.integration.id } }
}

describe('POST /verify', () => {
  test('tells whose token it is and what it may', async () => {
    const { status, body, headers } = await verify({ token: made.secret, scope: 'contacts.readonly' })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      active: true,
      account: {
        id: server.account.id,
        kind: 'location',
        locationId: server.account.locationId,
        companyId: server.agency.companyId,
      },
      integration: { id: made.integrationId, name: 'Test integration' },
      token: { id: made.tokenId, retiring: false },
      scopes: ['contacts.readonly'],
      endsAt: null,
      limits: { perTenSeconds: 100_000, tenSecondsRemaining: 99_999, perDay: 1_000_000_000, dayRemaining: 999_999_999 },
    })
  })

  test('remembers a call by the name that the platform gives to its operation', async () => {
    const { secret: token, ref } = await integrationWith({})
    await verify({ token, label: 'list-orders' })
    await verify({ token })
    const reply = await server.api('GET', `/accounts/${ref.accountId}/integrations/${ref.integrationId}/calls`)
    const { items } = (await reply.json()) as { items: { operation: string }[] }
    expect(items.map(({ operation }) => operation).sort()).toEqual(['list-orders', 'verify'])
    expect((await verify({ token, label: 'a b' })).body.fields).toMatchObject([{ field: 'label' }])
  })

  test('takes a list, and answers in its order', async () => {
    const { body } = await verify({
      tokens: [
        { token: newSecret('pit_') },
        { token: made.secret, operation: 'get-contact' },
        { token: made.secret, operation: 'create-contact' },
      ],
    })
    expect(body.results).toMatchObject([
      { active: false, code: 'token_invalid' },
      { active: true },
      { active: false, code: 'scope_missing', scopes: ['contacts.readonly'] },
    ])
  })

  test('S16: does not tell what is wrong with a secret', async () => {
    const disabled = await integrationWith({})
    await disableIntegration(server.app.deps, OPERATOR, disabled.ref)
    for (const token of ['', 'x', newSecret('pit_'), disabled.secret]) {
      expect((await verify({ token })).body).toEqual({ active: false, code: 'token_invalid' })
    }
  })

  test('asks from where the call came when the integration has a list of addresses', async () => {
    const { secret: token } = await integrationWith({ allowedIps: ['198.51.100.0/24'] })
    const codes = [{}, { ip: '198.51.100.9' }, { ip: '192.0.2.1' }, { ip: 'nonsense' }].map(async from => {
      const { body } = await verify({ token, ...from })
      return body.active === true ? 'active' : body.code
    })
    expect(await Promise.all(codes)).toEqual([
      'address_not_allowed',
      'active',
      'address_not_allowed',
      'address_not_allowed',
    ])
  })

  test('uses the limits, unless it only looks', async () => {
    const { secret: token } = await integrationWith({ limits: { perTenSeconds: 1 } })
    const answers = [await verify({ token, count: false }), await verify({ token }), await verify({ token })]
    expect(answers.map(({ body }) => body.active)).toEqual([true, true, false])
    expect(answers[0]?.body.limits).toEqual({ perTenSeconds: 1, perDay: 200_000 })
    expect(answers[2]?.body).toMatchObject({ code: 'rate_limited', limit: 1, window: 'tenSeconds' })
  })

  test('422: names what is not as it should be', async () => {
    const { status, body } = await verify({ token: 7, scoop: 'contacts.readonly' })
    expect(status).toBe(422)
    expect((body.fields as { field: string }[]).map(({ field }) => field).sort()).toEqual(['scoop', 'token'])
    const unknown = await verify({ tokens: [{ token: made.secret, operation: 'get-contacts-please' }] })
    expect(unknown.body.fields).toMatchObject([{ field: 'tokens[0].operation' }])
    expect((await verify({ tokens: Array.from({ length: 101 }, () => ({ token: 'x' })) })).status).toBe(422)
  })

  test('400, 405, 413, 415: what is no question is refused by its own name', async () => {
    expect((await post('/verify', '{"token":')).status).toBe(400)
    expect((await post('/verify', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post('/verify', JSON.stringify({ token: 'x'.repeat(300_000) }))).status).toBe(413)
    const got = await fetch(`${server.url}/verify`)
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('who may ask', () => {
  test('holds one of the platform’s keys, as a bearer or as the password of Basic', async () => {
    const basic = `Basic ${Buffer.from(`platform:${nextKey}`).toString('base64')}`
    expect((await verify({ token: made.secret }, { authorization: `Bearer ${nextKey}` })).status).toBe(200)
    expect((await verify({ token: made.secret }, { authorization: basic })).status).toBe(200)
  })

  test.each([
    ['a wrong key', () => `Bearer ${randomBase62(40)}`],
    ['a token', () => `Bearer ${made.secret}`],
    ['nothing', () => ''],
    ['an empty password', () => `Basic ${Buffer.from('platform:').toString('base64')}`],
  ])('is not %s', async (_name, authorization) => {
    const replies = [
      await verify({ token: made.secret }, { authorization: authorization() }),
      await introspect({ token: made.secret }, { authorization: authorization() }),
    ]
    for (const { status, body, headers } of replies) {
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'platform_key_invalid' })
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
  })
})

describe('POST /oauth/introspect', () => {
  test('RFC 7662: tells what a live token is, in the names of the RFC', async () => {
    const { status, body } = await introspect({ token: made.secret, token_type_hint: 'access_token' })
    expect(status).toBe(200)
    expect(body).toEqual({
      active: true,
      scope: 'contacts.readonly',
      client_id: made.integrationId,
      token_type: 'Bearer',
      sub: server.account.id,
      iss: server.url,
      location_id: server.account.locationId,
      company_id: server.agency.companyId,
      token_id: made.tokenId,
    })
  })

  test('RFC 7662: says of any other no more than that it is not active', async () => {
    for (const token of ['nonsense', newSecret('pit_'), platformKey]) {
      expect(await introspect({ token })).toMatchObject({ status: 200, body: { active: false } })
      expect(Object.keys((await introspect({ token })).body)).toEqual(['active'])
    }
  })

  test('RFC 6749: takes the key as client_secret in the form, too, and never two of them', async () => {
    const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/oauth/introspect`, { method: 'POST', body: new URLSearchParams(form), headers })
    const asked = { token: made.secret, client_id: 'gateway' }
    expect(await (await ask({ ...asked, client_secret: nextKey })).json()).toMatchObject({ active: true })
    expect((await ask({ ...asked, client_secret: randomBase62(40) })).status).toBe(401)
    expect((await ask(asked)).status).toBe(401)
    const twice = await ask({ ...asked, client_secret: platformKey }, { authorization: `Bearer ${platformKey}` })
    expect([twice.status, ((await twice.json()) as { code: string }).code]).toEqual([400, 'credential_duplicate'])
  })

  test('RFC 8414: is found by libraries, with how they show who they are', async () => {
    const reply = await fetch(`${server.url}/.well-known/oauth-authorization-server`)
    expect(await reply.json()).toMatchObject({
      issuer: server.url,
      introspection_endpoint: `${server.url}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint: `${server.url}/oauth/revoke`,
    })
  })

  test('takes a form with one token and nothing else', async () => {
    expect((await introspect('')).status).toBe(422)
    expect((await introspect(`token=a&token=b`)).status).toBe(400)
    expect((await post('/oauth/introspect', '{}')).status).toBe(415)
  })

  test('is not counted as a call of the token', async () => {
    const { secret: token } = await integrationWith({ limits: { perTenSeconds: 1 } })
    for (let ask = 0; ask < 3; ask++) expect((await introspect({ token })).body.active).toBe(true)
  })
})
