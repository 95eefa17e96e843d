import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: pg.Client

beforeAll(async () => {
  server = await startTestServer()
  owner = new pg.Client(server.testDatabase.owner)
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await server.stop()
})

const integrations = () => `/accounts/${server.account.id}/integrations`
const draft = { name: 'Canary', description: '', scopes: ['contacts.readonly', 'private-integrations.self'] }

/** Everything the database holds, as one text. */
async function dump(): Promise<string> {
  const { rows } = await owner.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  )
  const texts: string[] = []
  for (const { name } of rows) {
    const { rows: found } = await owner.query(`select coalesce(string_agg(t::text, E'\\n'), '') as text from ${name} t`)
    texts.push(found[0].text)
  }
  return texts.join('\n')
}

/** The reply's status, headers and body as one text. */
async function textOf(reply: Response): Promise<string> {
  return `${reply.status} ${JSON.stringify([...reply.headers])} ${await reply.text()}`
}

test('S11: a secret appears in the reply that makes it, not stored by any cache, and in no other', async () => {
  const created = await server.api('POST', integrations(), draft)
  expect(created.status).toBe(201)
  expect(created.headers.get('cache-control')).toBe('no-store')
  const { integration, token } = (await created.json()) as { integration: { id: string }; token: { secret: string } }
  const path = `${integrations()}/${integration.id}`
  const rotated = await server.api('POST', `${path}/rotate`, { old: 'expireLater', overlapHours: 24 })
  const second = ((await rotated.json()) as { token: { secret: string } }).token.secret
  expect(rotated.headers.get('cache-control')).toBe('no-store')
  const others = await Promise.all([
    server.api('GET', path),
    server.api('GET', integrations()),
    server.api('GET', `/accounts/${server.account.id}/audit`),
    server.api('GET', `${path}/clients`),
    fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${second}` } }),
    fetch(`${server.url}/api/token`, { headers: { authorization: `Bearer ${second}` } }),
  ])
  for (const reply of others) {
    const text = await textOf(reply)
    expect(reply.status).toBe(200)
    for (const secret of [token.secret, second]) expect(text.includes(secret)).toBe(false)
  }
})

test('S11: replaying the Idempotency-Key gives the reply without the secret, which was never stored', async () => {
  const headers = { 'idempotency-key': randomBase62(16) }
  const first = (await (await server.api('POST', integrations(), draft, headers)).json()) as {
    integration: object
    token: { id: string; secret: string }
  }
  const replay = await server.api('POST', integrations(), draft, headers)
  const body = (await replay.json()) as { integration: object; token: { id: string; secret?: string } }
  expect(replay.status).toBe(201)
  expect(body.integration).toEqual(first.integration)
  expect(body.token.id).toBe(first.token.id)
  expect(body.token.secret).toBeUndefined()
  expect((await dump()).includes(first.token.secret)).toBe(false)
})

test('S14: a secret put into any place comes out in no log line, no reply and no row', async () => {
  const token = newSecret('pit_')
  const password = `${randomBase62(14)}-canary`
  const { secret: live } = await server.createIntegration(['contacts.readonly'])
  const json = { 'content-type': 'application/json', origin: server.url }
  const bearer = { authorization: `Bearer ${token}` }
  const post = (path: string, body: unknown) =>
    fetch(server.url + path, { method: 'POST', headers: json, body: JSON.stringify(body) })
  const replies = [
    await fetch(`${server.url}/api/me`, { headers: bearer }),
    await fetch(`${server.url}/v2/contacts/${token}`, { headers: { ...bearer, version: '2021-07-28' } }),
    await fetch(`${server.url}/api/me?access_token=${token}`),
    await fetch(`${server.url}/v2/contacts/?access_token=${token}`, { headers: { version: '2021-07-28' } }),
    await fetch(`${server.url}/api/me`, { headers: { authorization: `Basic ${token}` } }),
    await fetch(`${server.url}/api/me`, { headers: { cookie: `token=${token}; pit_session=${token}` } }),
    await fetch(`${server.url}/${token}`),
    await post('/api/session', { email: 'mara@example.com', password }),
    await post('/api/session', { email: password, password: { nested: password } }),
    await post('/api/session', { access_token: token }),
    await server.v2(live, 'GET', `/contacts/${live}`),
    await server.v2(live, 'POST', '/contacts/search', { locationId: live, [live]: 1 }),
    await server.api('GET', `${integrations()}/${token}`),
    await server.api('POST', integrations(), { ...draft, scopes: [token] }),
  ]
  for (const reply of replies) expect(reply.status).toBeLessThan(500)
  const texts = await Promise.all(replies.map(textOf))
  const logs = server.logText()
  expect(logs.length).toBeGreaterThan(100)
  const rows = await dump()
  for (const canary of [token, password, live]) {
    expect(logs.includes(canary), 'in a log line').toBe(false)
    expect(rows.includes(canary), 'in a row').toBe(false)
  }
  // What a caller wrote into a path or a field may be quoted back to that caller; a password and a bearer may not.
  for (const text of texts) expect(text.includes(password)).toBe(false)
  expect(texts[0]?.includes(token)).toBe(false)
})

test('S16: unknown, malformed, revoked and expired tokens read the same, byte for byte', async () => {
  const { secret: deleted, integrationId } = await server.createIntegration(['contacts.readonly'])
  await server.api('DELETE', `${integrations()}/${integrationId}`)
  const expiring = await server.createIntegration(['contacts.readonly'])
  const soon = new Date(server.clock.now().getTime() + 1000).toISOString()
  await server.api('PATCH', `${integrations()}/${expiring.integrationId}`, { expiresAt: soon })
  const disabled = await server.createIntegration(['contacts.readonly'])
  await server.api('POST', `${integrations()}/${disabled.integrationId}/disable`, {})
  server.clock.advance('2 minutes')
  const bad = [
    newSecret('pit_'),
    'pit_short',
    'nonsense',
    `${newSecret('pit_').slice(0, -1)}!`,
    deleted,
    expiring.secret,
    disabled.secret,
  ]
  for (const path of ['/api/me', '/v2/contacts/']) {
    const seen = new Set<string>()
    for (const secret of bad) {
      const reply = await fetch(server.url + path, {
        headers: { authorization: `Bearer ${secret}`, version: '2021-07-28' },
      })
      const headers = [...reply.headers].filter(([name]) => !['date', 'x-request-id', 'traceid'].includes(name))
      const body = (await reply.text()).replaceAll(/"requestId":"[^"]*"/g, '')
      seen.add(JSON.stringify([reply.status, headers, body]))
    }
    expect([...seen]).toHaveLength(1)
    expect([...seen][0]).toMatch(/^\[401,/)
  }
})
