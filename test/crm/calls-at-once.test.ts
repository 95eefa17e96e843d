import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CALLS_MAX } from '../../src/http/api-v2/turns.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: pg.Client
beforeAll(async () => {
  server = await startTestServer()
  owner = new pg.Client(server.testDatabase.owner)
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await server.stop()
})

test('one integration’s crowd of slow calls is turned away with 429, and keeps no other integration waiting', async () => {
  const [greedy, modest] = [
    await server.createIntegration(['contacts.readonly']),
    await server.createIntegration(['contacts.readonly']),
  ]
  const list = (secret: string) => server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
  await owner.query('begin')
  await owner.query('lock table crm_contacts in access exclusive mode')
  const crowd = Array.from({ length: CALLS_MAX + 5 }, () => list(greedy.secret))
  const refused = await Promise.race(crowd)
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toEqual({
    statusCode: 429,
    message: `The integration has ${CALLS_MAX} calls under way: wait for one of them before you send the next.`,
    limit: CALLS_MAX,
    window: 'atOnce',
    retryAfterSeconds: 1,
  })
  // What asks for no contacts is answered meanwhile: the crowd holds half of the connections at most.
  const { secret } = await server.createIntegration(['locations.readonly'])
  expect((await server.v2(secret, 'GET', `/locations/${server.account.locationId}`)).status).toBe(200)
  await owner.query('rollback')
  const statuses = (await Promise.all(crowd)).map(({ status }) => status)
  expect(statuses.filter(status => status === 429)).toHaveLength(5)
  expect(statuses.filter(status => status === 200)).toHaveLength(CALLS_MAX)
  expect((await list(modest.secret)).status).toBe(200)
})

test('a search asks for so many values and no more', async () => {
  const { secret } = await server.createIntegration(['contacts.readonly'])
  const { locationId } = server.account
  const filter = (count: number) => ({
    field: 'email',
    operator: 'eq',
    value: Array.from({ length: count }, (_, index) => `${index}@example.com`),
  })
  const search = async (filters: object[]) => {
    const reply = await server.v2(secret, 'POST', '/contacts/search', { locationId, pageLimit: 1, filters })
    return [reply.status, ((await reply.json()) as { message?: unknown }).message]
  }
  expect(await search([filter(100), filter(100)])).toEqual([200, undefined])
  expect(await search([filter(100), filter(100), filter(1)])).toEqual([
    422,
    ['filters must not hold more than 200 values together'],
  ])
})
