import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let secret: string
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  secret = (await server.createIntegration(['contacts.readonly', 'private-integrations.self'])).secret
})
afterAll(() => server.stop())

const bearer = (value = secret) => ({ authorization: `Bearer ${value}` })
const get = (path: string, headers: Record<string, string>) => fetch(server.url + path, { headers })
const post = (path: string, headers: Record<string, string>, body: unknown) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', version: '2021-07-28', ...headers },
    body: JSON.stringify(body),
  })

describe('S15: a token counts in the Authorization header and nowhere else', () => {
  const wire = () => `/v2/contacts/?locationId=${server.account.locationId}`

  test.each(['/api/me?', '/api/token?'])(
    'in the query of %s it is refused, with and without the header',
    async path => {
      for (const headers of [{}, bearer()]) {
        for (const query of [`access_token=${secret}`, `anything=${secret}`, 'access_token=x', 'ACCESS_TOKEN=x']) {
          expect((await get(path + query, headers)).status).toBe(400)
        }
      }
    },
  )

  test('in the query of API v2.0 it is refused', async () => {
    const headers = { ...bearer(), version: '2021-07-28' }
    expect((await get(`${wire()}&access_token=${secret}`, headers)).status).toBe(400)
    expect((await get(`${wire()}&query=${secret}`, headers)).status).toBe(400)
  })

  test('in a cookie it is refused', async () => {
    for (const cookie of [`access_token=${secret}`, `pit_session=${secret}`, `a=b; access_token=x`]) {
      expect((await get('/api/me', { cookie })).status).toBe(400)
      expect((await get(wire(), { cookie, version: '2021-07-28' })).status).toBe(400)
    }
  })

  test.each(['Basic', 'Token', 'Digest', 'bearer2', ''])(
    'under the scheme %j it is no credential: 401',
    async scheme => {
      for (const value of [secret, Buffer.from(`x:${secret}`).toString('base64')]) {
        const headers = { authorization: `${scheme} ${value}`.trim(), version: '2021-07-28' }
        expect((await get('/api/me', headers)).status).toBe(401)
        expect((await get(wire(), headers)).status).toBe(401)
      }
    },
  )

  test('in the body it is refused, and does not stand in for the header', async () => {
    const body = { access_token: secret, old: 'expireLater' }
    expect((await post('/api/token/rotate', {}, body)).status).toBe(401)
    expect((await post('/api/token/rotate', bearer(), body)).status).toBe(400)
    const search = { locationId: server.account.locationId, pageLimit: 1, access_token: secret }
    expect((await post('/v2/contacts/search', bearer(), search)).status).toBe(400)
  })

  test('two Authorization headers are refused, even when they agree', async () => {
    const line = `authorization: Bearer ${secret}`
    const host = `host: ${new URL(server.url).host}`
    const { status } = await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [host, line, line, '', '']))
    expect(status).toBe(400)
  })

  test('the name of the scheme may be written in any case, as HTTP has it', async () => {
    expect((await get('/api/me', { authorization: `bearer ${secret}` })).status).toBe(200)
    expect((await get('/api/me', { authorization: `BEARER  ${secret}` })).status).toBe(200)
  })

  test('S14: none of these secrets is in the log', () => {
    expect(server.logText()).not.toContain(secret.slice(0, 20))
    expect(server.logText()).toContain('"route":"/api/me"')
  })
})

describe('S16: every refusal of a bearer reads the same', () => {
  test('malformed, unknown, with a bad checksum, replaced and of a disabled integration', async () => {
    const replaced = await server.createIntegration(['contacts.readonly'])
    const disabled = await server.createIntegration(['contacts.readonly'])
    const path = `/accounts/${server.account.id}/integrations`
    await server.api('POST', `${path}/${replaced.integrationId}/rotate`, { old: 'expireNow' })
    await server.api('POST', `${path}/${disabled.integrationId}/disable`)
    const badChecksum = secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a')
    const refused = ['x', `pit_${'a'.repeat(38)}`, badChecksum, secret.toUpperCase(), replaced.secret, disabled.secret]
    const replies = await Promise.all(refused.map(async value => seen(await get('/api/me', bearer(value)))))
    const wire = await Promise.all(
      refused.map(async value => seen(await get('/v2/contacts/', { ...bearer(value), version: '2021-07-28' }))),
    )
    expect(new Set(replies).size).toBe(1)
    expect(new Set(wire).size).toBe(1)
    expect(replies[0]).toContain('401')
    expect(wire[0]).toContain('Invalid Private Integration token')
  })
})

/** Status, headers and body, without what differs by nature. */
async function seen(reply: Response): Promise<string> {
  const headers = Object.fromEntries(reply.headers)
  for (const name of ['date', 'x-request-id', 'traceid']) delete headers[name]
  return JSON.stringify([reply.status, headers, await reply.text()])
}

describe('S31: a session can be used by our own pages alone', () => {
  const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64)'
  const cases: [name: string, headers: Record<string, string>, status: number][] = [
    ['our own origin', { 'user-agent': BROWSER }, 200],
    ['another site', { 'user-agent': BROWSER, origin: 'https://evil.example' }, 403],
    ['a browser that names no origin', { 'user-agent': BROWSER, origin: '' }, 403],
    ['another site by its fetch metadata', { 'sec-fetch-site': 'cross-site' }, 403],
  ]
  test.each(cases)('%s', async (_name, headers, status) => {
    const reply = await server.api(
      'PATCH',
      `/accounts/${server.account.id}/labs`,
      { privateIntegrations: true },
      headers,
    )
    expect(reply.status).toBe(status)
    if (status === 403) expect(await reply.json()).toMatchObject({ code: 'origin_foreign' })
  })

  test('sign-in too: nobody is signed in to a stranger’s account', async () => {
    const { email, password } = server.admin
    const foreign = await post('/api/session', { origin: 'https://evil.example' }, { email, password })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.getSetCookie()).toEqual([])
  })

  test('a script without a browser signs in without any of it', async () => {
    const { email, password } = server.admin
    expect((await post('/api/session', { 'user-agent': 'curl/8.5' }, { email, password })).status).toBe(200)
  })

  test('a token needs no origin: no browser adds it by itself', async () => {
    const reply = await post(
      '/api/token/rotate',
      { ...bearer(), origin: 'https://evil.example' },
      { old: 'expireLater' },
    )
    expect(reply.status).toBe(201)
  })
})

describe('S33: headers of every reply', () => {
  test('authenticated replies stay in no cache; none names a product or its version', async () => {
    const replies = [
      await server.api('GET', '/me'),
      await server.api('GET', `/accounts/${server.account.id}/integrations`),
      await server.api('GET', '/nothing'),
      await get('/api/me', {}),
      await get('/v2/contacts/', {}),
      await get('/v2/nothing', {}),
      await get('/v2/health', {}),
    ]
    for (const reply of replies) {
      expect(reply.headers.get('cache-control')).toBe('no-store')
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
      expect(reply.headers.get('referrer-policy')).toBe('no-referrer')
      expect(reply.headers.get('x-request-id')).toMatch(/^[0-9A-Za-z]{16}$/)
      for (const name of ['server', 'x-powered-by', 'via', 'access-control-allow-origin']) {
        expect(reply.headers.get(name)).toBeNull()
      }
      expect(await reply.text()).not.toMatch(/fastify|node_modules|at .*\.ts/i)
    }
  })

  test('pages carry the policy that lets nothing foreign in', async () => {
    const reply = await get('/sign-in', { accept: 'text/html' })
    expect(reply.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
    expect(reply.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(reply.headers.get('cross-origin-opener-policy')).toBe('same-origin')
  })

  test('an id of the request joins reply and log, and is ours alone', async () => {
    const reply = await get('/api/me', { 'x-request-id': 'chosen-by-caller', 'request-id': 'chosen-by-caller' })
    expect(server.logText()).toContain(`"requestId":"${reply.headers.get('x-request-id')}"`)
    expect(server.logText()).not.toContain('chosen-by-caller')
  })
})
