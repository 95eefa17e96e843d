import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/lib/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { checkLedger } from '../support/ledger-check.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'
import { startThrowAwayDatabase, type ThrowAwayDatabase } from '../support/throw-away-database.ts'

const STRACE = '/usr/bin/strace'
const canTrace = existsSync(STRACE) && process.getuid?.() === 0
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 2)
const ROUNDS_LIMIT_MS = 60_000 + ROUNDS * 30_000

describe.skipIf(!canTrace)('a disk that reports errors (needs strace and root)', () => {
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

  test(`F11: PostgreSQL's log cannot be flushed, ${ROUNDS} times: what was acknowledged is on the disk, 503 meanwhile, and the server goes on`, {
    timeout: ROUNDS_LIMIT_MS,
  }, async () => {
    let isOver = false
    const writers = Array.from({ length: 4 }, async () => {
      for (; !isOver; await sleep(2)) await client.createContact()
    })
    const rotator = (async () => {
      while (!isOver) await client.rotateNow()
    })()
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const refused = client.ledger.refusals.get(503) ?? 0
        const tracer = failFlushes(postgres.postgres.pid)
        // A flush that failed is a panic: PostgreSQL ends all sessions and recovers from what did reach the disk.
        await expect.poll(() => client.ledger.refusals.get(503) ?? 0, { interval: 20 }).toBeGreaterThan(refused)
        tracer.kill('SIGTERM')
        await once(tracer, 'exit')
        const before = client.ledger.contacts.length
        await expect.poll(() => client.ledger.contacts.length, { interval: 20 }).toBeGreaterThan(before + 10)
      }
    } finally {
      isOver = true
    }
    await Promise.all([...writers, rotator])
    expect([...client.ledger.refusals.keys()]).toEqual([503])
    await checkLedger(client, { owner, database })
  })
})

/** From its third on each flush of a PostgreSQL and its sessions, those to come among them, fails with an I/O error. */
function failFlushes(postgresPid: number): ChildProcess {
  const children = readFileSync(`/proc/${postgresPid}/task/${postgresPid}/children`, 'utf8').trim().split(' ')
  const processes = [String(postgresPid), ...children].flatMap(pid => ['-p', pid])
  const fault = ['-e', 'trace=fdatasync', '-e', 'inject=fdatasync:error=EIO:when=3+']
  return spawn(STRACE, ['-f', '-qq', '-o', '/dev/null', ...fault, ...processes], { stdio: 'ignore' })
}
