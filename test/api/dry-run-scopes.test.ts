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

const SCOPES = ['contacts.readonly', 'locations.readonly', 'contacts.write']
const dryRun = async (path: string, body: object) => api('POST', `${path}/scopes/dry-run`, body)
const location = () => server.account.locationId

async function calls(secret: string, path: string, program: string): Promise<number> {
  const headers = { authorization: `Bearer ${secret}`, version: '2021-07-28', 'user-agent': program }
  return (await fetch(`${server.url}/v2${path}`, { headers })).status
}

describe('200', () => {
  test('which calls by which clients to which operations would have been refused, and nothing is changed', async () => {
    const { path, secret } = await api.integration(SCOPES)
    const contacts = `/contacts/?locationId=${location()}`
    expect(await calls(secret, contacts, 'reports/1')).toBe(200)
    expect(await calls(secret, contacts, 'reports/1')).toBe(200)
    expect(await calls(secret, contacts, 'sync/2')).toBe(200)
    expect(await calls(secret, `/locations/${location()}`, 'sync/2')).toBe(200)
    const before = await api.records()
    const { body } = await dryRun(path, { scopes: ['locations.readonly', 'contacts.write'], days: 7 })
    expect(body).toMatchObject({
      removed: ['contacts.readonly'],
      sentence: 'In the last 7 days this would have refused 3 calls by 2 clients to 1 endpoint.',
      refused: {
        ...{ calls: 3, clients: 2 },
        operations: [{ method: 'GET', scope: 'contacts.readonly', calls: 3 }],
        callers: [
          { userAgent: 'reports/1', network: '127.0.0.1', calls: 2 },
          { userAgent: 'sync/2', calls: 1 },
        ],
      },
    })
    expect(await api.records()).toEqual(before)
    expect((await api('GET', path)).body.integration.scopes).toEqual([...SCOPES].sort())
  })

  test('nothing, for what nobody used, what was refused anyway, and scopes that are added', async () => {
    const { path, secret } = await api.integration(['locations.readonly'])
    expect(await calls(secret, `/contacts/?locationId=${location()}`, 'x')).toBe(401)
    for (const scopes of [[], ['locations.readonly', 'contacts.readonly']]) {
      const { body } = await dryRun(path, { scopes })
      expect(body.refused).toEqual({ calls: 0, clients: 0, operations: [], callers: [] })
      expect(body.sentence).toBe('In the last 30 days this would have refused nothing.')
    }
  })
})

test.each([
  [{ scopes: ['weather.readonly'] }, 'scopes'],
  [{ scopes: [], days: 31 }, 'days'],
  [{ days: 3 }, 'scopes'],
])('422: %j', async (body, field) => {
  const { path } = await api.integration()
  const reply = await dryRun(path, body)
  expect([reply.status, reply.body.fields[0].field]).toEqual([422, field])
})

test('404: an integration that never was', async () => {
  const { body } = await dryRun(`${api.account}/integrations/int_${'x'.repeat(20)}`, { scopes: [] })
  expect(body.code).toBe('integration_not_found')
})
