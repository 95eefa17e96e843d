import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createIntegration } from '../../src/actions/integrations.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { OPERATOR } from '../support/integration.ts'
import { sendRaw } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

type Matchers = { patterns: ({ exact: string } | { prefix: string })[] }

/** What the filter ext_authz of the example says. */
interface Filter {
  failure_mode_allow: boolean
  allowed_headers: Matchers
  http_service: {
    path_prefix: string
    authorization_response: { allowed_upstream_headers: Matchers; allowed_client_headers: Matchers }
  }
}

const file = path.join(import.meta.dirname, '../../examples/envoy/envoy.yaml')
const filter = filterOf(parse(readFileSync(file, 'utf8')))
let server: TestServer
let made: { secret: string; integrationId: string; tokenId: string }

beforeAll(async () => {
  server = await startTestServer()
  made = await server.createIntegration(['contacts.readonly'])
})
afterAll(() => server.stop())

// biome-ignore lint/suspicious/noExplicitAny: a document of Envoy's, as deep as its own types.
function filterOf(config: any): Filter {
  const [manager] = config.static_resources.listeners[0].filter_chains[0].filters
  const filters = manager.typed_config.http_filters as { name: string; typed_config: Filter }[]
  const found = filters.find(({ name }) => name === 'envoy.filters.http.ext_authz')
  if (found === undefined) throw new Error('the example has no ext_authz')
  return found.typed_config
}

function isAllowed(name: string, { patterns }: Matchers): boolean {
  return patterns.some(one => ('exact' in one ? name === one.exact : name.startsWith(one.prefix)))
}

/**
 * Asks as Envoy's HTTP service does: the method, host, path and query of the original request, the path behind the prefix, of its
 * headers those that are allowed, and no body. Gives what would reach the API, or the caller.
 */
async function ask(method: string, target: string, headers: Record<string, string>) {
  const sent = Object.entries(headers).filter(([name]) => isAllowed(name, filter.allowed_headers))
  const lines = [['host', 'api.example.com'], ['content-length', '0'], ...sent].map(
    ([name, value]) => `${name}: ${value}`,
  )
  const { path_prefix, authorization_response } = filter.http_service
  const { status, text } = await sendRaw(
    server.url,
    `${method} ${path_prefix}${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
  )
  const { allowed_upstream_headers, allowed_client_headers } = authorization_response
  const wanted = status === 200 ? allowed_upstream_headers : allowed_client_headers
  const [head = ''] = text.split('\r\n\r\n')
  const got = head
    .split('\r\n')
    .slice(1)
    .map(line => line.split(/: (.*)/s) as [string, string])
  return { status, headers: Object.fromEntries(got.filter(([name]) => isAllowed(name.toLowerCase(), wanted))) }
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

describe('the Envoy example', () => {
  test('lets a good token through, whatever path and query it comes with, and tells the API who calls', async () => {
    const identity = {
      'x-account-id': server.account.id,
      'x-location-id': server.account.locationId,
      'x-integration-id': made.integrationId,
      'x-scopes': 'contacts.readonly',
    }
    for (const target of [
      '/',
      '/orders',
      '/orders?page=2',
      '/orders?scope=all&label=x',
      '/a/-/b',
      '/../authz',
      '//x',
    ]) {
      expect(await ask('GET', target, bearer(made.secret)), target).toEqual({ status: 200, headers: identity })
    }
  })

  test('asks for the scope that the method needs; nothing in the caller’s address or headers changes that', async () => {
    for (const target of ['/orders', '/orders?write=contacts.readonly', '/read=contacts.readonly/x', '/../-/x']) {
      const forged = { ...bearer(made.secret), 'x-original-method': 'GET', 'x-forwarded-method': 'GET' }
      const { status, headers } = await ask('POST', target, forged)
      expect([status, headers['x-refusal']], target).toEqual([403, 'scope_missing'])
    }
  })

  test('turns away what is no token, and a caller over the limit, who is told when to come back', async () => {
    expect(await ask('GET', '/orders', bearer(newSecret('pit_')))).toEqual({
      status: 401,
      headers: { 'x-refusal': 'token_invalid', 'www-authenticate': 'Bearer error="invalid_token"' },
    })
    expect((await ask('GET', '/orders', {})).status).toBe(401)
    const { shown } = await createIntegration(server.app.deps, OPERATOR, {
      accountId: server.account.id,
      draft: {
        name: 'x',
        description: '',
        scopes: ['contacts.readonly'],
        allowedIps: [],
        limits: { perTenSeconds: 1 },
      },
    })
    expect((await ask('GET', '/orders', bearer(shown.secret))).status).toBe(200)
    const over = await ask('GET', '/orders', bearer(shown.secret))
    expect(over).toMatchObject({ status: 429, headers: { 'retry-after': '10', 'x-ratelimit-remaining': '0' } })
  })

  test('lets nobody in who cannot be decided about', () => {
    expect(filter.failure_mode_allow).toBe(false)
  })

  test.each(['/authz/envoy//orders', '/authz/envoy/scopes=x/orders', '/authz/envoy/orders', '/authz/envoy'])(
    'gets a 400 for the prefix of %s: a slip opens no door',
    async target => {
      const reply = await fetch(`${server.url}${target}?scope=contacts.readonly&x=1`, { headers: bearer(made.secret) })
      expect(reply.status).toBe(400)
    },
  )
})
