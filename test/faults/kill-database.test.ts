import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/lib/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { checkLedger } from '../support/ledger-check.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'
import { startThrowAwayDatabase, type ThrowAwayDatabase } from '../support/throw-away-database.ts'

/** 200 rounds are the goal of security.md F4 and F5; the suite runs a few, `FAULT_ROUNDS=200 npm test -- faults` all. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 2)
const ROUNDS_LIMIT_MS = 60_000 + ROUNDS * 20_000
const BACK_WITHIN_MS = 30_000

let postgres: ThrowAwayDatabase
let server: ServerProcess
let client: LedgerClient
let owner: pg.Pool
let database: Database

beforeAll(async () => {
  postgres = await startThrowAwayDatabase()
  server = await createServerProcess(postgres, postgres.environment)
  await server.start()
  client = await openLedger(server)
  owner = new pg.Pool({ ...postgres.owner, max: 1 })
  owner.on('error', () => {})
  database = openDatabase({ connection: postgres.owner, role: 'pit_app', connectionsMax: 1 })
}, 180_000)

afterAll(async () => {
  await server.stop()
  await owner.end()
  await database.close()
  await postgres.close()
})

const FAULTS: [name: string, strike: () => unknown][] = [
  ['F4: kill -9 of PostgreSQL', () => process.kill(postgres.postgres.pid, 'SIGKILL')],
  ['F5: an immediate stop of PostgreSQL', () => process.kill(postgres.postgres.pid, 'SIGQUIT')],
  [
    'F5: every connection ended by the database',
    () =>
      owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      ),
  ],
]

test.each(FAULTS)(
  `%s, ${ROUNDS} times in the middle of writes: 503 meanwhile and nothing else, nothing acknowledged is lost, and the server goes on`,
  async (_name, strike) => {
    const pid = server.pid()
    client.ledger.refusals.clear()
    let isOver = false
    const writers = Array.from({ length: 4 }, async () => {
      for (; !isOver; await sleep(2)) await client.createContact()
    })
    const rotator = (async () => {
      while (!isOver) await client.rotateNow()
    })()
    try {
      for (let round = 0; round < ROUNDS; round++) {
        await sleep(100 + Math.random() * 300)
        await strike()
        await untilWritten(client.ledger.contacts.length + 10)
      }
    } finally {
      isOver = true
    }
    await Promise.all([...writers, rotator])
    expect([...client.ledger.refusals.keys()].filter(status => status !== 503)).toEqual([])
    await checkLedger(client, { owner, database })
    expect(server.pid()).toBe(pid)
  },
  ROUNDS_LIMIT_MS,
)

async function untilWritten(count: number): Promise<void> {
  await expect
    .poll(() => client.ledger.contacts.length, { timeout: BACK_WITHIN_MS, interval: 20 })
    .toBeGreaterThan(count)
}
