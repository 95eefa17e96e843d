import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newSecret } from '../../src/lib/secrets.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ counting: { failedLookupsPerMinute: 20 } })
})
afterAll(() => server.stop())

async function limited(limits: object): Promise<{ secret: string; path: string }> {
  const path = `/accounts/${server.account.id}/integrations`
  const reply = await server.api('POST', path, {
    name: 'Limited',
    description: '',
    scopes: ['contacts.readonly'],
    limits,
  })
  const { integration, token } = (await reply.json()) as { integration: { id: string }; token: { secret: string } }
  return { secret: token.secret, path: `${path}/${integration.id}` }
}

const contacts = (secret: string) => server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)

describe('limits of an integration', () => {
  test('every reply says what is left, by the names of the wire and of the RateLimit draft', async () => {
    const { secret } = await limited({ perTenSeconds: 5, perDay: 100 })
    const reply = await contacts(secret)
    expect(reply.status).toBe(200)
    expect(Object.fromEntries([...reply.headers].filter(([name]) => name.includes('ratelimit')))).toEqual({
      'x-ratelimit-max': '5',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-interval-milliseconds': '10000',
      'x-ratelimit-limit-daily': '100',
      'x-ratelimit-daily-remaining': '99',
      'x-ratelimit-daily-reset': '86400000',
      'ratelimit-policy': '"tenSeconds";q=5;w=10, "day";q=100;w=86400',
      ratelimit: '"tenSeconds";r=4;t=10, "day";r=99;t=86400',
    })
    const refused = await server.v2(secret, 'POST', '/contacts/', { locationId: server.account.locationId })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('3')
  })

  test('one call too many is 429 in the body of the wire, and is served when the window ends', async () => {
    const { secret } = await limited({ perTenSeconds: 2, perDay: 3 })
    expect([(await contacts(secret)).status, (await contacts(secret)).status]).toEqual([200, 200])
    const refused = await contacts(secret)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('10')
    expect(await refused.json()).toEqual({
      statusCode: 429,
      message: 'No more than 2 requests in ten seconds are answered. Try again in 10 s.',
      limit: 2,
      window: 'tenSeconds',
      retryAfterSeconds: 10,
    })
    server.clock.advance('10 seconds')
    expect((await contacts(secret)).status).toBe(200)
    server.clock.advance('10 seconds')
    const spent = await contacts(secret)
    expect(spent.status).toBe(429)
    expect(spent.headers.get('x-ratelimit-daily-remaining')).toBe('0')
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(80_000)
  })

  test('both secrets of a rotation share the limits, and a change of them counts at the next call', async () => {
    const { secret, path } = await limited({ perTenSeconds: 2 })
    const rotated = await server.api('POST', `${path}/rotate`, { old: 'expireLater', overlapHours: 1 })
    const newSecret = ((await rotated.json()) as { token: { secret: string } }).token.secret
    expect([(await contacts(secret)).status, (await contacts(newSecret)).status]).toEqual([200, 200])
    expect([(await contacts(secret)).status, (await contacts(newSecret)).status]).toEqual([429, 429])
    await server.api('PATCH', path, { limits: { perTenSeconds: 3 } })
    expect((await contacts(newSecret)).status).toBe(200)
  })

  test('the management API counts a token’s calls against the same limits, as a problem', async () => {
    const { secret } = await limited({ perTenSeconds: 1 })
    const me = () => fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } })
    expect((await me()).status).toBe(200)
    const refused = await me()
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', window: 'tenSeconds' })
  })
})

test('S21: who fails too often is turned away for the minute; a valid token of the same network is not', async () => {
  server.clock.advance('1 minute')
  const { secret } = await limited({})
  const tries = await Promise.all(Array.from({ length: 30 }, () => contacts(newSecret('pit_'))))
  const statuses = tries.map(reply => reply.status)
  expect(statuses.filter(status => status === 401)).toHaveLength(20)
  expect(statuses.filter(status => status === 429)).toHaveLength(10)
  const turnedAway = tries.find(reply => reply.status === 429)
  expect(turnedAway?.headers.get('retry-after')).toBe('40')
  expect([...(turnedAway?.headers.keys() ?? [])].filter(name => name.includes('ratelimit'))).toEqual([])
  expect((await contacts(secret)).status).toBe(200)
  server.clock.advance('1 minute')
  expect((await contacts(newSecret('pit_'))).status).toBe(401)
})
