import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTracer, type Tracer } from '../../src/lib/tracer.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const PARENT = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }

/** What a collector is sent, as far as the test looks. */
interface Sent {
  resourceSpans: {
    scopeSpans: {
      spans: { name: string; traceId: string; parentSpanId?: string; attributes: { key: string; value: object }[] }[]
    }[]
  }[]
}

let server: TestServer
let tracer: Tracer
const bodies: string[] = []
const collector = createServer((request, response) => {
  let body = ''
  request.on('data', chunk => void (body += String(chunk)))
  request.on('end', () => {
    bodies.push(`${request.url} ${body}`)
    response.setHeader('content-type', 'application/json').end('{}')
  })
})

beforeAll(async () => {
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const { port } = collector.address() as AddressInfo
  tracer = await openTracer(new URL(`http://127.0.0.1:${port}`), 'test')
  server = await startTestServer({ counting: { tracer } })
})
afterAll(async () => {
  await server.stop()
  collector.close()
})

test('S14: a request becomes a span in its caller’s trace: route, status, ids of ours, and no secret', async () => {
  const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
  await fetch(`${server.url}/v2/contacts/someContact0000000000?x=canaryQuery`, {
    headers: {
      ...{ authorization: `Bearer ${secret}`, version: '2021-07-28', 'user-agent': 'canary-agent' },
      traceparent: `00-${PARENT.traceId}-${PARENT.spanId}-01`,
    },
  })
  await tracer.close()
  const [body = ''] = bodies
  expect(body.startsWith('/v1/traces ')).toBe(true)
  for (const canary of [secret, 'someContact', 'canaryQuery', 'canary-agent']) expect(body).not.toContain(canary)
  const sent = JSON.parse(body.slice('/v1/traces '.length)) as Sent
  const spans = sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans).flatMap(scope => scope.spans)
  const span = spans.find(({ name }) => name === 'GET /v2/contacts/:contactId')
  expect(span).toMatchObject({ traceId: PARENT.traceId, parentSpanId: PARENT.spanId })
  const facts = Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]))
  expect(facts).toMatchObject({
    'http.route': '/v2/contacts/:contactId',
    'http.request.method': 'GET',
    'pit.account_id': server.account.id,
    'pit.integration_id': integrationId,
  })
  expect(String(facts['http.response.status_code'])).toBe('422')
})
