import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createIntegration } from '../../src/actions/integrations.ts'
import { createTokenVerifier, type TokenVerifier } from '../../src/client/client.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import { OPERATOR } from '../support/integration.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const platformKey = randomBase62(40)
let server: TestServer
const verifiers: TokenVerifier[] = []

beforeAll(async () => {
  server = await startTestServer({ counting: { platformKeys: [platformKey] } })
})
afterEach(() => Promise.all(verifiers.splice(0).map(verifier => verifier.close())))
afterAll(() => server.stop())

const integrationWith = async (limits: { perTenSeconds?: number }) => {
  const { view, shown } = await createIntegration(server.app.deps, OPERATOR, {
    accountId: server.account.id,
    draft: { name: 'Other', description: '', scopes: ['contacts.readonly'], allowedIps: [], limits },
  })
  const place = { accountId: server.account.id, integrationId: view.integration.id, tokenId: shown.token.id }
  return { secret: shown.secret, place }
}

/** One that knows the token: what it does not know of a change it need not doubt. */
async function openVerifier(secret: string): Promise<TokenVerifier> {
  const verifier = createTokenVerifier({ url: server.url, platformKey, leaseMs: 60_000, reportEveryMs: 20 })
  verifiers.push(verifier)
  await until(() => verifier.isFollowing())
  expect(await verifier.check(secret)).toMatchObject({ ok: true })
  return verifier
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const startedMs = performance.now()
  while (!(await holds())) {
    if (performance.now() - startedMs > 8000) expect.fail('not within eight seconds')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

const report = (body: unknown) =>
  fetch(`${server.url}/verify/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platformKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const callsOf = async (integrationId: string) => {
  const reply = await server.api('GET', `/accounts/${server.account.id}/integrations/${integrationId}/calls`)
  return ((await reply.json()) as { items: Record<string, unknown>[] }).items
}

describe('calls that a process decides by itself', () => {
  test('are in the log of calls and among the clients, each with its client, name and status', async () => {
    const { secret, place } = await integrationWith({})
    const verifier = await openVerifier(secret)
    const call = { ip: '192.0.2.7', userAgent: 'shop/1.0', clientName: 'cron', label: 'list-orders' }
    expect(verifier.check(secret, { ...call, scopes: ['contacts.readonly'] })).toMatchObject({ ok: true })
    expect(verifier.check(secret, call)).toMatchObject({ ok: true })
    expect(verifier.check(secret, { ...call, scopes: ['users.readonly'] })).toMatchObject({ code: 'scope_missing' })
    await verifier.close()
    const client = { network: '192.0.2.7', userAgent: 'shop/1.0', clientName: 'cron' }
    const items = await callsOf(place.integrationId)
    expect(items.filter(({ operation }) => operation === 'list-orders')).toMatchObject([
      { client, status: 403, missingScope: 'users.readonly' },
      { client, status: 200, missingScope: null, token: { id: place.tokenId } },
      { client, status: 200 },
    ])
    expect(items.filter(({ operation }) => operation === 'verify')).toHaveLength(1)
    const clients = await server.api(
      'GET',
      `/accounts/${server.account.id}/integrations/${place.integrationId}/clients`,
    )
    expect(((await clients.json()) as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ userAgent: 'shop/1.0', calls: 3 }),
    )
  })

  test('count against the limits: at once in their own process, in others and at the doors once they are told', async () => {
    const { secret } = await integrationWith({ perTenSeconds: 10 })
    const [one, two] = [await openVerifier(secret), await openVerifier(secret)]
    for (let made = 0; made < 6; made++) expect(await one.check(secret)).toMatchObject({ ok: true })
    await until(async () => {
      const verdict = await two.check(secret)
      return !verdict.ok && verdict.code === 'rate_limited'
    })
    await until(async () => {
      const asked = await fetch(`${server.url}/authz`, { headers: { authorization: `Bearer ${secret}` } })
      return asked.status === 429
    })
    expect(await two.check(secret)).toEqual({ ok: false, code: 'rate_limited', retryAfterSeconds: 10 })
  })
})

describe('POST /verify/calls', () => {
  test('200: takes what is told of real tokens, and leaves out what is told of others', async () => {
    const { place } = await integrationWith({})
    server.clock.advance('1 minute')
    const since = server.clock.now().getTime() - 5000
    const call = { ip: '192.0.2.7', userAgent: 'shop/1.0', clientName: '', status: 200, at: [0, 10] }
    const invented = { ...place, tokenId: randomIds.next('tok') }
    const reply = await report({
      since,
      calls: [
        { ...place, ...call },
        { ...invented, ...call },
      ],
    })
    expect([reply.status, await reply.json()]).toEqual([
      200,
      {
        at: server.clock.now().getTime(),
        limits: [{ integrationId: place.integrationId, tenSecondsUsed: 0, dayUsed: 2 }],
      },
    ])
    const items = await callsOf(place.integrationId)
    expect(items.map(({ at }) => Date.parse(String(at)))).toEqual([since + 10, since])
  })

  test('200: what is said to be of tomorrow or of long ago counts as of now', async () => {
    const { place } = await integrationWith({})
    const now = server.clock.now().getTime()
    const call = { ip: '', userAgent: '', clientName: '', status: 200 }
    await report({ since: 0, calls: [{ ...place, ...call, at: [0, now + 86_400_000] }] })
    expect((await callsOf(place.integrationId)).map(({ at }) => Date.parse(String(at)))).toEqual([now, now])
  })

  test('401, 422: asks for a key of the platform, and names what is not as it should be', async () => {
    expect((await fetch(`${server.url}/verify/calls`, { method: 'POST', body: '{}' })).status).toBe(401)
    const reply = await report({ since: -1, calls: [{ status: 500 }] })
    expect(reply.status).toBe(422)
    const fields = ((await reply.json()) as { fields: { field: string }[] }).fields.map(({ field }) => field)
    expect(fields).toEqual(expect.arrayContaining(['since', 'calls[0].tokenId', 'calls[0].status', 'calls[0].at']))
  })
})
