import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { type CutProxy, openCutProxy } from '../support/cut-proxy.ts'
import { createTestDatabase, type PostgresAddress, type TestDatabase } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let proxy: CutProxy
let direct: TestDatabase
let server: TestServer
let secret: string

beforeAll(async () => {
  direct = await createTestDatabase()
  proxy = await openCutProxy(direct.owner as PostgresAddress)
  const owner = { ...direct.owner, host: '127.0.0.1', port: proxy.port }
  const testDatabase = { ...direct, owner, database: openDatabase({ connection: owner, role: 'pit_app' }) }
  server = await startTestServer({ testDatabase: { ...testDatabase, drop: async () => {} } })
  secret = (await server.createIntegration(['contacts.readonly', 'contacts.write'])).secret
})

afterAll(async () => {
  proxy.restore()
  await server.stop()
  await server.testDatabase.database.close()
  await proxy.close()
  await direct.drop()
})

const me = (token: string) => fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${token}` } })
const contacts = () => server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
const create = () =>
  server.v2(secret, 'POST', '/contacts/', {
    locationId: server.account.locationId,
    email: `${randomBase62(9)}@example.com`,
  })

test('S17: connections reset in the middle of calls become 503 with Retry-After, never 401, 403 or 404', async () => {
  expect((await me(secret)).status).toBe(200)
  expect((await contacts()).status).toBe(200)
  const cookie = await server.signIn()
  proxy.cut()
  const replies = await Promise.all([
    contacts(),
    create(),
    fetch(`${server.url}/api/accounts/${server.account.id}/integrations`, { headers: { cookie } }),
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email: server.admin.email, password: server.admin.password }),
    }),
  ])
  for (const reply of replies) {
    expect(reply.status).toBe(503)
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  }
})

test('S18: without the database the index is trusted as long as the lease lasts, then every token gets 503', async () => {
  const statuses = new Set<number>()
  const startedMs = performance.now()
  while (performance.now() - startedMs < 4000) {
    statuses.add((await me(secret)).status)
    await sleep(50)
  }
  expect([...statuses].filter(status => status !== 200 && status !== 503)).toEqual([])
  expect((await me(secret)).status).toBe(503)
  expect((await me(newSecret('pit_'))).status, 'an unknown token is not told so by a node that cannot know').toBe(503)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
})

test('serves again within seconds once the database is back, without a restart', async () => {
  proxy.restore()
  const startedMs = performance.now()
  while ((await me(secret)).status !== 200) {
    expect(performance.now() - startedMs).toBeLessThan(5000)
    await sleep(50)
  }
  expect((await contacts()).status).toBe(200)
  expect((await create()).status).toBe(201)
  expect((await me(newSecret('pit_'))).status).toBe(401)
})

test('F7: a database that answers nothing any more is given up on, and found again', async () => {
  proxy.blackHole()
  const startedMs = performance.now()
  const reply = await contacts()
  expect(reply.status).toBe(503)
  expect(performance.now() - startedMs).toBeLessThan(6000)
  proxy.restore()
  const restoredMs = performance.now()
  while ((await contacts()).status !== 200) {
    expect(performance.now() - restoredMs).toBeLessThan(8000)
    await sleep(50)
  }
})
