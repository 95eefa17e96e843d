import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let integration: Awaited<ReturnType<Api['integration']>>
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  integration = await api.integration(['contacts.readonly'])
})
afterAll(() => server.stop())

const list = () => `${api.account}/webhook-endpoints`
const draft = (change: object = {}) => ({
  integrationId: integration.id,
  url: 'https://hooks.example.com/in',
  events: ['ContactUpdate', 'ContactCreate'],
  ...change,
})
async function created(change: object = {}) {
  const { body } = await api('POST', list(), draft(change))
  return { path: `${list()}/${body.endpoint.id}`, endpoint: body.endpoint, secret: body.signingSecret as string }
}

describe('201', () => {
  test('makes an endpoint and shows its signing secret once', async () => {
    const reply = await api('POST', list(), draft({ description: 'orders' }))
    const { endpoint, signingSecret } = reply.body
    expect(endpoint).toMatchObject({
      integrationId: integration.id,
      integration: { name: 'Test integration', state: 'live' },
      url: 'https://hooks.example.com/in',
      events: ['ContactCreate', 'ContactUpdate'],
      pausedEvents: [],
      description: 'orders',
      enabled: true,
      disabledWhy: null,
      health: { succeeded: 0, failed: 0, failingSince: null },
      version: 1,
    })
    expect(endpoint.health.buckets).toHaveLength(24)
    expect(signingSecret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.get('location')).toBe(`/api${list()}/${endpoint.id}`)
    const texts = await Promise.all([
      api('GET', list()),
      api('GET', `${list()}/${endpoint.id}`),
      api('GET', `${api.account}/audit`),
    ])
    for (const { body } of texts) expect(JSON.stringify(body)).not.toContain(signingSecret)
    expect(server.logText()).not.toContain(signingSecret)
    expect(await api.lastAudit()).toMatchObject({ action: 'webhook_endpoint.created' })
  })

  test('a retry under the same key makes no second one and shows no secret', async () => {
    const headers = { 'idempotency-key': 'webhook-endpoint-1' }
    const first = await api('POST', list(), draft(), headers)
    const again = await api('POST', list(), draft(), headers)
    expect(again.body.endpoint.id).toBe(first.body.endpoint.id)
    expect([again.body.signingSecret, again.body.secretShown]).toEqual([undefined, true])
  })

  test('of lifecycle events without any scope, of its own integration', async () => {
    const bare = await api.integration([])
    const { body } = await api(
      'POST',
      list(),
      draft({ integrationId: bare.id, events: ['private_integration.rotated'] }),
    )
    expect(body.endpoint.events).toEqual(['private_integration.rotated'])
  })

  test('a new signing secret, with the earlier one beside it for the overlap', async () => {
    const { path, secret } = await created()
    const { body } = await api('POST', `${path}/rotate-secret`, { overlapHours: 2 })
    expect(body.signingSecret).not.toBe(secret)
    expect(body.endpoint.signing.previousSecretEndsAt).toBe(
      new Date(server.clock.now().getTime() + 7_200_000).toISOString(),
    )
    const headers = { 'idempotency-key': 'rotate-secret-1' }
    await api('POST', `${path}/rotate-secret`, { overlapHours: 1 }, headers)
    const again = await api('POST', `${path}/rotate-secret`, { overlapHours: 1 }, headers)
    expect([again.body.signingSecret, again.body.secretShown]).toEqual([undefined, true])
    const now = await api('POST', `${path}/rotate-secret`, { overlapHours: 0 })
    expect(now.body.endpoint.signing.previousSecretEndsAt).toBeNull()
  })

  test('a test event waits to be sent', async () => {
    const { path } = await created()
    const { body } = await api('POST', `${path}/test`, { event: 'ContactCreate' })
    expect(body.delivery).toMatchObject({
      kind: 'test',
      status: 'pending',
      event: { type: 'ContactCreate' },
      attemptCount: 0,
    })
    const details = await api('GET', `${path}/deliveries/${body.delivery.id}`)
    expect(details.body.delivery).toMatchObject({ id: body.delivery.id, attempts: [] })
    const found = await api('GET', `${path}/deliveries?status=pending&event=ContactCreate&since=2025-01-01T00:00:00Z`)
    expect(found.body.items).toHaveLength(1)
    expect((await api('GET', `${path}/deliveries?status=failed`)).body.items).toEqual([])
  })
})

describe('200', () => {
  test('lists in pages and by integration, newest first', async () => {
    const other = await api.integration(['contacts.readonly'])
    for (const n of [1, 2, 3]) await created({ integrationId: other.id, url: `https://hooks.example.com/${n}` })
    const first = await api('GET', `${list()}?integrationId=${other.id}&limit=2`)
    expect(first.body.items).toHaveLength(2)
    const rest = await api('GET', `${list()}?integrationId=${other.id}&limit=2&cursor=${first.body.nextCursor}`)
    expect(rest.body.items).toHaveLength(1)
    expect((await api('GET', `${list()}?limit=2&cursor=${first.body.nextCursor}`)).body.code).toBe('cursor_invalid')
  })

  test('edits, switches off and on, and leaves one audit entry each', async () => {
    const { path } = await created()
    const before = await api.records()
    const edited = await api('PATCH', path, { url: 'https://hooks.example.com/new', events: ['ContactDelete'] })
    expect(edited.body.endpoint).toMatchObject({
      url: 'https://hooks.example.com/new',
      events: ['ContactDelete'],
      version: 2,
    })
    const off = await api('PATCH', path, { enabled: false })
    expect(off.body.endpoint).toMatchObject({
      enabled: false,
      disabledWhy: 'person',
      disabledSentence: 'It was switched off.',
    })
    expect((await api.lastAudit()).action).toBe('webhook_endpoint.disabled')
    const on = await api('PATCH', path, { enabled: true })
    expect(on.body.endpoint).toMatchObject({ enabled: true, disabledWhy: null })
    await api('PATCH', path, { enabled: true })
    expect((await api.records()).audit).toBe(before.audit + 3)
  })

  test('an event whose scope the integration lost is shown as paused, with the scope that brings it back', async () => {
    const own = await api.integration(['contacts.readonly', 'opportunities.readonly'])
    const { path } = await created({ integrationId: own.id, events: ['ContactCreate', 'OpportunityCreate'] })
    await api('PATCH', own.path, { scopes: ['contacts.readonly'] })
    const { body } = await api('GET', path)
    expect(body.endpoint.pausedEvents).toEqual([
      { event: 'OpportunityCreate', scope: 'opportunities.readonly', sentence: expect.stringContaining('Grant it') },
    ])
  })

  test('the catalogue names each event with its scope and an example', async () => {
    const { body } = await api('GET', `${api.account}/events-catalogue`)
    const contact = body.items.find((event: { type: string }) => event.type === 'ContactCreate')
    expect(contact).toMatchObject({ group: 'Contacts', scope: 'contacts.readonly', example: { type: 'ContactCreate' } })
    const rotated = body.items.find((event: { type: string }) => event.type === 'private_integration.rotated')
    expect(rotated.scope).toBeNull()
    for (const { type, sentence } of body.items) expect([type, sentence === type]).toEqual([type, false])
  })

  test('what failed is made due again, one and many', async () => {
    const { path } = await created()
    const { body } = await api('POST', `${path}/test`, {})
    const one = await api('POST', `${api.account}/deliveries/${body.delivery.id}/redeliver`, {})
    expect(one.body.delivery.status).toBe('pending')
    expect((await api('POST', `${path}/deliveries/${body.delivery.id}/redeliver`)).status).toBe(200)
    expect((await api('POST', `${path}/redeliver`, { since: '2025-01-01T00:00:00Z', status: 'failed' })).body).toEqual({
      count: 0,
      hasMore: false,
    })
  })
})

describe('204', () => {
  test('deletes: it is gone and its secret with it', async () => {
    const { path } = await created()
    expect((await api('DELETE', path)).status).toBe(204)
    expect((await api('GET', path)).body.code).toBe('webhook_endpoint_not_found')
    expect((await api.lastAudit()).action).toBe('webhook_endpoint.deleted')
  })
})

describe('403', () => {
  test('comes before any address is looked at: who may make no endpoint learns nothing of where names lead', async () => {
    const { cookie } = await addMember(server, 'viewer')
    const { path } = await created()
    const reply = await api('POST', list(), draft({ url: 'https://localhost/' }), { cookie })
    expect(reply.body).toMatchObject({ status: 403, code: 'permission_missing' })
    const edit = await api('PATCH', path, { url: 'https://localhost/' }, { cookie })
    expect(edit.body).toMatchObject({ status: 403, code: 'permission_missing' })
  })

  test('S4: a token makes no endpoint for an integration that reaches further than itself', async () => {
    const { secret } = await api.integration(['private-integrations.write'])
    const { body } = await api.as(secret)('POST', list(), draft())
    expect(body).toMatchObject({ code: 'scope_exceeds_own', requiredScopes: ['contacts.readonly'] })
    const within = await api.integration(['private-integrations.write', 'contacts.readonly'])
    expect((await api.as(within.secret)('POST', list(), draft())).status).toBe(201)
  })
})

describe('409', () => {
  test('nothing is sent again to an endpoint that is switched off', async () => {
    const { path } = await created()
    const { body } = await api('POST', `${path}/test`, {})
    await api('PATCH', path, { enabled: false })
    expect((await api('POST', `${path}/deliveries/${body.delivery.id}/redeliver`)).body.code).toBe(
      'webhook_endpoint_off',
    )
  })
})

describe('412', () => {
  test('who did not see the newest version changes nothing', async () => {
    const { path } = await created()
    await api('PATCH', path, { description: 'first' })
    const { body } = await api('PATCH', path, { description: 'second' }, { 'if-match': '"1"' })
    expect(body).toMatchObject({ code: 'version_stale', version: 2 })
  })
})

describe('422', () => {
  test.each([
    [{ url: 'http://hooks.example.com/in' }, 'scheme'],
    [{ url: 'https://127.0.0.1/in' }, 'private_address'],
    [{ url: 'https://user@hooks.example.com/in' }, 'credentials'],
    [{ url: 'https://hooks.example.com:22/in' }, 'port'],
    [{ url: 'https://localhost/in' }, 'name'],
  ])('S50: %j is refused by its rule, in a sentence that says what would be right', async (change, rule) => {
    const before = await api.records()
    const { body } = await api('POST', list(), draft(change))
    expect(body).toMatchObject({ code: 'webhook_url_refused', rule, fields: [{ field: 'url' }] })
    expect(await api.records()).toEqual(before)
  })

  test.each(['host', 'webhook-id', 'authorization', 'transfer-encoding', 'x-any'])(
    'S55: an endpoint takes no headers of its own, so %s can’t be set',
    async name => {
      const { body } = await api('POST', list(), draft({ headers: { [name]: 'a\r\nb: c' } }))
      expect(body).toMatchObject({ code: 'input_invalid', fields: [{ field: 'headers' }] })
      const { path } = await created()
      const edit = await api('PATCH', path, { headers: { [name]: 'x' } })
      expect(edit.body.fields).toMatchObject([{ field: 'headers' }])
    },
  )

  test.each([
    [{}, 'since'],
    [{ since: '2026-01-01T00:00:00Z', deliveries: ['dlv_00000000000000000000'] }, 'since'],
    [{ deliveries: ['dlv_00000000000000000000'], status: 'all' }, 'status'],
    [{ since: 'yesterday' }, 'since'],
    [{ since: '2026-01-01T00:00:00Z', status: 'succeeded' }, 'status'],
    [{ deliveries: [] }, 'deliveries'],
  ])('to send %j again is refused with the field', async (wish, field) => {
    const { path } = await created()
    const { status, body } = await api('POST', `${path}/redeliver`, wish)
    expect([status, body.fields[0].field]).toEqual([422, expect.stringMatching(new RegExp(`^${field}`))])
  })

  test.each([
    [{ events: [] }, 'events'],
    [{ events: ['Nothing'] }, 'events'],
    [{ events: ['OpportunityCreate'] }, 'events'],
    [{ integrationId: 'int_00000000000000000000' }, 'integrationId'],
    [{ url: 'not an address' }, 'url'],
  ])('%j is refused with the field', async (change, field) => {
    const { body } = await api('POST', list(), draft(change))
    expect(body.fields[0].field).toMatch(new RegExp(`^${field}`))
  })
})
