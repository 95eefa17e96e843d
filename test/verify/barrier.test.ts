import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTransact } from '../../src/actions/deps.ts'
import { disableIntegration } from '../../src/actions/integration-switches.ts'
import { createBarrier } from '../../src/verify/barrier.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'
import { startTestNode } from '../support/node.ts'

let house: TestHouse

beforeAll(async () => {
  house = await startTestHouse()
})
afterEach(() => house.owner.query(`delete from nodes where id like 'node_other%'`))
afterAll(() => house.stop())

/** A node of which only its row is there: it never applies anything. */
const addNode = (leaseMs: number, appliedSeq: number, id = 'node_other') =>
  house.owner.query(`insert into nodes values ($1, clock_timestamp() + $2 * interval '1 millisecond', $3)`, [
    id,
    leaseMs,
    appliedSeq,
  ])

async function tookMs(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await run()
  return performance.now() - startedMs
}

const barrier = (seq: number) => createBarrier(house.node.deps.database)(seq)

describe('a reply to a change', () => {
  test('waits for a node that is stuck until its lease ends, and no longer', async () => {
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    await addNode(700, 0)
    const ms = await tookMs(() => disableIntegration(house.node.deps, OPERATOR, ref))
    expect(ms).toBeGreaterThan(500)
    expect(ms).toBeLessThan(3000)
  })

  test('goes out as soon as the last node has applied the change', async () => {
    await newIntegration(house.node.deps, house.accountId)
    const { rows } = await house.owner.query<{ seq: string }>('select max(applied_seq) as seq from nodes')
    const seq = Number(rows[0]?.seq)
    await addNode(60_000, seq - 1, 'node_other_1')
    await addNode(60_000, seq, 'node_other_2')
    let isOut = false
    const reply = barrier(seq).then(() => {
      isOut = true
    })
    for (let trip = 0; trip < 50; trip++) await house.owner.query('select 1')
    expect(isOut).toBe(false)
    await house.owner.query(`update nodes set applied_seq = $1 where id = 'node_other_1'`, [seq])
    await reply
  })

  test('does not wait for nodes whose lease is over, nor for those that stopped', async () => {
    await addNode(-1, 0)
    const second = await startTestNode(house.testDatabase, house)
    await second.stop()
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    expect(await tookMs(() => disableIntegration(house.node.deps, OPERATOR, ref))).toBeLessThan(1000)
  })

  test('does not wait for a row with a lease that no node takes, so that who writes to the database holds up nothing', async () => {
    await addNode(365 * 86_400_000, 0)
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    expect(await tookMs(() => disableIntegration(house.node.deps, OPERATOR, ref))).toBeLessThan(1000)
  })

  test('waits for others also in a process without an index of its own, such as the command line', async () => {
    const { ref, secret } = await newIntegration(house.node.deps, house.accountId)
    const { database, clock } = house.node.deps
    const commandLine = { ...house.node.deps, transact: createTransact(database, clock, createBarrier(database)) }
    await disableIntegration(commandLine, OPERATOR, ref)
    expect(await house.node.verifier.decide(secret, {})).toEqual({ ok: false, reason: 'disabled' })
  })

  test('is not sent when this node itself cannot apply the change', async () => {
    const own = { id: 'node_own', applyUpTo: () => Promise.reject(new Error('not applied')) }
    const failing = createBarrier(house.node.deps.database, own)
    await expect(failing(1)).rejects.toThrow('not applied')
  })
})

describe('the feed', () => {
  test('has no number that appears after a larger one, with eight writers at once', async () => {
    const seen: number[] = []
    let isDone = false
    const watcher = (async () => {
      while (!isDone) {
        const { rows } = await house.owner.query<{ seq: string }>(
          'select seq from token_changes where seq > $1 order by seq',
          [seen.at(-1) ?? 0],
        )
        seen.push(...rows.map(row => Number(row.seq)))
      }
    })()
    const writers = Array.from({ length: 8 }, async () => {
      for (let i = 0; i < 10; i++) await newIntegration(house.node.deps, house.accountId)
    })
    await Promise.all(writers)
    isDone = true
    await watcher
    const { rows } = await house.owner.query<{ seq: string }>('select seq from token_changes order by seq')
    const missed = rows.map(row => Number(row.seq)).filter(seq => seq <= (seen.at(-1) ?? 0) && !seen.includes(seq))
    expect(missed).toEqual([])
    expect(seen.length).toBeGreaterThan(70)
  })

  test('goes on over numbers that were never committed', async () => {
    await house.owner.query('begin')
    await house.owner.query(
      `select nextval(pg_get_serial_sequence('token_changes', 'seq')) from generate_series(1, 50)`,
    )
    await house.owner.query('rollback')
    const { ref, secret } = await newIntegration(house.node.deps, house.accountId)
    expect(house.node.verifier.check(secret, {}).ok).toBe(true)
    await disableIntegration(house.node.deps, OPERATOR, ref)
    expect(house.node.verifier.check(secret, {}).ok).toBe(false)
  })
})
