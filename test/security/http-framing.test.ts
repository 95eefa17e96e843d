import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let host: string
beforeAll(async () => {
  server = await startTestServer()
  host = `host: ${new URL(server.url).host}`
})
afterAll(() => server.stop())

/** After whatever was sent the server must answer the next honest caller. */
async function expectAlive(): Promise<void> {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
}

const JSON_TYPE = 'content-type: application/json'

describe('S67: what no honest client sends is refused and the connection closed', () => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\n\r\n'
  const cases: [name: string, bytes: () => string][] = [
    [
      'two lengths',
      () =>
        rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE, 'content-length: 2', 'content-length: 3', '', '{}']),
    ],
    [
      'length and chunks',
      () =>
        rawRequest('POST /api/session HTTP/1.1', [
          host,
          JSON_TYPE,
          'content-length: 4',
          'transfer-encoding: chunked',
          '',
          '0',
          '',
          smuggled,
        ]),
    ],
    [
      'a length that is no number',
      () => rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE, 'content-length: 2x', '', '{}']),
    ],
    [
      'a negative length',
      () => rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE, 'content-length: -1', '', '{}']),
    ],
    [
      'a length with a plus',
      () => rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE, 'content-length: +2', '', '{}']),
    ],
    [
      'a transfer coding nobody knows',
      () => rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE, 'transfer-encoding: xchunked', '', '0', '', '']),
    ],
    [
      'chunked twice over',
      () =>
        rawRequest('POST /api/session HTTP/1.1', [
          host,
          JSON_TYPE,
          'transfer-encoding: chunked, chunked',
          '',
          '0',
          '',
          '',
        ]),
    ],
    [
      'chunked and then identity',
      () =>
        rawRequest('POST /api/session HTTP/1.1', [
          host,
          JSON_TYPE,
          'transfer-encoding: chunked, identity',
          '',
          '0',
          '',
          '',
        ]),
    ],
    [
      'a chunk size that is no number',
      () =>
        rawRequest('POST /api/session HTTP/1.1', [
          host,
          JSON_TYPE,
          'transfer-encoding: chunked',
          '',
          'zz',
          'ab',
          '0',
          '',
          '',
        ]),
    ],
    [
      'a chunk longer than it says',
      () =>
        rawRequest('POST /api/session HTTP/1.1', [
          host,
          JSON_TYPE,
          'transfer-encoding: chunked',
          '',
          '1',
          'abcdef',
          '0',
          '',
          '',
        ]),
    ],
    ['a folded header', () => rawRequest('GET /api/me HTTP/1.1', [host, 'x-folded: a', ' b', '', ''])],
    ['a space before the colon', () => rawRequest('GET /api/me HTTP/1.1', [host, 'authorization : Bearer x', '', ''])],
    ['a header name with a NUL', () => rawRequest('GET /api/me HTTP/1.1', [host, 'x\0y: a', '', ''])],
    ['a header value with a NUL', () => rawRequest('GET /api/me HTTP/1.1', [host, 'x-y: a\0b', '', ''])],
    ['a bare line feed in a value', () => rawRequest('GET /api/me HTTP/1.1', [host, 'x-y: a\rb', '', ''])],
    ['a line without a colon', () => rawRequest('GET /api/me HTTP/1.1', [host, 'nonsense', '', ''])],
    ['no host at all', () => rawRequest('GET /api/me HTTP/1.1', ['accept: */*', '', ''])],
    ['HTTP/2 in clear text', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/0.9', () => 'GET /api/me\r\n\r\n'],
    ['a version that is none', () => rawRequest('GET /api/me HTTP/9.9', [host, '', ''])],
    ['a TLS handshake', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a method that is none', () => rawRequest('GE\tT /api/me HTTP/1.1', [host, '', ''])],
    ['a space in the address', () => rawRequest('GET /api/m e HTTP/1.1', [host, '', ''])],
  ]
  test.each(cases)('%s', async (_name, bytes) => {
    const { status, isClosed, text } = await sendRaw(server.url, bytes())
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(isClosed).toBe(true)
    expect(text).not.toContain('smuggled')
    await expectAlive()
  })
})

describe('S67: a header that is given twice', () => {
  const cases: [name: string, first: string, second: string, code: string][] = [
    ['authorization', 'Bearer a', 'Bearer b', 'credential_duplicate'],
    ['content-type', 'application/json', 'text/plain', 'request_malformed'],
    ['idempotency-key', 'a', 'b', 'request_malformed'],
    ['if-match', '"1"', '"2"', 'request_malformed'],
    ['origin', 'http://a', 'http://b', 'request_malformed'],
  ]
  test.each(cases)('%s is 400 on the management API', async (name, first, second, code) => {
    const { status, text } = await sendRaw(
      server.url,
      rawRequest('POST /api/session HTTP/1.1', [host, `${name}: ${first}`, `${name.toUpperCase()}: ${second}`, '', '']),
    )
    expect(status).toBe(400)
    expect(text).toContain(`"code":"${code}"`)
  })

  test('host is 400, even when both are ours', async () => {
    const { status } = await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [host, host, '', '']))
    expect(status).toBe(400)
  })

  test.each(['authorization', 'version'])('%s is 400 in the dialect of API v2.0', async name => {
    const { status, text } = await sendRaw(
      server.url,
      rawRequest('GET /v2/contacts/ HTTP/1.1', [host, `${name}: a`, `${name}: a`, '', '']),
    )
    expect(status).toBe(400)
    expect(text).toContain('{"statusCode":400,"message":')
  })
})

describe('S67: the host', () => {
  test.each(['evil.example', '127.0.0.1:1', 'localhost.evil.example'])('%s is not ours: 421', async name => {
    const { status, text } = await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [`host: ${name}`, '', '']))
    expect(status).toBe(421)
    expect(text).toContain('host_unknown')
  })

  test.each(['', 'a b', 'evil.example/x', 'user@127.0.0.1', '127.0.0.1:port', '[::1', 'a,b'])(
    '%j cannot be a host: 400',
    async name => {
      const { status } = await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [`host: ${name}`, '', '']))
      expect(status).toBe(400)
    },
  )

  test('loopback names are ours on our own port', async () => {
    const { port } = new URL(server.url)
    for (const name of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const { status } = await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [`host: ${name}`, '', '']))
      expect(status).toBe(401)
    }
  })

  test('X-Forwarded-Host and Forwarded change nothing without a trusted proxy', async () => {
    const headers = ['host: evil.example', `x-forwarded-host: ${host.slice(6)}`, `forwarded: ${host}`, '', '']
    expect((await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', headers))).status).toBe(421)
  })

  test('X-Forwarded-For does not become the caller’s address in log or audit', async () => {
    const { integrationId } = await server.createIntegration([])
    const path = `/accounts/${server.account.id}/integrations/${integrationId}`
    await server.api('POST', `${path}/rotate`, { old: 'expireNow' }, { 'x-forwarded-for': '203.0.113.77' })
    const audit = await (await server.api('GET', `${path}/audit`)).text()
    expect(audit).toContain('"ip":"127.0.0.1"')
    expect(audit).not.toContain('203.0.113.77')
    expect(server.logText()).not.toContain('203.0.113.77')
  })

  test('a health probe is answered under any name, and tells nothing', async () => {
    const reply = await sendRaw(server.url, rawRequest('GET /healthz HTTP/1.1', ['host: 10.0.0.9:8080', '', '']))
    expect(reply.status).toBe(200)
    expect(reply.text).toContain('{"status":"ok"}')
  })
})

describe('S67: the request line', () => {
  test.each(['http://evil.example/api/me', 'https://127.0.0.1/api/me', '*', 'api/me'])(
    'names %s instead of a path: 400',
    async target => {
      const { status } = await sendRaw(server.url, rawRequest(`GET ${target} HTTP/1.1`, [host, '', '']))
      expect(status).toBe(400)
    },
  )

  test.each([
    '//',
    '///evil.example/%2e%2e',
    '/api//me',
    '/api/./me',
    '/api/../api/me',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/api/me;x=1',
    '/api%2fme',
    '/\\evil.example',
    '/v2//contacts',
    '/api/me/',
  ])('%s is nobody’s address and no crash', async path => {
    const { status } = await sendRaw(server.url, rawRequest(`GET ${path} HTTP/1.1`, [host, '', '']))
    expect([400, 404]).toContain(status)
    await expectAlive()
  })

  test('TRACE and CONNECT are refused and echo nothing', async () => {
    for (const line of ['TRACE /api/me HTTP/1.1', `CONNECT 127.0.0.1:22 HTTP/1.1`]) {
      const { status, text } = await sendRaw(server.url, rawRequest(line, [host, 'x-canary: c4n4ry', '', '']))
      expect(status).toBe(405)
      expect(text).not.toContain('c4n4ry')
    }
    await expectAlive()
  })

  test('an Upgrade is not followed, and does not keep a connection that nobody reads', async () => {
    const headers = [host, 'connection: upgrade', 'upgrade: websocket', '', '']
    const { status } = await sendRaw(server.url, rawRequest('GET /healthz HTTP/1.1', headers))
    expect(status).toBe(200)
  })
})
