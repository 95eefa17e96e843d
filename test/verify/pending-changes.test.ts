import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { rotateToken } from '../../src/actions/rotations.ts'
import type { Database } from '../../src/lib/database.ts'
import { recordApplied } from '../../src/store/nodes.ts'
import { Follower } from '../../src/verify/follower.ts'
import { brokenWhile, gatedDatabase, newGate } from '../support/gated-database.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

let house: TestHouse
let second: Follower
/** What it told of changes, as an SDK hears it. */
let told: (readonly string[] | 'all')[]

beforeAll(async () => {
  house = await startTestHouse()
})
afterEach(() => second.stop())
afterAll(() => house.stop())

/** A node beside the house's own, on the same database, that renews its lease only when it is told to. */
async function startSecond(database: Database): Promise<void> {
  const { keys, testDatabase } = house
  const log = pino({ level: 'silent' })
  told = []
  const onChange = (changed: readonly string[] | 'all') => void told.push(changed)
  second = new Follower({ database, keys, nodeId: 'node_second', connection: testDatabase.owner, log, onChange })
  vi.useFakeTimers({ toFake: ['setInterval'] })
  await second.start()
  vi.useRealTimers()
  // It writes down how far it has come without waiting for it.
  await aWhile()
}

/** Time enough for what is under way in this process: a hundred ways to the database and back. */
async function aWhile(): Promise<void> {
  for (let trip = 0; trip < 100; trip++) await house.owner.query('select 1')
}

const isKnown = (secret: string) => {
  const [hashed] = house.keys.hashesOf(secret)
  return hashed !== undefined && second.index.find(hashed.hash) !== undefined
}

describe('a change that a node has heard of', () => {
  const appliedSeq = async () =>
    (await house.owner.query<{ seq: string }>(`select applied_seq as seq from nodes where id = 'node_second'`)).rows[0]
      ?.seq
  const latest = async () =>
    (await house.owner.query<{ seq: string }>('select max(seq) as seq from token_changes')).rows[0]?.seq

  test('holds up no reply while it is read: nothing is decided by what was before', async () => {
    const { ref, secret } = await newIntegration(house.node.deps, house.accountId)
    const gates = { load: newGate(), commit: newGate() }
    await startSecond(gatedDatabase(house.node.deps.database, gates))
    gates.commit.isArmed = true
    await rotateToken(house.node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    await gates.commit.reached
    expect(await appliedSeq(), 'the others were told').toBe(await latest())
    expect(told.at(-1), 'and whoever follows this node before them').toEqual([ref.integrationId])
    const pending = second.pending.of(ref.integrationId)
    expect(pending).toBeInstanceOf(Promise)
    expect(second.pending.of(undefined), 'for tokens that it does not know').toBeInstanceOf(Promise)
    gates.commit.open()
    await pending
    expect(second.pending.of(ref.integrationId)).toBeUndefined()
    expect(isKnown(secret)).toBe(false)
  })

  test('is read a little later by itself, and at once where somebody waits for it', async () => {
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    await startSecond(house.node.deps.database)
    // Only what waits stands still: a node's way to the database takes no timers.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const rotate = () => rotateToken(house.node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    const rotating = rotate()
    while (second.pending.all().length === 0) await house.owner.query('select 1')
    await aWhile()
    expect(second.pending.all(), 'nobody has asked, and no time has passed').toHaveLength(1)
    await second.pending.of(ref.integrationId)
    expect(second.pending.all()).toEqual([])
    vi.useRealTimers()
    await rotating
    await rotate()
    await expect.poll(() => second.pending.all()).toEqual([])
  })

  test('stays pending where it cannot be read, and is read with the next renewal', async () => {
    const { ref, secret } = await newIntegration(house.node.deps, house.accountId)
    let isBroken = false
    await startSecond(brokenWhile(house.node.deps.database, () => isBroken))
    isBroken = true
    await rotateToken(house.node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    await expect.poll(() => second.pending.all().length).toBe(1)
    await expect(second.pending.of(ref.integrationId)).rejects.toThrow('cannot be applied')
    isBroken = false
    await second.renew()
    expect(second.pending.of(ref.integrationId)).toBeUndefined()
    expect(isKnown(secret)).toBe(false)
  })

  test('is told on although a notification that is told already came in the same packet', async () => {
    const gates = { load: newGate(), commit: newGate() }
    await startSecond(gatedDatabase(house.node.deps.database, gates))
    await newIntegration(house.node.deps, house.accountId)
    await expect.poll(appliedSeq).toBe(await latest())
    await aWhile()
    gates.commit.isArmed = true
    await house.owner.query(
      `with added as (insert into token_changes (account_id, integration_id, at) values ($1, 'int_one', now()) returning seq)
       select pg_notify('token_changes', $2), pg_notify('token_changes', (select seq || ' int_one' from added))`,
      [house.accountId, await latest()],
    )
    await expect.poll(appliedSeq).toBe(await latest())
    gates.commit.open()
    await expect.poll(() => second.pending.all()).toEqual([])
  })

  test('is told on the same line after one that a lock held up for too long', async () => {
    await startSecond(house.node.deps.database)
    const addAndTell = () =>
      house.owner.query(
        `with added as (insert into token_changes (account_id, integration_id, at) values ($1, 'int_one', now()) returning seq)
         select pg_notify('token_changes', (select seq || ' int_one' from added))`,
        [house.accountId],
      )
    const holder = new pg.Client(house.testDatabase.owner)
    await holder.connect()
    await holder.query(`begin; select from nodes where id = 'node_second' for update`)
    await addAndTell()
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and query like '%update nodes set applied_seq%'`
    const isWaiting = async () => (await house.owner.query(waiting)).rowCount === 1
    await expect.poll(isWaiting).toBe(true)
    await expect.poll(isWaiting, { timeout: 5000 }).toBe(false)
    await holder.end()
    await addAndTell()
    await expect.poll(appliedSeq).toBe(await latest())
  })

  test('covers what came up to it of its integrations, and nothing later', async () => {
    const added = await house.owner.query<{ seq: string }>(
      `insert into token_changes (account_id, integration_id, at) values ($1, 'int_one', now()), ($1, 'int_one', now())
       returning seq`,
      [house.accountId],
    )
    const [first = 0, later = 0] = added.rows.map(row => Number(row.seq))
    await house.owner.query(`insert into nodes values ('node_covers', clock_timestamp() + interval '1 minute', $1)`, [
      first - 1,
    ])
    const tell = (seq: number) =>
      recordApplied(house.owner, 'node_covers', {
        ...{ seq: later, appliedSeq: first - 1 },
        pending: [{ integrationId: 'int_one', seq }],
      })
    expect(await tell(first)).toBe(false)
    expect(await tell(later)).toBe(true)
    await house.owner.query(`delete from nodes where id = 'node_covers'`)
  })

  test('is believed to be one of ours only where there is such a change: anybody can notify', async () => {
    const { ref, secret } = await newIntegration(house.node.deps, house.accountId)
    await startSecond(house.node.deps.database)
    await house.owner.query(
      `select pg_notify('token_changes', '9000000 ${ref.integrationId}'), pg_notify('token_changes', 'x y')`,
    )
    await second.applyUpTo(Number.POSITIVE_INFINITY)
    await expect.poll(() => second.pending.all()).toEqual([])
    await aWhile()
    expect(Number(await appliedSeq())).toBeLessThanOrEqual(Number(await latest()))
    expect(isKnown(secret)).toBe(true)
    await rotateToken(house.node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    await second.applyUpTo(Number.POSITIVE_INFINITY)
    expect(isKnown(secret)).toBe(false)
    await expect.poll(appliedSeq).toBe(await latest())
  })

  test('is read once for all notifications that came before the read began', async () => {
    let reads = 0
    const { database } = house.node.deps
    await startSecond({
      ...database,
      read: (tenantId, work) => {
        reads++
        return database.read(tenantId, work)
      },
    })
    reads = 0
    const flood = Array.from({ length: 500 }, (_, n) => `pg_notify('token_changes', '${9_000_000 + n} int_x')`)
    await house.owner.query(`select ${flood.join(', ')}`)
    await expect.poll(() => reads).toBeGreaterThan(0)
    await expect.poll(() => second.pending.all()).toEqual([])
    expect(reads).toBeLessThan(20)
  })

  test.each([
    ['of an account, which says nothing of integrations', 'null', ''],
    ['that was told as another’s', `'int_one'`, ' int_other'],
  ])('%s is applied before the others are told', async (_what, integrationId, told) => {
    const gates = { load: newGate(), commit: newGate() }
    await startSecond(gatedDatabase(house.node.deps.database, gates))
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    await expect.poll(appliedSeq).toBe(await latest())
    await aWhile()
    gates.commit.isArmed = true
    await house.owner.query(
      `insert into token_changes (account_id, integration_id, at) values ($1, ${integrationId}, now())`,
      [house.accountId],
    )
    await house.owner.query(`select pg_notify('token_changes', (select max(seq) || '${told}' from token_changes))`)
    await gates.commit.reached
    const unread = Number(await latest())
    const rotating = rotateToken(house.node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    await expect.poll(latest).toBe(String(unread + 1))
    await aWhile()
    expect(Number(await appliedSeq()), 'neither of it nor of what came behind it').toBeLessThan(unread)
    gates.commit.open()
    await rotating
    await expect.poll(appliedSeq).toBe(await latest())
    await expect.poll(() => second.pending.all()).toEqual([])
  })
})
