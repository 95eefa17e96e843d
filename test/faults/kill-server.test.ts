import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { checkLedger as checkLedgerOf } from '../support/ledger-check.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

/** 200 rounds are the goal of security.md F1 and F2; the suite runs a few, `FAULT_ROUNDS=200 npm test -- faults` all. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3)
const ROUNDS_LIMIT_MS = 60_000 + ROUNDS * 20_000

let testDatabase: TestDatabase
let server: ServerProcess
let client: LedgerClient
let owner: pg.Client

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  server = await createServerProcess(testDatabase)
  await server.start()
  client = await openLedger(server)
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})

afterAll(async () => {
  await server.stop()
  await owner.end()
  await testDatabase.drop()
})

const checkLedger = () => checkLedgerOf(client, { owner, database: testDatabase.database })

test(`F1: kill -9 in the middle of writes loses nothing that was acknowledged (${ROUNDS} rounds)`, {
  timeout: ROUNDS_LIMIT_MS,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    let isOver = false
    const writers = Array.from({ length: 4 }, async () => {
      while (!isOver) await client.createContact().catch(() => sleep(5))
    })
    const rotator = (async () => {
      while (!isOver) await client.rotateNow()
    })()
    try {
      await sleep(100 + Math.random() * 400)
      await server.kill()
      await server.start()
    } finally {
      isOver = true
    }
    await Promise.all([...writers, rotator])
    await checkLedger()
  }
  expect(client.ledger.contacts.length).toBeGreaterThan(ROUNDS)
})

describe('F2: kill -9 between the statements of a rotation', () => {
  /** Each stops the rotation at another place: the lock is held by the test until the server is dead. */
  const PLACES = [
    ['before anything is written', `select 1 from integrations where id = $1 for update`],
    [
      'after the tokens are written',
      `select 1 from audit_heads where account_id = (select account_id from integrations where id = $1) for update`,
    ],
    ['just before the commit', `select pg_advisory_xact_lock(7262041902) from integrations where id = $1`],
  ] as const

  test.each(PLACES)(
    'F2: %s, the retry under the same key rotates once',
    async (_where, lock) => {
      for (let round = 0; round < Math.ceil(ROUNDS / 3); round++) {
        await owner.query('begin')
        await owner.query(lock, [client.integrationId])
        const rotation = client.rotateNow()
        await waitUntilBlocked()
        await server.kill()
        await owner.query('rollback')
        await server.start()
        await rotation
        await checkLedger()
      }
    },
    ROUNDS_LIMIT_MS,
  )

  test('F2: after the commit but before the reply, the retry gets the kept reply without the secret', async () => {
    // A node that is alive but never follows holds the reply back until its lease ends.
    await owner.query(`insert into nodes (id, lease_until, applied_seq) values ('node_stuck', clock_timestamp() + interval '5 seconds', 0)
      on conflict (id) do update set lease_until = excluded.lease_until`)
    const key = `${Math.random()}`
    const path = `/accounts/${client.accountId}/integrations/${client.integrationId}/rotate`
    const rotate = () => client.api('POST', path, { old: 'expireNow' }, { 'idempotency-key': key })
    const before = await countRotations()
    const lost = rotate().catch(() => 'lost')
    while ((await countRotations()) === before) await sleep(5)
    await server.kill()
    expect(await lost).toBe('lost')
    await owner.query(`delete from nodes where id = 'node_stuck'`)
    await server.start()
    const reply = await rotate()
    const body = (await reply.json()) as { token: Record<string, unknown> }
    expect(reply.status).toBe(201)
    expect(body.token.secret).toBeUndefined()
    expect(await countRotations()).toBe(before + 1)
    client.ledger.rotations++
    client.ledger.dead.push(client.ledger.current)
    await client.rotateNow().catch(error => expect.fail(String(error)))
    await checkLedger()
  }, 60_000)

  async function waitUntilBlocked(): Promise<void> {
    for (;;) {
      const { rowCount } = await owner.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`,
      )
      if (rowCount !== 0) return
      await sleep(5)
    }
  }

  async function countRotations(): Promise<number> {
    const { rows } = await owner.query<{ count: number }>(
      `select count(*)::int as count from audit_entries where target->>'id' = $1 and action = 'private_integration.rotated'`,
      [client.integrationId],
    )
    return rows[0]?.count ?? 0
  }
})
