import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'

/** A database whose pools can be led astray, that of requests and the one beside it. */
async function createMovableDatabase(): Promise<{ testDatabase: TestDatabase; pools: pg.Pool[] }> {
  const testDatabase = await createTestDatabase()
  const { database } = testDatabase
  const pools = [database.pool]
  const beside = (connectionsMax: number) => {
    const other = database.beside(connectionsMax)
    pools.push(other.pool)
    return other
  }
  return { testDatabase: { ...testDatabase, database: { ...database, beside } }, pools }
}

/** Cuts every connection of the pools and sends new ones where nobody listens. Gives the way back. */
async function takeAway({ owner, name }: TestDatabase, pools: readonly pg.Pool[]): Promise<() => void> {
  const { host, port } = owner
  const lead = (to: pg.PoolConfig) => {
    for (const pool of pools) Object.assign(pool.options, to)
  }
  lead({ host: '127.0.0.1', port: 1 })
  const client = new pg.Client(owner)
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [name],
  )
  await client.end()
  return () => lead({ host, port })
}

test('S17: with the database away everything is 503 with Retry-After, in its own dialect, and never 401, 403 or 404', async () => {
  const { testDatabase, pools } = await createMovableDatabase()
  const server = await startTestServer({ testDatabase, sampleData: true })
  const { secret, integrationId } = await server.createIntegration(['contacts.readonly', 'private-integrations.self'])
  const cookie = await server.signIn()
  expect((await server.api('GET', '/me')).status).toBe(200)
  const comeBack = await takeAway(testDatabase, pools)

  const path = `/accounts/${server.account.id}/integrations/${integrationId}`
  const asPerson: [string, string, unknown?][] = [
    ['GET', '/me'],
    ['GET', path],
    ['GET', `/accounts/${server.account.id}/members`],
    ['POST', `${path}/rotate`, { old: 'expireNow' }],
    ['PATCH', path, { name: 'x' }],
  ]
  for (const [method, where, body] of asPerson) {
    const reply = await server.api(method, where, body, { cookie })
    expect([where, reply.status, reply.headers.get('retry-after')]).toEqual([where, 503, '1'])
    expect(await reply.json()).toMatchObject({ code: 'temporary_reduced_capacity' })
  }

  const contacts = await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
  expect([contacts.status, contacts.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await contacts.json()).toEqual({ statusCode: 503, message: expect.stringMatching(/try again/) })

  // From its memory the node may go on until its lease is over; then it can't prove anything and says so.
  const me = () => fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } })
  const seen = new Set<number>()
  await expect
    .poll(
      async () => {
        const { status } = await me()
        seen.add(status)
        return status
      },
      { timeout: 10_000, interval: 100 },
    )
    .toBe(503)
  expect([...seen].every(status => status === 200 || status === 503)).toBe(true)
  expect((await me()).headers.get('retry-after')).toBe('1')
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
  expect(server.logText()).not.toContain('unexpected_error')

  // And when it is back, so are we, with the same token and the same session.
  comeBack()
  await expect.poll(async () => (await me()).status, { timeout: 10_000, interval: 100 }).toBe(200)
  expect((await server.api('GET', '/me')).status).toBe(200)
  await server.stop()
}, 60_000)
