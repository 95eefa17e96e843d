import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newSecret } from '../../src/lib/secrets.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const TOKEN = 'a-secret-of-the-operator'
let server: TestServer
let open: TestServer
beforeAll(async () => {
  server = await startTestServer({ counting: { metricsToken: TOKEN } })
  open = await startTestServer()
})
afterAll(async () => {
  await server.stop()
  await open.stop()
})

const read = (at: TestServer, headers: Record<string, string> = {}) => fetch(`${at.url}/metrics`, { headers })
const bearer = { authorization: `Bearer ${TOKEN}` }

describe('/metrics', () => {
  test('tells requests by door and status, verdicts, the index, the lease and what waits', async () => {
    const { secret } = await server.createIntegration(['contacts.readonly'])
    await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
    await server.v2(newSecret('pit_'), 'GET', '/contacts/')
    await server.api('GET', '/me')
    const reply = await read(server, bearer)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toContain('text/plain')
    const text = await reply.text()
    expect(text).toContain('pit_http_requests_total{door="v2",status="200"} 1')
    expect(text).toContain('pit_http_requests_total{door="v2",status="401"} 1')
    expect(text).toMatch(/pit_http_request_duration_seconds_count\{door="api"\} [1-9]/)
    expect(text).toContain('pit_verdicts_total{verdict="accepted"} 1')
    expect(text).toContain('pit_verdicts_total{verdict="unknown"} 1')
    expect(text).toContain('pit_index_tokens 1')
    expect(text).toContain('pit_node_trusted 1')
    expect(text).toContain('pit_limits_mode{mode="node"} 1')
    expect(text).toContain('pit_limits_nodes 1')
    expect(text).toMatch(/pit_barrier_wait_seconds_count [1-9]/)
    for (const name of [
      'pit_lease_left_seconds',
      'pit_database_waiting',
      'pit_calls_waiting',
      'pit_event_loop_delay_seconds',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.e-]+$`, 'm'))
    }
  })

  test('counts the connections that work is done on, and the work that waits for one', async () => {
    const { database } = open.app.deps
    const most = database.pool.options.max ?? 10
    const held = Promise.withResolvers<void>()
    const holding = Array.from({ length: most }, () => database.read('*', () => held.promise))
    const text = async () => (await read(open)).text()
    await expect.poll(text, { timeout: 10_000 }).toContain(`pit_database_connections{state="busy"} ${most}`)
    const waiting = database.read('*', async () => 'served')
    expect(await text()).toMatch(/^pit_database_waiting [1-9]/m)
    held.resolve()
    expect(await waiting).toBe('served')
    await Promise.all(holding)
    await expect.poll(text).toContain('pit_database_waiting 0')
  })

  test('S14: tells no secret, no id and no name', async () => {
    const { secret, integrationId, tokenId } = await server.createIntegration(['contacts.readonly'])
    await server.v2(secret, 'GET', '/contacts/?x=1')
    const text = await (await read(server, bearer)).text()
    for (const canary of [secret, secret.slice(4, 20), TOKEN, integrationId, tokenId, server.account.id]) {
      expect(text).not.toContain(canary)
    }
    expect(server.logText()).not.toContain(TOKEN)
  })

  test('with a secret set, nobody reads without it, whatever Host is asked for', async () => {
    expect((await read(server)).status).toBe(401)
    expect((await read(server, { authorization: 'Bearer wrong-wrong-wrong-wrong' })).status).toBe(401)
    expect((await read(server, { ...bearer, 'x-forwarded-for': '198.51.100.7' })).status).toBe(200)
  })

  test('without one, only this machine reads, and nobody through a proxy on it', async () => {
    expect((await read(open)).status).toBe(200)
    for (const header of ['x-forwarded-for', 'forwarded', 'via']) {
      expect((await read(open, { [header]: '198.51.100.7' })).status, header).toBe(404)
    }
  })
})

describe('load shedding', () => {
  test('a node with too much to do answers 503 with Retry-After, and its probes and metrics still answer', async () => {
    const busy = await startTestServer({ counting: { shedsLoad: true } })
    const { pool } = busy.app.deps.database
    Object.defineProperty(pool, 'waitingCount', { configurable: true, get: () => 100_000 })
    const refused = await fetch(`${busy.url}/api/me`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    const wire = await busy.v2(newSecret('pit_'), 'GET', '/contacts/')
    expect(wire.status).toBe(503)
    expect(await wire.json()).toMatchObject({ statusCode: 503 })
    expect((await fetch(`${busy.url}/healthz`)).status).toBe(200)
    expect(await (await read(busy)).text()).toContain('pit_http_requests_shed_total 2')
    Reflect.deleteProperty(pool, 'waitingCount')
    expect((await fetch(`${busy.url}/api/me`)).status).toBe(401)
    await busy.stop()
  })
})
