import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { faketimeEnvironment, findFaketime } from '../support/faketime.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

const library = findFaketime()
const HOUR_MS = 3_600_000
const JUMPS: [jump: string, ms: number][] = [
  ['+1h', HOUR_MS],
  ['-1h', -HOUR_MS],
  ['+90d', 90 * 24 * HOUR_MS],
  ['-90d', -90 * 24 * HOUR_MS],
  ['+0', 0],
]

describe.skipIf(library === undefined)('F12: the wall clock of a node jumps (needs libfaketime)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pit-clock-'))
  const file = path.join(folder, 'time')
  let testDatabase: TestDatabase
  let owner: pg.Client
  let server: ServerProcess
  let receiver: Receiver
  let client: LedgerClient
  let retiring: { secret: string; endsAt: string }

  beforeAll(async () => {
    writeFileSync(file, '+0')
    testDatabase = await createTestDatabase()
    owner = new pg.Client(testDatabase.owner)
    await owner.connect()
    receiver = await startReceiver()
    const environment = {
      ...faketimeEnvironment(library ?? '', file),
      WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.1',
      // Dead secrets are tried again and again here, on purpose.
      FAILED_LOOKUPS_PER_MINUTE: '0',
    }
    server = await createServerProcess(testDatabase, environment)
    await server.start()
    client = await openLedger(server)
    await client.rotateNow()
    const { accountId, integrationId, ledger } = client
    const draft = { integrationId, url: receiver.url, events: ['ContactCreate'] }
    expect((await client.api('POST', `/accounts/${accountId}/webhook-endpoints`, draft)).status).toBe(201)
    const where = `/accounts/${accountId}/integrations/${integrationId}/rotate`
    const reply = await client.api('POST', where, { old: 'expireLater', overlapHours: 1 })
    const body = (await reply.json()) as { token: { secret: string }; integration: { rotation: { endsAt: string } } }
    retiring = { secret: ledger.current, endsAt: body.integration.rotation.endsAt }
    ledger.current = body.token.secret
  }, 180_000)

  afterAll(async () => {
    await server.stop()
    await receiver.stop()
    await owner.end()
    await testDatabase.drop()
    rmSync(folder, { recursive: true })
  })

  /** The wall clock of the server's process, as its own HTTP replies tell it. */
  async function wallClockMs(): Promise<number> {
    return Date.parse((await fetch(`${server.url}/healthz`)).headers.get('date') ?? '')
  }

  test.each(JUMPS)(
    'F12: by %s: no token ends early and none lives again, nobody is signed out, and what is written and signed carries the real time',
    async (jump, ms) => {
      writeFileSync(file, jump)
      const { ledger } = client
      await expect
        .poll(async () => Math.abs((await wallClockMs()) - systemClock.now().getTime() - ms), { timeout: 10_000 })
        .toBeLessThan(5000)
      // Longer than a lease: it must be renewed by the new clock, too. On a busy machine that may be late: 503, but no word of a bad token.
      const startedMs = performance.now()
      const living = [ledger.current, retiring.secret]
      while (performance.now() - startedMs < 3500) {
        for (const secret of living) expect([200, 503]).toContain(await client.statusOf(secret))
        for (const secret of ledger.dead) expect([401, 503]).toContain(await client.statusOf(secret))
        await sleep(200)
      }
      for (const secret of living) await expect.poll(() => client.statusOf(secret), { timeout: 10_000 }).toBe(200)
      for (const secret of ledger.dead) await expect.poll(() => client.statusOf(secret), { timeout: 10_000 }).toBe(401)
      const me = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${retiring.secret}` } })
      expect(Math.abs(Date.parse(me.headers.get('sunset') ?? '') - Date.parse(retiring.endsAt))).toBeLessThan(1000)
      expect((await client.api('GET', '/me')).status).toBe(200)
      const before = receiver.received.length
      await client.createContact()
      const delivery = (await receiver.waitFor(before + 1)).at(-1)
      const now = systemClock.now().getTime()
      expect(Math.abs(Number(delivery?.headers['webhook-timestamp']) * 1000 - now)).toBeLessThan(10_000)
      const draft = { name: `After ${jump}`, description: '', scopes: ['contacts.readonly'] }
      expect((await client.api('POST', `/accounts/${client.accountId}/integrations`, draft)).status).toBe(201)
      const { rows } = await owner.query(
        `select extract(epoch from at)::float8 * 1000 as at from audit_entries where account_id = $1 order by seq desc limit 1`,
        [client.accountId],
      )
      expect(Math.abs(rows[0].at - systemClock.now().getTime())).toBeLessThan(10_000)
    },
    60_000,
  )
})
