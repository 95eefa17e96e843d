import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

/** 200 rounds are the goal of security.md F3; the suite runs a few, `FAULT_ROUNDS=200 npm test -- faults` all. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 2)
const ROUNDS_LIMIT_MS = 60_000 + ROUNDS * 30_000
const LEASE_MAX_MS = 60_000

let testDatabase: TestDatabase
let server: ServerProcess
let client: LedgerClient
let owner: pg.Client
let receiver: Receiver
let endpointId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  receiver = await startReceiver()
  server = await createServerProcess(testDatabase, { WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.1' })
  await server.start()
  client = await openLedger(server)
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
  const { integrationId, accountId } = client
  const draft = { integrationId, url: receiver.url, events: ['ContactCreate'] }
  const reply = await client.api('POST', `/accounts/${accountId}/webhook-endpoints`, draft)
  expect(reply.status).toBe(201)
  endpointId = ((await reply.json()) as { endpoint: { id: string } }).endpoint.id
})

afterAll(async () => {
  await server.stop()
  await receiver.stop()
  await owner.end()
  await testDatabase.drop()
})

/** L2: every event of an acknowledged change was received, or stands in the database as waiting. */
async function checkLedger(): Promise<void> {
  const { rows } = await owner.query<{ contact: string; status: string }>(
    `select e.body->>'id' as contact, d.status from deliveries d join events e on e.account_id = d.account_id and e.id = d.event_id
      where d.endpoint_id = $1`,
    [endpointId],
  )
  const queued = await owner.query<{ contact: string }>(
    `select e.body->>'id' as contact from event_queue q join events e on e.account_id = q.account_id and e.id = q.event_id`,
  )
  const waiting = new Set(rows.filter(({ status }) => status === 'pending').map(({ contact }) => contact))
  for (const { contact } of queued.rows) waiting.add(contact)
  const received = new Set(receiver.received.map(({ json }) => json.id))
  const lost = client.ledger.contacts.filter(id => !received.has(id) && !waiting.has(id))
  expect(lost, 'L2: no event is lost').toEqual([])
  const succeeded = rows.filter(({ status }) => status === 'succeeded').map(({ contact }) => contact)
  expect(
    succeeded.filter(id => !received.has(id)),
    'nothing is called delivered that nobody received',
  ).toEqual([])
  expect(new Set(rows.map(({ contact }) => contact)).size, 'each event was handed out once').toBe(rows.length)
}

/** The leases of the dead node run out: what would take half a minute takes none. */
async function endLeases(): Promise<number> {
  const { rows } = await owner.query<{ ends_in_ms: number }>(
    `select extract(epoch from next_attempt_at - clock_timestamp()) * 1000 as ends_in_ms from deliveries where lease_id is not null`,
  )
  for (const { ends_in_ms: ms } of rows) expect(Number(ms)).toBeLessThan(LEASE_MAX_MS)
  await owner.query(`update deliveries set next_attempt_at = clock_timestamp() where lease_id is not null`)
  return rows.length
}

async function drained(): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ left: number }>(
      `select (select count(*)::int from deliveries where status = 'pending' and attempts = 0) + (select count(*)::int from event_queue) as left`,
    )
    if (rows[0]?.left === 0) return
    await sleep(20)
  }
}

test(`F3: kill -9 while deliveries are on their way loses none and repeats no more than those (${ROUNDS} rounds)`, {
  timeout: ROUNDS_LIMIT_MS,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const before = receiver.received.length
    let held = 0
    // Half of the requests are held: the worker dies before their answers. The others die before or after the record.
    receiver.answer = () => (held++ % 2 === 0 ? { hang: true } : { status: 200 })
    await Promise.all(Array.from({ length: 12 }, () => client.createContact()))
    await receiver.waitFor(before + 1)
    await sleep(Math.random() * 40)
    await server.kill()
    receiver.answer = () => ({ status: 200 })
    const inFlight = await endLeases()
    await checkLedger()
    await server.start()
    await drained()
    await checkLedger()
    const ids = receiver.received.slice(before).map(({ headers }) => headers['webhook-id'])
    expect(ids.length - new Set(ids).size, 'repeated under the same webhook-id').toBeLessThanOrEqual(inFlight)
  }
  expect(client.ledger.contacts.length).toBe(ROUNDS * 12)
})

test('F15: a backlog that built up while nobody delivered is drained, each event once', async () => {
  const before = receiver.received.length
  await server.kill()
  const { accountId } = client
  await owner.query(
    `insert into events (account_id, id, type, body, created_at)
     select $1, 'evt_backlog' || lpad(n::text, 13, '0'), 'ContactCreate', jsonb_build_object('type', 'ContactCreate', 'id', 'backlog' || n), clock_timestamp()
       from generate_series(1, 2000) n`,
    [accountId],
  )
  await server.start()
  await receiver.waitFor(before + 2000)
  await drained()
  const ids = receiver.received.slice(before).map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(2000)
  expect(ids.length).toBe(2000)
}, 120_000)
