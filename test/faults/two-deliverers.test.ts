import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

let testDatabase: TestDatabase
let first: ServerProcess
let second: ServerProcess
let client: LedgerClient
let owner: pg.Client
let receiver: Receiver
let endpointId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  receiver = await startReceiver()
  const settings = { WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.1' }
  first = await createServerProcess(testDatabase, settings)
  await first.start()
  // Two nodes of one house hold the same keys.
  second = await createServerProcess(testDatabase, { ...settings, ...first.keys })
  client = await openLedger(first)
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})
afterAll(async () => {
  await second.stop()
  await first.stop()
  await receiver.stop()
  await owner.end()
  await testDatabase.drop()
})
beforeEach(async () => {
  receiver.received.length = 0
  receiver.answer = () => ({ status: 200 })
  const { integrationId, accountId } = client
  const draft = { integrationId, url: receiver.url, events: ['ContactCreate'] }
  const reply = await client.api('POST', `/accounts/${accountId}/webhook-endpoints`, draft)
  endpointId = ((await reply.json()) as { endpoint: { id: string } }).endpoint.id
})
afterEach(() => client.api('DELETE', `/accounts/${client.accountId}/webhook-endpoints/${endpointId}`))

interface Row {
  id: string
  contact: string
  status: string
  attempts: number
  kept: number
}

/** The endpoint's deliveries as they stand, with the attempts that were kept. */
async function rows(): Promise<Row[]> {
  const { rows: found } = await owner.query<Row>(
    `select d.id, e.body->>'id' as contact, d.status, d.attempts,
            (select count(*)::int from delivery_attempts a where a.delivery_id = d.id) as kept
       from deliveries d join events e on e.account_id = d.account_id and e.id = d.event_id where d.endpoint_id = $1`,
    [endpointId],
  )
  return found
}
const statuses = async () => [...new Set((await rows()).map(({ status }) => status))]

/** L2 of the ledger check: each acknowledged contact's event arrived, and each was written down as it was. */
async function expectAllArrived(contacts: readonly string[]): Promise<void> {
  const found = await rows()
  expect(found.map(({ contact }) => contact).toSorted()).toEqual(contacts.toSorted())
  expect(found.filter(({ status }) => status !== 'succeeded')).toEqual([])
  const received = new Set(receiver.received.map(({ json }) => json.id))
  expect(contacts.filter(id => !received.has(id))).toEqual([])
}

describe('F17: two processes on one database', () => {
  test('claim no delivery twice: without a fault each event arrives once', async () => {
    await second.start()
    const before = client.ledger.contacts.length
    for (let turn = 0; turn < 10; turn++) await Promise.all(Array.from({ length: 6 }, () => client.createContact()))
    const contacts = client.ledger.contacts.slice(before)
    await receiver.waitFor(contacts.length)
    await expect.poll(statuses, { timeout: 20_000 }).toEqual(['succeeded'])
    await expectAllArrived(contacts)
    expect(receiver.received).toHaveLength(contacts.length)
    await second.stop()
  })

  test('of which one was frozen past its lease: the other delivers, and what the frozen one brings is refused', async () => {
    receiver.answer = () => ({ hang: true })
    const before = client.ledger.contacts.length
    for (let n = 0; n < 3; n++) await client.createContact()
    const contacts = client.ledger.contacts.slice(before)
    await receiver.waitFor(1)
    first.signal('SIGSTOP')
    await second.start()
    // The lease runs out: what would take half a minute takes none.
    await owner.query(`update deliveries set next_attempt_at = clock_timestamp() where lease_id is not null`)
    receiver.answer = () => ({ status: 200 })
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(['succeeded'])
    // Now the frozen one's requests fail under its hands, and it wakes to write that down.
    receiver.dropHeld()
    first.signal('SIGCONT')
    const isBack = async () => {
      await client.createContact()
      return client.ledger.contacts.length > before + contacts.length
    }
    await expect.poll(isBack, { timeout: 20_000 }).toBe(true)
    await expect.poll(async () => (await rows()).length, { timeout: 20_000 }).toBe(contacts.length + 1)
    await expect.poll(statuses, { timeout: 20_000 }).toEqual(['succeeded'])
    const taken = (await rows()).filter(({ contact }) => contacts.includes(contact))
    expect(taken.map(({ attempts, kept }) => [attempts, kept])).toEqual(contacts.map(() => [1, 1]))
    await expectAllArrived(client.ledger.contacts.slice(before))
  })
})
