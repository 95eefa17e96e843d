import { describe, expect, test } from 'vitest'
import { fixedClock } from '../lib/clock.ts'
import { buildServer } from './server.ts'
import type { Services } from './services.ts'

interface Line {
  facts: Record<string, unknown>
  text: string
}

/** A server without a database behind it: enough for what is decided at the door. */
function doorOnly(front: Partial<Services> = {}) {
  const lines: Line[] = []
  const write = (facts: object, text: string) => void lines.push({ facts: { ...facts }, text })
  const services = {
    deps: { log: { info: write, warn: write, error: write }, clock: fixedClock() },
    verifier: { decide: () => ({ ok: false, reason: 'unknown' }) },
    operations: [],
    documented: [],
    publicUrl: new URL('https://app.example.com'),
    allowedHosts: [],
    trustedProxies: [],
    isReady: () => true,
    version: '1.2.3',
    ...front,
  } as unknown as Services
  const server = buildServer(services)
  const get = (url: string, headers: Record<string, string> = {}, remoteAddress = '10.0.0.1') =>
    server.inject({ method: 'GET', url, headers: { host: 'app.example.com', ...headers }, remoteAddress })
  return { server, get, lines }
}

describe('S33: over https', () => {
  test('the browser is told to stay there, on every reply', async () => {
    const { get } = doorOnly()
    for (const url of ['/healthz', '/api/me', '/v2/health', '/nothing']) {
      expect((await get(url)).headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
    }
  })

  test('but not over http, where it would lock a first try out', async () => {
    const { get } = doorOnly({ publicUrl: new URL('http://app.example.com') })
    expect((await get('/v2/health')).headers['strict-transport-security']).toBeUndefined()
  })
})

describe('S67: who the caller is behind a proxy', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }

  test('counts by X-Forwarded-For from a trusted one', async () => {
    const { get, lines } = doorOnly({ trustedProxies: ['10.0.0.0/8'] })
    await get('/v2/health', forwarded)
    expect(lines.at(-1)?.facts.ip).toBe('203.0.113.7')
  })

  test('is the connection’s own end from any other', async () => {
    for (const trustedProxies of [[], ['192.168.0.0/16']]) {
      const { get, lines } = doorOnly({ trustedProxies })
      await get('/v2/health', forwarded)
      expect(lines.at(-1)?.facts.ip).toBe('10.0.0.1')
    }
  })

  test('a trusted proxy can’t choose the host', async () => {
    const { get } = doorOnly({ trustedProxies: ['10.0.0.0/8'] })
    const reply = await get('/v2/health', { host: 'evil.example', 'x-forwarded-host': 'app.example.com' })
    expect(reply.statusCode).toBe(421)
  })
})

describe('S14, S70: the log of a request', () => {
  test('has these fields and no other; of the address only the route’s pattern', async () => {
    const { get, lines } = doorOnly()
    await get('/api/accounts/c4n4ry/integrations/c4n4ry?q=c4n4ry', {
      authorization: 'Bearer c4n4ry',
      cookie: 'pit_session=c4n4ry',
      'user-agent': 'c4n4ry\u001b[31m',
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]?.text).toBe('http.request')
    expect(Object.keys(lines[0]?.facts ?? {})).toEqual(['requestId', 'method', 'route', 'status', 'ms', 'ip'])
    expect(lines[0]?.facts.route).toBe('/api/accounts/:accountId/integrations/:integrationId')
    expect(JSON.stringify(lines)).not.toContain('c4n4ry')
  })

  test('of a path that leads nowhere says nothing but that', async () => {
    const { get, lines } = doorOnly()
    await get('/v2/c4n4ry')
    expect(lines[0]?.facts).toMatchObject({ route: 'none', status: 404 })
    expect(JSON.stringify(lines)).not.toContain('c4n4ry')
  })
})

test('while it is being drained every reply closes its connection, and probes send callers elsewhere', async () => {
  const { get } = doorOnly({ isDraining: () => true, isReady: () => false })
  expect((await get('/v2/health')).headers.connection).toBe('close')
  expect((await get('/readyz')).statusCode).toBe(503)
  expect((await get('/healthz')).statusCode).toBe(200)
})

test('an error that nobody expected is a fixed sentence outside and whole in the log', async () => {
  const failing = {
    decide: () => {
      throw new TypeError('c4n4ry at secret place')
    },
  } as unknown as Services['verifier']
  const { get, lines } = doorOnly({ verifier: failing })
  const problem = await get('/api/me', { authorization: 'Bearer x' })
  const wire = await get('/v2/health/../x', { authorization: 'Bearer x' })
  expect(problem.json()).toMatchObject({
    status: 500,
    code: 'unexpected_error',
    requestId: problem.headers['x-request-id'],
  })
  expect(problem.body + wire.body).not.toContain('c4n4ry')
  const logged = lines.find(({ text }) => text === 'http.unexpected_error')
  expect(logged?.facts).toMatchObject({ requestId: problem.headers['x-request-id'], route: '/api/me' })
  expect(JSON.stringify(logged)).toContain('c4n4ry at secret place')
})

test('paths that are not served yet are not there', async () => {
  const { get } = doorOnly()
  const account = `/api/accounts/acc_${'a'.repeat(20)}`
  for (const path of ['nothing', `integrations/int_${'a'.repeat(20)}/nothing`]) {
    expect((await get(`${account}/${path}`)).json()).toMatchObject({ status: 404, code: 'route_not_found' })
  }
})

test('an error that nobody expected at a door of the platform is a 500, not the end of the process', async () => {
  const failing = {
    decide: () => {
      throw new TypeError('c4n4ry at secret place')
    },
  } as unknown as Services['verifier']
  const requestMetrics = { record: () => {} } as unknown as Services['requestMetrics']
  const { server, lines } = doorOnly({ verifier: failing, requestMetrics })
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const reply = await fetch(`${url}/authz`, { headers: { authorization: 'Bearer x' } })
  expect([reply.status, (await reply.text()).includes('c4n4ry')]).toEqual([500, false])
  expect(JSON.stringify(lines)).toContain('c4n4ry at secret place')
  await server.close()
})
