import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, EVERY_TENANT, type Sql } from '../../src/lib/database.ts'
import { claimDeliveries, listDueEndpoints, recordResults, releaseClaims } from '../../src/store/delivery-claims.ts'
import { takeQueuedEvents } from '../../src/store/event-queue.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { rowsTouched as touchedIn } from '../support/rows-touched.ts'

const WAITING = 5000
const NOW = new Date('2026-07-01T12:00:00Z')

let testDatabase: TestDatabase
let queue: Database
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  queue = testDatabase.database.beside(1, EVERY_TENANT, true)
  // Without the owner's `analyze` the planner believes what it believes in the middle of a flood: that hardly a row waits.
  await testDatabase.database.transact(EVERY_TENANT, async db => {
    await sql`
      insert into accounts (id, kind, parent_id, name, wire_id, created_at, updated_at)
      select 'acc_' || n, case when n = 0 then 'agency' else 'location' end, case when n > 0 then 'acc_0' end, 'A', 'wire ' || n, ${NOW}, ${NOW}
        from generate_series(0, 3) n`.execute(db)
    await sql`
      insert into events (account_id, id, type, body, created_at)
      select 'acc_' || (1 + n % 3), 'evt_' || n, 'ContactCreate', '{}', ${NOW} from generate_series(1, ${WAITING}::int) n`.execute(
      db,
    )
    await sql`insert into event_queue select account_id, seq, id from events`.execute(db)
    await sql`
      insert into deliveries (account_id, id, endpoint_id, event_id, event_type, status, next_attempt_at, created_at)
      select 'acc_1', 'dlv_' || n, 'whe_' || (n % 2), 'evt_1', 'ContactCreate', 'pending', ${NOW}, ${NOW}
        from generate_series(1, ${WAITING}::int) n`.execute(db)
  })
})
afterAll(async () => {
  await queue.close()
  await testDatabase.drop()
})

const rowsTouched = (ask: (db: Sql) => Promise<unknown>) => touchedIn(queue.pool, EVERY_TENANT, ask)

describe(`with ${WAITING} waiting that no statistics know of`, () => {
  test('handing out reads the events that it takes, and no others', async () => {
    const turn = { afterAccountId: '', accountsMax: 3, perAccount: 50 }
    expect(await rowsTouched(db => takeQueuedEvents(db, turn))).toBeLessThanOrEqual(150)
  })

  test('claiming reads the deliveries that it claims, and no others', async () => {
    const wanted = ['whe_0', 'whe_1'].map(endpointId => ({ accountId: 'acc_1', endpointId, slots: 30 }))
    const wish = { wanted, leaseId: 'lse_1', leaseUntil: NOW, now: NOW }
    expect(await rowsTouched(db => claimDeliveries(db, wish))).toBeLessThanOrEqual(60)
  })

  test('a batch of results reads the deliveries that it tells of, and no others', async () => {
    const results = Array.from({ length: 100 }, (_, n) => ({
      ...{ accountId: 'acc_1', id: `dlv_${n + 1}`, leaseId: 'lse_1', status: 'succeeded' as const, at: NOW },
      attempt: { durationMs: 1, url: 'https://example.com', outcome: 'succeeded' as const, statusCode: 200 },
    }))
    expect(await rowsTouched(db => recordResults(db, results))).toBeLessThanOrEqual(100)
    expect(await rowsTouched(db => releaseClaims(db, results, NOW))).toBeLessThanOrEqual(100)
  })

  test('looking for due endpoints takes a step for each endpoint', async () => {
    const wish = { afterEndpointId: '', now: NOW, limit: 500 }
    expect(await rowsTouched(db => listDueEndpoints(db, wish))).toBeLessThanOrEqual(10)
  })
})
