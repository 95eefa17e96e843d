import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tidyUsage } from '../../src/actions/usage.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { type Api, apiOf } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let one: { integrationId: string; secret: string; tokenId: string }
let other: { integrationId: string; secret: string }
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  server.clock.set('2026-03-10T10:20:00.000Z')
  one = await server.createIntegration(['contacts.readonly', 'private-integrations.readonly'])
  other = await server.createIntegration(['contacts.readonly'])
  const { locationId } = server.account
  await call(one.secret, `/contacts/?locationId=${locationId}`)
  server.clock.advance('2 hours')
  for (let i = 0; i < 3; i++) await call(one.secret, `/contacts/?locationId=${locationId}`, { 'user-agent': '=cmd()' })
  await call(one.secret, '/contacts/', {}, 'POST')
  await call(one.secret, '/contacts/nobody00000000000000')
  await call(other.secret, `/contacts/?locationId=${locationId}`)
})
afterAll(() => server.stop())

function call(secret: string, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(`${server.url}/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, version: '2021-07-28', 'user-agent': 'test/1', ...headers },
  })
}

const pathOf = (id: string) => `${api.account}/integrations/${id}`

describe('usage', () => {
  test('an integration’s calls by hour and by operation, and what was refused for want of a scope', async () => {
    const { status, body } = await api('GET', `${pathOf(one.integrationId)}/usage?range=24h`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      range: '24h',
      groupBy: 'operation',
      step: 'hour',
      totals: { calls: 6, refused: 2, failed: 0 },
    })
    expect(body.points).toHaveLength(24)
    expect(body.points.at(-1)).toEqual({ at: '2026-03-10T12:00:00.000Z', calls: 5, refused: 2, failed: 0 })
    expect(body.points.at(-3)).toEqual({ at: '2026-03-10T10:00:00.000Z', calls: 1, refused: 0, failed: 0 })
    expect(body.groups.map(({ key, calls }: { key: string; calls: number }) => [key, calls])).toEqual([
      ['get-contacts', 4],
      ['create-contact', 1],
      ['get-contact', 1],
    ])
    expect(body.groups[0].points.slice(-3)).toEqual([1, 0, 3])
    expect(body.missingScopes).toEqual([
      {
        integrationId: one.integrationId,
        integrationName: 'Test integration',
        scope: 'contacts.write',
        status: 401,
        calls: 1,
        operations: ['create-contact'],
        lastAt: '2026-03-10T12:20:00.000Z',
      },
    ])
  })

  test('an account’s calls by integration, status and scope, over each range in at most 200 points', async () => {
    const { body } = await api('GET', `${api.account}/usage?groupBy=integration`)
    expect(body).toMatchObject({ range: '7d', totals: { calls: 7 } })
    expect(body.points).toHaveLength(168)
    expect(body.groups.map(({ key, calls }: { key: string; calls: number }) => [key, calls])).toEqual([
      [one.integrationId, 6],
      [other.integrationId, 1],
    ])
    const byStatus = (await api('GET', `${api.account}/usage?range=30d&groupBy=status`)).body
    expect(byStatus.points).toHaveLength(30)
    expect(byStatus.groups.map(({ key, calls }: { key: string; calls: number }) => [key, calls])).toContainEqual([
      '200',
      5,
    ])
    const byScope = (await api('GET', `${api.account}/usage?groupBy=scope`)).body
    expect(byScope.groups.map(({ key }: { key: string }) => key)).toEqual(['contacts.readonly', 'contacts.write'])
  })

  test('a list of integrations says how many calls each had in seven days', async () => {
    const { body } = await api('GET', `${api.account}/integrations`)
    const callsOf = (id: string) => body.items.find((item: { id: string }) => item.id === id).calls7d
    expect([callsOf(one.integrationId), callsOf(other.integrationId)]).toEqual([6, 1])
  })
})

describe('the log of calls', () => {
  test('latest first, by pages, with who and what', async () => {
    const first = await api('GET', `${pathOf(one.integrationId)}/calls?limit=4`)
    expect(first.body.items).toHaveLength(4)
    expect(first.body.items[0]).toMatchObject({
      at: '2026-03-10T12:20:00.000Z',
      integrationId: one.integrationId,
      token: { id: one.tokenId },
      client: { network: '127.0.0.1', userAgent: 'test/1', clientName: '' },
      operation: 'get-contact',
      method: 'GET',
      path: '/v2/contacts/:contactId',
      missingScope: null,
    })
    const rest = await api('GET', `${pathOf(one.integrationId)}/calls?limit=4&cursor=${first.body.nextCursor}`)
    expect(rest.body.items).toHaveLength(2)
    expect(rest.body.nextCursor).toBeUndefined()
    const ids = [...first.body.items, ...rest.body.items].map(({ requestId }) => requestId)
    expect(new Set(ids).size).toBe(6)
  })

  test.each([
    ['status=401', 1],
    ['status=4xx', 2],
    ['status=5xx', 0],
    ['operation=get-contacts', 4],
    ['client=cmd', 3],
    ['client=%25', 0],
    ['ip=127.0.0.1', 6],
    ['ip=2001:db8::1', 0],
    ['since=2026-03-10T12:00:00.000Z', 5],
    ['until=2026-03-10T12:00:00.000Z', 1],
  ])('by %s: %i', async (filter, count) => {
    const { status, body } = await api('GET', `${pathOf(one.integrationId)}/calls?${filter}`)
    expect(status).toBe(200)
    expect(body.items).toHaveLength(count)
  })

  test('calls can be watched as they come: each once, oldest first', async () => {
    server.clock.advance('10 seconds')
    const { tailCursor } = (await api('GET', `${api.account}/calls`)).body
    expect((await api('GET', `${api.account}/calls?after=${tailCursor}`)).body.items).toEqual([])
    await call(other.secret, '/contacts/one000000000000000000')
    await call(other.secret, '/contacts/two000000000000000000')
    expect((await api('GET', `${api.account}/calls?after=${tailCursor}`)).body.items).toEqual([])
    server.clock.advance('2 seconds')
    const next = (await api('GET', `${api.account}/calls?after=${tailCursor}`)).body
    expect(next.items).toHaveLength(2)
    expect((await api('GET', `${api.account}/calls?after=${next.tailCursor}`)).body.items).toEqual([])
  })

  test('S14: a token that a client puts into its own name is neither kept nor shown', async () => {
    await call(other.secret, '/contacts/one000000000000000000', {
      'user-agent': `app (${other.secret})`,
      'x-client-name': one.secret,
    })
    const { body } = await api('GET', `${pathOf(other.integrationId)}/calls?limit=1`)
    expect(body.items[0].client).toMatchObject({ userAgent: 'app (pit_(removed))', clientName: 'pit_(removed)' })
    const clients = JSON.stringify((await api('GET', `${pathOf(other.integrationId)}/clients`)).body)
    for (const secret of [one.secret, other.secret]) expect(clients).not.toContain(secret.slice(4, 30))
  })

  test('S70: as CSV that no spreadsheet computes', async () => {
    const reply = await server.api('GET', `${pathOf(one.integrationId)}/calls.csv?client=cmd`)
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const lines = (await reply.text()).trim().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain("'=cmd()")
  })

  test('a token with the scope reads it, one without does not', async () => {
    expect((await api.as(one.secret)('GET', `${api.account}/usage`)).status).toBe(200)
    expect((await api.as(other.secret)('GET', `${api.account}/calls`)).status).toBe(403)
  })

  test('400: a cursor of another filter or made up', async () => {
    const { nextCursor, tailCursor } = (await api('GET', `${pathOf(one.integrationId)}/calls?limit=1`)).body
    for (const query of [`status=401&cursor=${nextCursor}`, `status=401&after=${tailCursor}`, 'cursor=abc']) {
      const { body } = await api('GET', `${pathOf(one.integrationId)}/calls?${query}`)
      expect(body, query).toMatchObject({ code: 'cursor_invalid' })
    }
  })

  test.each([
    'status=abc',
    'ip=nowhere',
    'ip=10.0.0.0/8',
    'since=yesterday',
    'limit=0',
    'cursor=a&after=b',
    'range=7d',
  ])('422: %s', async query => {
    expect((await api('GET', `${pathOf(one.integrationId)}/calls?${query}`)).status).toBe(422)
  })

  test('404: an integration of nobody', async () => {
    const { body } = await api('GET', `${api.account}/integrations/int_${'x'.repeat(20)}/usage`)
    expect(body).toMatchObject({ code: 'integration_not_found' })
  })
})

describe('what is kept', () => {
  test('days and counts that are too old are forgotten, and days to come are made', async () => {
    const { deps } = server.app
    const days = async () =>
      (
        await deps.database.pool.query(
          `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'api_calls'::regclass order by 1`,
        )
      ).rows.map(row => row.name)
    await tidyUsage(deps)
    expect(await days()).toEqual([
      'api_calls_20260310',
      'api_calls_20260311',
      'api_calls_20260312',
      'api_calls_20260313',
    ])
    const later = fixedClock('2026-04-10T00:00:00.000Z')
    await tidyUsage({ ...deps, clock: later })
    expect((await days()).at(0)).toBe('api_calls_20260311')
    expect((await api('GET', `${api.account}/calls`)).body.items).toEqual([])
    expect((await api('GET', `${api.account}/usage`)).body.totals.calls).toBeGreaterThan(5)
    await tidyUsage({ ...deps, clock: fixedClock('2027-06-01T00:00:00.000Z') })
    expect((await api('GET', `${api.account}/usage`)).body.totals.calls).toBe(0)
  })
})
