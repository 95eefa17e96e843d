import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { deleteIntegration, disableIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration } from '../../src/actions/integrations.ts'
import { type IntegrationRef, rotateToken } from '../../src/actions/rotations.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import type { Database } from '../../src/lib/database.ts'
import { Follower, LEASE_MS } from '../../src/verify/follower.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { brokenWhile, gatedDatabase, newGate } from '../support/gated-database.ts'
import { newIntegration, OPERATOR, setUpAccounts } from '../support/integration.ts'
import { testKeys } from '../support/keys.ts'
import { startTestNode, type TestNode } from '../support/node.ts'

const clock = fixedClock()
const keys = testKeys()
let testDatabase: TestDatabase
let node: TestNode
let owner: pg.Client
let accountId: string
const followers: Follower[] = []

/** How far the monotonic clock is ahead of itself: a lease runs out without waiting for it. */
let aheadMs = 0
const monotonicMs = performance.now.bind(performance)
vi.spyOn(performance, 'now').mockImplementation(() => monotonicMs() + aheadMs)

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock, keys })
  accountId = (await setUpAccounts(node.deps)).location.id
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})

afterEach(async () => {
  vi.useRealTimers()
  aheadMs = 0
  await Promise.all(followers.splice(0).map(follower => follower.stop()))
})

afterAll(async () => {
  await owner.end()
  await node.stop()
  await testDatabase.drop()
})

/** A second node whose timer never fires: it renews when the test says so, and hears of changes. */
async function startSecond(database: Database = testDatabase.database, nodeId = 'node_second'): Promise<Follower> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const log = pino({ level: 'silent' })
  const connection = { ...testDatabase.owner, application_name: nodeId }
  const follower = new Follower({ database, keys, nodeId, connection, log })
  followers.push(follower)
  await follower.start()
  return follower
}

/** The second node's lease runs out, for itself and in the database, and it hears of nothing any more. */
async function loseLease(): Promise<void> {
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'node_second' and datname = current_database()`,
  )
  await owner.query(`update nodes set lease_until = clock_timestamp() - interval '1 second' where id = 'node_second'`)
  aheadMs += LEASE_MS
}

const isKnown = (follower: Follower, secret: string) => {
  const [hashed] = keys.hashesOf(secret)
  return hashed !== undefined && follower.index.find(hashed.hash) !== undefined
}

describe('a lease', () => {
  test('is trusted for three seconds after it was asked for, and not at their end', async () => {
    const second = await startSecond()
    await second.renew()
    const answeredMs = performance.now()
    aheadMs += LEASE_MS - 500
    expect(second.isTrusted()).toBe(performance.now() < answeredMs + LEASE_MS)
    aheadMs += 500
    expect(second.isTrusted()).toBe(false)
  })

  test('is given back at a stop, so that nobody waits for a node that is gone', async () => {
    const second = await startSecond()
    await second.stop()
    expect(second.isTrusted()).toBe(false)
    expect((await owner.query(`select id from nodes where id = 'node_second'`)).rows).toEqual([])
  })

  test('is not taken again by a renewal that was under way when the node stopped', async () => {
    const second = await startSecond()
    const renewal = second.renew()
    await Promise.all([second.stop(), renewal.catch(() => {})])
    expect((await owner.query(`select id from nodes where id = 'node_second'`)).rows).toEqual([])
    expect(second.isTrusted()).toBe(false)
  })
})

describe('a node that lost its lease', () => {
  test('S18: loads everything again: what it missed may have left the feed meanwhile', async () => {
    const { ref, secret } = await newIntegration(node.deps, accountId)
    const second = await startSecond()
    expect(isKnown(second, secret)).toBe(true)
    await loseLease()
    await deleteIntegration(node.deps, OPERATOR, ref)
    await newIntegration(node.deps, accountId)
    await owner.query('delete from token_changes where seq < (select max(seq) from token_changes)')
    expect(isKnown(second, secret), 'it has not heard of the deletion').toBe(true)
    expect(second.isTrusted()).toBe(false)
    await second.renew()
    expect(second.isTrusted()).toBe(true)
    expect(isKnown(second, secret)).toBe(false)
  })

  test('S18: a change that comes while it loads is not overwritten by what the load had read before', async () => {
    const { ref, secret } = await newIntegration(node.deps, accountId)
    const gates = { load: newGate(), commit: newGate() }
    const second = await startSecond(gatedDatabase(testDatabase.database, gates))
    await loseLease()
    gates.load.isArmed = true
    const renewal = second.renew()
    await gates.load.reached
    await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    gates.commit.isArmed = true
    const applied = second.applyUpTo(Number.POSITIVE_INFINITY)
    await Promise.race([gates.commit.reached, aWhile()])
    gates.load.open()
    await aWhile()
    gates.commit.open()
    await Promise.all([applied, renewal])
    expect(isKnown(second, secret), 'the secret that was replaced').toBe(false)
    expect(second.isTrusted()).toBe(true)
  })

  test('takes the lease again however long the load took', async () => {
    const gates = { load: newGate(), commit: newGate() }
    const second = await startSecond(gatedDatabase(testDatabase.database, gates))
    await loseLease()
    gates.load.isArmed = true
    const renewal = second.renew()
    await gates.load.reached
    aheadMs += 3 * LEASE_MS
    gates.load.open()
    await renewal
    expect(second.isTrusted()).toBe(true)
  })
})

describe('a node that cannot apply a change', () => {
  test('lets its lease run out instead of having every reply wait for it', async () => {
    let isBroken = false
    const second = await startSecond(brokenWhile(testDatabase.database, () => isBroken))
    isBroken = true
    const before = await leaseUntil()
    await expect(second.renew()).rejects.toThrow('cannot be applied')
    expect(await leaseUntil()).toEqual(before)
    isBroken = false
    await second.renew()
    expect((await leaseUntil())?.getTime()).toBeGreaterThan(before?.getTime() ?? 0)
  })

  const leaseUntil = async () =>
    (await owner.query<{ at: Date }>(`select lease_until as at from nodes where id = 'node_second'`)).rows[0]?.at
})

describe('two nodes on one database', () => {
  test('S18: what one node revoked is refused by the other when the reply comes, 160 times of 160', async () => {
    const second = await startTestNode(testDatabase, { clock, keys })
    const isWide = async (secret: string) => {
      const verdict = await second.verifier.decide(secret, {})
      return verdict.ok && verdict.principal.scopes.has('contacts.readonly')
    }
    const revocations = [
      (ref: IntegrationRef) => deleteIntegration(node.deps, OPERATOR, ref),
      (ref: IntegrationRef) => disableIntegration(node.deps, OPERATOR, ref),
      (ref: IntegrationRef) => rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireNow' }),
      (ref: IntegrationRef) => editIntegration(node.deps, OPERATOR, { ...ref, change: { scopes: ['contacts.write'] } }),
    ]
    let stale = 0
    const lanes = revocations.map(async revoke => {
      for (let round = 0; round < 40; round++) {
        const { ref, secret } = await newIntegration(node.deps, accountId)
        if (!(await isWide(secret))) expect.fail('a new secret must be known everywhere')
        await revoke(ref)
        if (await isWide(secret)) stale++
      }
    })
    await Promise.all(lanes)
    await second.stop()
    expect(stale).toBe(0)
  }, 60_000)
})

/** Time enough for what is under way in this process: a hundred ways to the database and back. */
async function aWhile(): Promise<void> {
  for (let trip = 0; trip < 100; trip++) await owner.query('select 1')
}
