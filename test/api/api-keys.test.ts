import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  await api('PATCH', `${api.account}/labs`, { legacyApiKeys: true })
})
afterAll(() => server.stop())

const keys = () => `${api.account}/api-keys`

async function newKey(name = 'Zapier') {
  const { body } = await api('POST', keys(), { name })
  return { id: body.apiKey.id as string, secret: body.secret as string, path: `${keys()}/${body.apiKey.id}` }
}

describe('POST 201', () => {
  test('S11: shows the key once, with a prefix of its own, and never again', async () => {
    const reply = await api('POST', keys(), { name: ' Zapier ' })
    expect(reply.status).toBe(201)
    expect(reply.headers.get('cache-control')).toContain('no-store')
    const { apiKey, secret } = reply.body
    expect(secret).toMatch(/^lak_[0-9A-Za-z]{38}$/)
    expect(apiKey).toMatchObject({ name: 'Zapier', last4: secret.slice(-4), lastUsedAt: null })
    expect(JSON.stringify((await api('GET', keys())).body)).not.toContain(secret)
    expect(server.logText()).not.toContain(secret)
  })

  test('a retry with the same Idempotency-Key makes no second one, and has no key in it', async () => {
    const headers = { 'idempotency-key': 'api-key-once' }
    const first = await api('POST', keys(), { name: 'Once' }, headers)
    const again = await api('POST', keys(), { name: 'Once' }, headers)
    expect(again.body).toEqual({ apiKey: first.body.apiKey, secretShown: true })
  })

  test('leaves one audit entry, with the last four and no more of the key', async () => {
    const { secret } = await newKey()
    const entry = await api.lastAudit()
    expect(entry).toMatchObject({ action: 'api_key.created', after: { last4: secret.slice(-4) } })
    expect(JSON.stringify(entry)).not.toContain(secret)
  })
})

describe('DELETE 204', () => {
  test('the key is gone from the list, its end stands in the audit log, and twice is 404', async () => {
    const { id, path } = await newKey('Old')
    expect((await api('DELETE', path)).status).toBe(204)
    expect(await api.lastAudit()).toMatchObject({ action: 'api_key.revoked' })
    const { items } = (await api('GET', keys())).body
    expect(items.map((item: { id: string }) => item.id)).not.toContain(id)
    expect((await api('DELETE', path)).body).toMatchObject({ status: 404, code: 'api_key_not_found' })
  })
})

describe('403', () => {
  test('who may look may not change; who may neither sees nothing; tokens never', async () => {
    const { path } = await newKey()
    const viewer = { cookie: (await addMember(server, 'viewer')).cookie }
    expect((await api('GET', keys(), undefined, viewer)).status).toBe(200)
    expect((await api('POST', keys(), { name: 'x' }, viewer)).body.code).toBe('permission_missing')
    expect((await api('DELETE', path, undefined, viewer)).body.code).toBe('permission_missing')
    expect((await api('POST', `${path}/migrate`, undefined, viewer)).body.code).toBe('permission_missing')
    const user = { cookie: (await addMember(server, 'user')).cookie }
    expect((await api('GET', keys(), undefined, user)).body).toMatchObject({ permission: 'apiKeys.view' })
    const { secret } = await api.integration(['private-integrations.write', 'private-integrations.readonly'])
    expect((await api.as(secret)('GET', keys())).body.code).toBe('scope_missing')
  })
})

test('S37: who signed in more than ten minutes ago proves who they are before a key is made or revoked', async () => {
  const { path } = await newKey()
  const cookie = await server.signIn()
  server.clock.advance('11 minutes')
  for (const [method, where, body] of [
    ['POST', keys(), { name: 'x' }],
    ['DELETE', path, undefined],
  ] as const) {
    expect((await api(method, where, body, { cookie })).body.code).toBe('reauthentication_required')
  }
  const fresh = { cookie: await server.signIn() }
  expect((await api('DELETE', path, undefined, fresh)).status).toBe(204)
})

describe('409', () => {
  test('a new account has them switched off: none can be made; the list says so', async () => {
    await api('PATCH', `${api.account}/labs`, { legacyApiKeys: false })
    expect((await api('POST', keys(), { name: 'x' })).body).toMatchObject({ status: 409, code: 'api_keys_off' })
    expect((await api('GET', keys())).body.isOn).toBe(false)
    await api('PATCH', `${api.account}/labs`, { legacyApiKeys: true })
  })
})

describe('422', () => {
  test.each([[{}], [{ name: '' }], [{ name: '   ' }], [{ name: 'x'.repeat(121) }]])('name: %j', async body => {
    expect((await api('POST', keys(), body)).body.fields[0].field).toBe('name')
  })

  test('an agency has no contacts for a key to open', async () => {
    const agency = `/accounts/${server.agency.id}`
    await api('PATCH', `${agency}/labs`, { legacyApiKeys: true })
    expect((await api('POST', `${agency}/api-keys`, { name: 'x' })).body.fields[0].field).toBe('account')
  })
})

describe('migrate', () => {
  test('drafts what a key never used may do, and just the scopes that each caller of a used one needs', async () => {
    const { path, secret } = await newKey('Sync')
    expect((await api('POST', `${path}/migrate`)).body.draft.scopes).toEqual(['contacts.readonly', 'contacts.write'])
    const headers = { authorization: `Bearer ${secret}`, 'user-agent': 'reporter/1.0' }
    await fetch(`${server.url}/v1/contacts/`, { headers })
    await fetch(`${server.url}/v1/contacts/`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-client-name': 'Lead form' },
      body: JSON.stringify({ email: 'lead@example.com' }),
    })
    const { body } = await api('POST', `${path}/migrate`)
    expect(body.apiKey.lastUsedAt).toBe(server.clock.now().toISOString())
    expect(body.draft).toMatchObject({ name: 'Sync', scopes: ['contacts.readonly', 'contacts.write'] })
    const drafts = body.perClient.map(({ draft }: { draft: { name: string; scopes: string[] } }) => draft)
    expect(drafts).toContainEqual(expect.objectContaining({ name: 'Sync: reporter', scopes: ['contacts.readonly'] }))
    expect(drafts).toContainEqual(expect.objectContaining({ name: 'Sync: Lead form', scopes: ['contacts.write'] }))
    const made = await api('POST', `${api.account}/integrations`, body.draft)
    expect(made.status).toBe(201)
  })

  test('changes nothing: neither the key nor the audit log', async () => {
    const { path } = await newKey()
    const before = await api.records()
    await api('POST', `${path}/migrate`)
    expect(await api.records()).toEqual(before)
  })
})
