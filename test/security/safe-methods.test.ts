import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
})
afterAll(() => server.stop())

/** When someone was last seen, and what was called, is what looking may change; the rest is the node's own: its lease, its timers. */
const MAY_CHANGE = new Set([
  ...['sessions', 'nodes', 'clients', 'tokens', 'timer_turns', 'notice_queue', 'notifications'],
  ...['usage_hours', 'usage_days'],
])
/** The log of calls has a table for each day. */
const MAY_GROW = /^api_calls/

async function digest(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const digests: Record<string, string> = {}
  for (const { name } of rows.filter(row => !MAY_CHANGE.has(row.name) && !MAY_GROW.test(row.name))) {
    const sql = `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`
    digests[name] = (await client.query(sql)).rows[0].digest
  }
  return digests
}

test('S31: no GET or HEAD changes anything, on any route, for a signed-in person or a token', async () => {
  const { integrationId, secret } = await server.createIntegration(['contacts.readonly', 'private-integrations.self'])
  const cookie = await server.signIn()
  const params: Record<string, string> = {
    accountId: server.account.id,
    integrationId,
    userId: server.admin.userId,
    locationId: server.account.locationId,
  }
  const client = new pg.Client(server.testDatabase.owner)
  await client.connect()
  const before = await digest(client)
  const routes = server.app.server.routeTable.filter(({ method }) => method === 'GET' || method === 'HEAD')
  for (const { method, path } of routes) {
    const url = server.url + path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? 'x')
    for (const headers of [{ cookie }, { authorization: `Bearer ${secret}`, version: '2021-07-28' }]) {
      const reply = await fetch(`${url}?locationId=${server.account.locationId}`, {
        method,
        headers,
        redirect: 'manual',
      })
      expect([method, path, reply.status < 500 || reply.status === 501]).toEqual([method, path, true])
    }
  }
  expect(routes.length).toBeGreaterThan(100)
  expect(await digest(client)).toEqual(before)
  await client.end()
})
