import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('S17: while slow work holds every connection of the pool, tokens are still answered: the lease is renewed beside it', async () => {
  const { secret } = await server.createIntegration(['contacts.readonly'])
  const { database } = server.app.deps
  // Longer than a lease, twice as many as there are connections.
  const slow = Array.from({ length: 20 }, () =>
    database.read(server.account.id, db => sql`select pg_sleep(3.6)`.execute(db)).catch(() => 'turned away'),
  )
  const readiness: number[] = []
  const over = Promise.all(slow).then(() => 'over' as const)
  while ((await Promise.race([over, ask()])) !== 'over');
  expect(readiness.length).toBeGreaterThan(20)
  expect(new Set(readiness)).toEqual(new Set([200]))
  expect((await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)).status).toBe(200)

  async function ask(): Promise<'asked'> {
    readiness.push((await fetch(`${server.url}/readyz`)).status)
    await new Promise(resolve => setTimeout(resolve, 20))
    return 'asked'
  }
})
