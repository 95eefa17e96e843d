import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/lib/database.ts'
import { type CutProxy, openCutProxy } from '../support/cut-proxy.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { checkLedger } from '../support/ledger-check.ts'
import {
  type Address,
  findReplicatingPostgres,
  type ReplicatedPostgres,
  startReplicatedPostgres,
} from '../support/replicated-postgres.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

const programs = findReplicatingPostgres()

describe.skipIf(programs === undefined)('a standby takes over (needs a PostgreSQL server of the machine)', () => {
  let postgres: ReplicatedPostgres
  let proxy: CutProxy
  let server: ServerProcess
  let client: LedgerClient
  /** Where the one address leads that the server knows. */
  let leadsTo: Address

  beforeAll(async () => {
    postgres = await startReplicatedPostgres(programs ?? '')
    leadsTo = { ...postgres.primary }
    proxy = await openCutProxy(leadsTo)
    const owner = { ...postgres.primary, host: '127.0.0.1', port: proxy.port }
    server = await createServerProcess({ owner })
    await server.start()
    client = await openLedger(server)
  }, 180_000)

  afterAll(async () => {
    await server.stop()
    await proxy.close()
    await postgres.close()
  })

  test('F6: the primary is killed amid writes, the standby becomes the primary: 503 meanwhile and nothing else, nothing acknowledged is lost, and the server goes on', async () => {
    let isOver = false
    const writers = Array.from({ length: 4 }, async () => {
      for (; !isOver; await sleep(2)) await client.createContact()
    })
    const rotator = (async () => {
      while (!isOver) await client.rotateNow()
    })()
    try {
      await expect.poll(() => client.ledger.contacts.length).toBeGreaterThan(20)
      postgres.killPrimary()
      // As whoever fails over must: the old one is out of reach before there is a new one.
      proxy.cut()
      Object.assign(leadsTo, postgres.standby)
      proxy.restore()
      // Until it is promoted the standby only reads: that, too, is trouble of ours.
      await expect.poll(() => client.ledger.refusals.get(503) ?? 0).toBeGreaterThan(10)
      await postgres.promote()
      const before = client.ledger.contacts.length
      await expect.poll(() => client.ledger.contacts.length).toBeGreaterThan(before + 20)
    } finally {
      isOver = true
    }
    await Promise.all([...writers, rotator])
    expect([...client.ledger.refusals.keys()]).toEqual([503])
    const owner = new pg.Client(postgres.standby)
    await owner.connect()
    const database = openDatabase({ connection: postgres.standby, role: 'pit_app', connectionsMax: 1 })
    await checkLedger(client, { owner, database })
    await Promise.all([owner.end(), database.close()])
  }, 180_000)
})
