import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { disableIntegration, enableIntegration } from '../../src/actions/integration-switches.ts'
import { createIntegration, editIntegration } from '../../src/actions/integrations.ts'
import {
  createTokenVerifier,
  type IntegrationEnv,
  integrationOf,
  type TokenVerifier,
  verifyExpress,
  verifyFastify,
  verifyHono,
} from '../../src/client/client.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { OPERATOR } from '../support/integration.ts'
import { sendRaw } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const platformKey = randomBase62(40)
/** Shorter than in earnest: an integration that was just made is learned after two of these. */
const LEASE_MS = 700
const LIMITS = { perTenSeconds: 100_000 }
let server: TestServer
const verifiers: TokenVerifier[] = []

beforeAll(async () => {
  server = await startTestServer({ counting: { platformKeys: [platformKey] } })
})
afterEach(() => Promise.all(verifiers.splice(0).map(verifier => verifier.close())))
afterAll(() => server.stop())

async function openVerifier(options: { leaseMs?: number; url?: string } = {}): Promise<TokenVerifier> {
  const verifier = createTokenVerifier({ url: server.url, platformKey, leaseMs: LEASE_MS, ...options })
  verifiers.push(verifier)
  if (options.url === undefined) await until(() => verifier.isFollowing())
  return verifier
}

async function until(holds: () => boolean): Promise<void> {
  const startedMs = performance.now()
  while (!holds()) {
    if (performance.now() - startedMs > 8000) expect.fail('not within eight seconds')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

const integrationWith = async (draft: object = {}) => {
  const { view, shown } = await createIntegration(server.app.deps, OPERATOR, {
    accountId: server.account.id,
    draft: { name: 'Other', description: '', scopes: ['contacts.readonly'], allowedIps: [], limits: LIMITS, ...draft },
  })
  return { secret: shown.secret, ref: { accountId: server.account.id, integrationId: view.integration.id } }
}

/** Known from now on: the answer comes at once, without a question to the server. */
async function learn(verifier: TokenVerifier, secret: string): Promise<void> {
  await until(() => {
    const verdict = verifier.check(secret)
    if (!(verdict instanceof Promise)) return true
    void verdict
    return false
  })
}

describe('a token that is known here', () => {
  test('is decided at once, in microseconds, with the scopes that it holds', async () => {
    const { secret, ref } = await integrationWith()
    const verifier = await openVerifier()
    expect(await verifier.check(secret)).toMatchObject({
      ok: true,
      identity: { integration: { id: ref.integrationId } },
    })
    await learn(verifier, secret)
    expect(verifier.check(secret, { scopes: ['contacts.readonly'] })).toMatchObject({ ok: true })
    expect(verifier.check(secret, { scopes: ['contacts.write'] })).toEqual({
      ok: false,
      code: 'scope_missing',
      requiredScopes: ['contacts.write'],
    })
    // Processor time: a clock would count what else the machine has to do.
    const before = process.threadCpuUsage()
    for (let round = 0; round < 10_000; round++) void verifier.check(secret)
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 10_000).toBeLessThan(50)
  })

  test('is refused as soon as the change has come over the stream', async () => {
    const { secret, ref } = await integrationWith()
    const verifier = await openVerifier()
    await learn(verifier, secret)
    await disableIntegration(server.app.deps, OPERATOR, ref)
    await until(() => verifier.check(secret) instanceof Promise)
    expect(await verifier.check(secret)).toEqual({ ok: false, code: 'token_invalid' })
    await enableIntegration(server.app.deps, OPERATOR, ref)
    expect(await verifier.check(secret)).toMatchObject({ ok: true })
  })

  test('has the scopes of the newest change', async () => {
    const { secret, ref } = await integrationWith()
    const verifier = await openVerifier()
    await learn(verifier, secret)
    await editIntegration(server.app.deps, OPERATOR, { ...ref, change: { scopes: ['contacts.write'] } })
    await until(() => verifier.check(secret) instanceof Promise)
    expect(await verifier.check(secret, { scopes: ['contacts.readonly'] })).toMatchObject({ code: 'scope_missing' })
  })
})

describe('a token that is not known here', () => {
  test('is asked about, and malformed ones are not', async () => {
    const verifier = await openVerifier()
    expect(verifier.check('pit_nonsense')).toEqual({ ok: false, code: 'token_invalid' })
    expect(await verifier.check(newSecret('pit_'))).toEqual({ ok: false, code: 'token_invalid' })
  })

  test('with a list of addresses is asked about at every call', async () => {
    const verifier = await openVerifier()
    const { secret } = await integrationWith({ allowedIps: ['198.51.100.0/24'] })
    expect(await verifier.check(secret, { ip: '198.51.100.9' })).toMatchObject({ ok: true })
    expect(await verifier.check(secret, { ip: '192.0.2.1' })).toEqual({ ok: false, code: 'address_not_allowed' })
  })

  test('S17: is “temporary_reduced_capacity” while the server cannot be reached, never invalid', async () => {
    const verifier = await openVerifier({ url: 'http://127.0.0.1:9' })
    expect(await verifier.check(newSecret('pit_'))).toEqual({ ok: false, code: 'temporary_reduced_capacity' })
  })

  test('a stream that falls silent ends the trust in what was learned', async () => {
    const verifier = await openVerifier({ leaseMs: 50 })
    const { secret } = await integrationWith()
    await verifier.check(secret)
    await until(() => !verifier.isFollowing())
    expect(verifier.check(secret)).toBeInstanceOf(Promise)
  })
})

describe('middleware', () => {
  const needs = { scopes: ['contacts.readonly'] }
  const frames: [string, (verifier: TokenVerifier) => Promise<{ url: string; close(): unknown }>][] = [
    [
      'Express',
      async verifier => {
        const app = express()
        app.get('/orders', verifyExpress(verifier, needs), (request, response) => {
          response.json(request.integration)
        })
        const listening = app.listen(0, '127.0.0.1')
        await new Promise(resolve => listening.once('listening', resolve))
        return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, close: () => listening.close() }
      },
    ],
    [
      'Fastify',
      async verifier => {
        const app = fastify()
        app.get('/orders', { onRequest: verifyFastify(verifier, needs) }, async request => {
          return integrationOf(request)
        })
        return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
      },
    ],
    [
      'Hono',
      async verifier => {
        const app = new Hono<IntegrationEnv>()
        app.get('/orders', verifyHono(verifier, needs), context => context.json(context.get('integration')))
        const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
        await new Promise(resolve => listening.once('listening', resolve))
        return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, close: () => listening.close() }
      },
    ],
  ]

  test.each(frames)('for %s lets good tokens in, with who calls, and tells others why not', async (_name, start) => {
    const good = await integrationWith()
    const narrow = await integrationWith({ scopes: ['users.readonly'] })
    const verifier = await openVerifier()
    const app = await start(verifier)
    const call = (authorization?: string) =>
      fetch(`${app.url}/orders`, { headers: authorization === undefined ? {} : { authorization } })
    for (let round = 0; round < 2; round++) {
      const reply = await call(`Bearer ${good.secret}`)
      expect(reply.status).toBe(200)
      expect(await reply.json()).toMatchObject({
        integration: { id: good.ref.integrationId },
        scopes: ['contacts.readonly'],
      })
      const refused = await call(`Bearer ${narrow.secret}`)
      expect([refused.status, await refused.json()]).toEqual([
        403,
        { code: 'scope_missing', requiredScopes: ['contacts.readonly'] },
      ])
      await learn(verifier, good.secret)
    }
    for (const authorization of [undefined, 'Basic eDp5', `Bearer ${newSecret('pit_')}`]) {
      const reply = await call(authorization)
      expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
    }
    const two = await sendRaw(
      app.url,
      `GET /orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${good.secret}\r\nAuthorization: Bearer x\r\n\r\n`,
    )
    expect([two.status, two.text.includes('credential_duplicate')]).toEqual([400, true])
    await app.close()
  })
})

describe('GET /verify/changes', () => {
  test('401: asks for a key of the platform', async () => {
    const { secret } = await integrationWith()
    for (const authorization of ['', `Bearer ${secret}`]) {
      const reply = await fetch(`${server.url}/verify/changes`, { headers: { authorization } })
      expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([401, 'platform_key_invalid'])
    }
  })

  test('carries ids and nothing else: no secret, no hash', async () => {
    const stopped = new AbortController()
    const reply = await fetch(`${server.url}/verify/changes`, {
      headers: { authorization: `Bearer ${platformKey}` },
      signal: stopped.signal,
    })
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader()
    const { ref } = await integrationWith()
    await disableIntegration(server.app.deps, OPERATOR, ref)
    let text = ''
    while (text.split(ref.integrationId).length < 3) text += new TextDecoder().decode((await reader.read()).value)
    stopped.abort()
    const lines = text.split('\n').filter(line => line !== '')
    expect(
      lines.filter(line => !/^event: (beat|changed)$|^data: (\d{13}|int_\w{20}( int_\w{20})*)$/.test(line)),
    ).toEqual([])
  })
})
