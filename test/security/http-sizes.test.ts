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

const JSON_TYPE = 'content-type: application/json'

/** After whatever was sent the server must answer the next honest caller. */
async function expectAlive(): Promise<void> {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
}

describe('S60: sizes', () => {
  test('an address over 8 kB is 414, however long, in both dialects', async () => {
    for (const length of [8_200, 20_000, 60_000]) {
      const long = 'a'.repeat(length)
      expect((await sendRaw(server.url, rawRequest(`GET /api/${long} HTTP/1.1`, [host, '', '']))).status).toBe(414)
      const wire = await sendRaw(server.url, rawRequest(`GET /v2/contacts/?q=${long} HTTP/1.1`, [host, '', '']))
      expect(wire.status).toBe(414)
      expect(wire.text).toContain('"statusCode":414')
    }
  })

  test('headers over 16 kB or more than a hundred are 431, in both dialects', async () => {
    for (const size of [17_000, 60_000]) {
      const big = `x-big: ${'a'.repeat(size)}`
      expect((await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [host, big, '', '']))).status).toBe(431)
      const wire = await sendRaw(server.url, rawRequest('GET /v2/contacts/ HTTP/1.1', [host, big, '', '']))
      expect(wire.status).toBe(431)
      expect(wire.text).toContain('"statusCode":431')
    }
    const many = Array.from({ length: 150 }, (_, at) => `x-${at}: a`)
    expect((await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', [host, ...many, '', '']))).status).toBe(431)
  })

  test('a second Authorization header does not hide behind a flood of others', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => `${at}:`)
    const headers = [host, 'authorization: Bearer a', ...many, 'authorization: Bearer b', '', '']
    expect([400, 431]).toContain((await sendRaw(server.url, rawRequest('GET /api/me HTTP/1.1', headers))).status)
  })

  test('a body over 256 kB is 413, announced or not', async () => {
    const body = JSON.stringify({ email: 'a'.repeat(300_000), password: 'x' })
    const announced = rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE], body)
    expect((await sendRaw(server.url, announced)).status).toBe(413)
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    const chunked = rawRequest('POST /api/session HTTP/1.1', [host, JSON_TYPE, 'transfer-encoding: chunked', '', chunk])
    expect((await sendRaw(server.url, chunked)).status).toBe(413)
    await expectAlive()
  })
})

describe('S68: slow clients', () => {
  test('have 10 s for the headers, 30 s for the request, 5 s between requests, and are looked after each second', () => {
    const { server: http } = server.app.server
    expect(http.headersTimeout).toBe(10_000)
    expect(http.requestTimeout).toBe(30_000)
    expect(http.keepAliveTimeout).toBe(5_000)
    expect((http as unknown as { connectionsCheckingInterval: number }).connectionsCheckingInterval).toBe(1_000)
    expect(http.maxConnections).toBeGreaterThan(0)
    expect(http.maxHeadersCount).toBeGreaterThan(100)
  })
})
