import pg from 'pg'
import { expect, test } from 'vitest'
import type { TestDatabase } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'

/** Cuts every connection of the pool and sends new ones where nobody listens. Gives the way back. */
async function takeAway({ database, owner, name }: TestDatabase): Promise<() => void> {
  const options = database.pool.options as pg.PoolConfig
  const { host, port } = options
  Object.assign(options, { host: '127.0.0.1', port: 1 })
  const client = new pg.Client(owner)
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [name],
  )
  await client.end()
  return () => void Object.assign(options, { host, port })
}

test('S17: with the database away everything is 503 with Retry-After, in its own dialect, and never 401, 403 or 404', async () => {
  const server = await startTestServer({ sampleData: true })
  const { secret, integrationId } = await server.createIntegration(['contacts.readonly', 'private-integrations.self'])
  const cookie = await server.signIn()
  expect((await server.api('GET', '/me')).status).toBe(200)
  const comeBack = await takeAway(server.testDatabase)

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
