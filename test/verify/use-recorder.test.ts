import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listClients } from '../../src/actions/clients.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import type { Database } from '../../src/lib/database.ts'
import { UseRecorder } from '../../src/verify/use-recorder.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newIntegration, OPERATOR, setUpAccounts } from '../support/integration.ts'
import { testKeys } from '../support/keys.ts'
import { startTestNode, type TestNode } from '../support/node.ts'

const clock = fixedClock()
let testDatabase: TestDatabase
let node: TestNode
let accountId: string
let use: UseRecorder
let ref: { accountId: string; integrationId: string }
let principal: Principal

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock, keys: testKeys() })
  accountId = (await setUpAccounts(node.deps)).location.id
})

beforeEach(async () => {
  use = new UseRecorder(testDatabase.database, clock)
  ;({ ref, principal } = await newCaller())
})

afterAll(async () => {
  await node.stop()
  await testDatabase.drop()
})

async function newCaller() {
  const { ref, secret } = await newIntegration(node.deps, accountId)
  const verdict = node.verifier.check(secret, {})
  if (!verdict.ok) throw new Error(verdict.reason)
  return { ref, principal: verdict.principal }
}

const call = (ip: string, userAgent = 'curl/8', clientName = '') => use.record(principal, { ip, userAgent, clientName })
const clients = () => listClients(node.deps, OPERATOR, ref)
const callsBy = async () => Object.fromEntries((await clients()).map(({ network, calls }) => [network, calls]))

describe('calls', () => {
  test('are counted per network, program and self-given name, with the first and the last moment', async () => {
    const firstSeenAt = clock.now()
    call('192.0.2.1')
    call('192.0.2.1', 'curl/8', 'payroll')
    clock.advance('1 minute')
    call('192.0.2.1')
    await use.flush()
    expect(await clients()).toEqual([
      expect.objectContaining({ clientName: '', calls: 2, firstSeenAt, lastSeenAt: clock.now() }),
      expect.objectContaining({ clientName: 'payroll', calls: 1, firstSeenAt, lastSeenAt: firstSeenAt }),
    ])
  })

  test('add up over writes, and tell when the token was last used', async () => {
    call('192.0.2.1')
    await use.flush()
    clock.advance('1 hour')
    call('192.0.2.1')
    call('192.0.2.1')
    await use.flush()
    await use.flush()
    expect(await clients()).toMatchObject([{ calls: 3, lastSeenAt: clock.now() }])
    const { rows } = await testDatabase.database.pool.query(
      `select set_config('app.account_id', '*', false), (select last_used_at from tokens where id = $1)`,
      [principal.tokenId],
    )
    expect(rows[0].last_used_at).toEqual(clock.now())
  })

  test('of one token are not another’s', async () => {
    const other = await newCaller()
    call('192.0.2.1')
    await use.flush()
    expect(await listClients(node.deps, OPERATOR, other.ref)).toEqual([])
  })
})

describe('a network', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
  ])('of %s is %s', async (ip, network) => {
    call(ip)
    await use.flush()
    expect(await callsBy()).toEqual({ [network]: 1 })
  })

  test('of IPv6 is one for all addresses of a host', async () => {
    for (let host = 1; host <= 50; host++) call(`2001:db8:1:2::${host.toString(16)}`)
    await use.flush()
    expect(await callsBy()).toEqual({ '2001:db8:1:2::/64': 50 })
  })
})

describe('a flood of invented names', () => {
  test('by one token is remembered to two hundred and counted as one beyond, while known clients keep their own count', async () => {
    call('192.0.2.1', 'curl/8', 'payroll')
    for (let name = 0; name < 10_500; name++) call('198.51.100.1', 'curl/8', `flood ${name}`)
    call('192.0.2.1', 'curl/8', 'payroll')
    await use.flush()
    const { rows } = await testDatabase.database.pool.query(
      `select set_config('app.account_id', '*', false), network, count(*), sum(calls)::int as calls
       from clients where token_id = $1 group by network order by network`,
      [principal.tokenId],
    )
    expect(rows).toMatchObject([
      { network: '(others)', count: 1, calls: 10_301 },
      { network: '192.0.2.1', count: 1, calls: 2 },
      { network: '198.51.100.1', count: 199, calls: 199 },
    ])
  })

  test('cannot break the writing of others’ calls: what is no address is “unknown”', async () => {
    call('x'.repeat(5000))
    await use.flush()
    expect(await clients()).toMatchObject([{ network: 'unknown', calls: 1 }])
  })

  test('cannot fill a row: names are kept to 200 characters', async () => {
    call('192.0.2.1', 'a'.repeat(5000), 'b'.repeat(5000))
    await use.flush()
    expect(await clients()).toMatchObject([{ userAgent: 'a'.repeat(200), clientName: 'b'.repeat(200) }])
  })
})

test('S23: a write that fails loses nothing: counts and first moments are written at the next', async () => {
  let isAway = true
  const database: Database = {
    ...testDatabase.database,
    transact: (tenantId, work) =>
      isAway ? Promise.reject(new Error('away')) : testDatabase.database.transact(tenantId, work),
  }
  use = new UseRecorder(database, clock)
  const firstSeenAt = clock.now()
  call('192.0.2.1')
  call('192.0.2.2')
  await expect(use.flush()).rejects.toThrow('away')
  clock.advance('1 minute')
  call('192.0.2.1')
  await expect(use.flush()).rejects.toThrow('away')
  isAway = false
  await use.flush()
  expect(await clients()).toMatchObject([
    { network: '192.0.2.1', calls: 2, firstSeenAt, lastSeenAt: clock.now() },
    { network: '192.0.2.2', calls: 1, firstSeenAt, lastSeenAt: firstSeenAt },
  ])
})

test('calls made while a write is under way are in the next one, once', async () => {
  call('192.0.2.1')
  const first = use.flush()
  call('192.0.2.1')
  await Promise.all([first, use.flush(), use.flush()])
  expect(await callsBy()).toEqual({ '192.0.2.1': 2 })
})

test('two nodes that write down the same callers at the same moment never wait for each other in a circle', async () => {
  const callers = await Promise.all(Array.from({ length: 10 }, newCaller))
  let runs = 0
  const database: Database = {
    ...testDatabase.database,
    // Run again by a deadlock, the work would be counted again.
    transact: (tenantId, work) =>
      testDatabase.database.transact(tenantId, (db, sent) => {
        runs++
        return work(db, sent)
      }),
  }
  const [one, other] = [new UseRecorder(database, clock), new UseRecorder(database, clock)]
  const calls = callers.flatMap(({ principal }) => Array.from({ length: 20 }, (_, host) => ({ principal, host })))
  const tell = (recorder: UseRecorder, { principal, host }: (typeof calls)[number]) =>
    recorder.record(principal, { ip: `192.0.2.${host}`, userAgent: 'curl/8', clientName: '' })
  for (let round = 0; round < 15; round++) {
    for (const made of calls) tell(one, made)
    for (const made of calls.toReversed()) tell(other, made)
    await Promise.all([one.flush(), other.flush()])
  }
  expect(runs).toBe(30)
  expect((await listClients(node.deps, OPERATOR, callers[0]?.ref ?? ref))[0]?.calls).toBe(30)
})

test('writes a token’s first use at once, for another node may be asked whether it was used', async () => {
  call('192.0.2.7')
  await expect.poll(async () => (await listClients(node.deps, OPERATOR, ref)).length).toBe(1)
})

test('writes the first uses of many tokens together, and the last of them within a second', async () => {
  const written: Date[] = []
  const database = {
    ...testDatabase.database,
    transact: async () => void written.push(new Date()),
  } as unknown as Database
  use = new UseRecorder(database, clock)
  for (let n = 0; n < 1000; n++) {
    use.record({ ...principal, tokenId: `tok_${n}` }, { ip: '192.0.2.9', userAgent: '', clientName: '' })
    if (n % 100 === 0) await sleep(1)
  }
  expect(written.length).toBeGreaterThan(0)
  await expect.poll(() => written.length, { timeout: 1000 }).toBeGreaterThan(1)
  expect(written.length).toBeLessThan(10)
})

test('S23: many callers wait for each other ten turns of the timer at most; few are written down at each', async () => {
  let writes = 0
  const database = { ...testDatabase.database, transact: async () => void writes++ } as unknown as Database
  use = new UseRecorder(database, clock)
  const callAs = (tokens: number) => {
    for (let n = 0; n < tokens; n++)
      use.record({ ...principal, tokenId: `tok_${n}` }, { ip: '192.0.2.9', userAgent: '', clientName: '' })
  }
  // The first use of each is told at once, whatever the timer says.
  callAs(600)
  await use.flush()
  writes = 0
  for (let turn = 1; turn <= 9; turn++) {
    callAs(600)
    await use.flushInTurn()
  }
  expect(writes).toBe(0)
  await use.flushInTurn()
  expect(writes).toBe(1)
  callAs(500)
  await use.flushInTurn()
  expect(writes).toBe(2)
})
