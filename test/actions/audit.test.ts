import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changePolicies } from '../../src/actions/accounts.ts'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { verifyChain } from '../../src/actions/audit-chain.ts'
import { deleteIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration, getIntegration } from '../../src/actions/integrations.ts'
import { changeMember } from '../../src/actions/members.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { type Database, openDatabase, type Sql } from '../../src/lib/database.ts'
import { isDatabaseUnavailable } from '../../src/lib/database-error.ts'
import { hashOf, listChain } from '../../src/store/audit.ts'
import { codeOf, startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

const ENTRIES = 20
let house: TestHouse
let accountId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

const deps = () => house.node.deps

describe('the chain of audit entries', () => {
  let asOwner: Database

  beforeAll(async () => {
    const { ref } = await newIntegration(deps(), accountId)
    for (let i = 2; i < ENTRIES; i++) {
      house.clock.advance('1 minute')
      const actor = i % 2 === 0 ? OPERATOR : { ...house.admin, origin: { ip: '192.0.2.1', userAgent: 'test “ü”' } }
      await editIntegration(deps(), actor, {
        ...ref,
        change: { name: `Name ${i}`, limits: { perDay: i, perTenSeconds: 1 } },
      })
    }
    asOwner = openDatabase({ connection: house.testDatabase.owner, connectionsMax: 1 })
  })
  afterAll(() => asOwner.close())

  test('S82: holds, however its values came back from the database', async () => {
    expect(await verifyChain(deps(), OPERATOR, { accountId })).toEqual({ isIntact: true, entries: ENTRIES })
  })

  test('S82: every one of 1000 random edits, deletions, swaps, insertions and cuts by the tables’ owner is found', async () => {
    const undetected: string[] = []
    const seqs = fc.integer({ min: 1, max: ENTRIES })
    const drawn = fc.sample(fc.tuple(fc.constantFrom(...TAMPERINGS), seqs, seqs), 1000)
    await withTransactionThatEnds(async db => {
      for (const [tampering, a, b] of drawn) {
        await sql`savepoint before_it`.execute(db)
        await tampering.run(db, a, b === a ? (a % ENTRIES) + 1 : b)
        const verdict = await verdictOn(db)
        if (verdict.isIntact || verdict.brokenAt === undefined) undetected.push(`${tampering.name} ${a} ${b}`)
        await sql`rollback to before_it`.execute(db)
      }
      expect(await verdictOn(db)).toMatchObject({ isIntact: true })
    })
    expect(undetected).toEqual([])
  }, 60_000)

  test.each([1, 7, ENTRIES])('S82: an edit of entry %d is found there', async seq => {
    await withTransactionThatEnds(async db => {
      await sql`update audit_entries set action = 'x' where account_id = ${accountId} and seq = ${seq}`.execute(db)
      expect(await verdictOn(db)).toEqual({ isIntact: false, entries: seq - 1, brokenAt: seq })
    })
  })

  const verdictOn = (db: Sql) =>
    verifyChain({ database: { ...asOwner, snapshot: (_tenant, work) => work(db) } }, OPERATOR, { accountId })

  /** Nothing of what is tried stays. */
  async function withTransactionThatEnds(work: (db: Sql) => Promise<void>): Promise<void> {
    const end = new Error('the end')
    const run = asOwner.transact(accountId, async db => {
      await work(db)
      throw end
    })
    await run.catch(error => {
      if (error !== end) throw error
    })
  }

  const change = (column: string, value: string) => ({
    name: `edit of ${column}`,
    run: (db: Sql, seq: number) =>
      sql`update audit_entries set ${sql.ref(column)} = ${sql.raw(value)}
          where account_id = ${accountId} and seq = ${seq}`.execute(db),
  })

  interface Tampering {
    name: string
    run(db: Sql, a: number, b: number): Promise<unknown>
  }

  /** Shifts by way of numbers that nobody has, so that no two rows meet. */
  async function renumber(db: Sql, from: number, by: number): Promise<void> {
    const rows = sql`account_id = ${accountId}`
    await sql`update audit_entries set seq = seq + 1000000 where ${rows} and seq >= ${from}`.execute(db)
    await sql`update audit_entries set seq = seq - 1000000 + ${by}::bigint where ${rows} and seq >= 1000000`.execute(db)
  }

  /** Writes an entry anew and every hash behind it: all that can be done without the head. */
  async function rewriteFrom(db: Sql, seq: number): Promise<void> {
    const chain = await listChain(db, { accountId, afterSeq: 0, limit: 1000 })
    let prevHash = chain[seq - 2]?.hash ?? Buffer.alloc(32)
    for (const { hash: _, ...entry } of chain.slice(seq - 1)) {
      const changed = { ...entry, action: entry.seq === seq ? 'rewritten' : entry.action, prevHash }
      const hash = hashOf(changed)
      await sql`update audit_entries set action = ${changed.action}, prev_hash = ${prevHash}, hash = ${hash}
                where account_id = ${accountId} and seq = ${entry.seq}`.execute(db)
      prevHash = hash
    }
  }

  /** A well chained entry behind the end, as the server would write it, but unknown to the head. */
  async function append(db: Sql): Promise<void> {
    const last = (await listChain(db, { accountId, afterSeq: 0, limit: 1000 })).at(-1)
    if (last === undefined) throw new Error('no chain')
    const { hash: prevHash, ...entry } = { ...last, id: 'aud_made_up', seq: last.seq + 1 }
    const hash = hashOf({ ...entry, prevHash })
    await sql`insert into audit_entries (account_id, seq, id, at, actor, action, target, before, after, origin, prev_hash, hash)
      select account_id, ${entry.seq}, ${entry.id}, at, actor, action, target, before, after, origin, ${prevHash}, ${hash}
      from audit_entries where account_id = ${accountId} and seq = ${last.seq}`.execute(db)
  }

  const TAMPERINGS: Tampering[] = [
    change('id', `id || 'x'`),
    change('at', `at + interval '1 millisecond'`),
    change('at', `at - interval '1 day'`),
    change('actor', `actor || '{"name": "Someone else"}'`),
    change('action', `action || 'x'`),
    change('target', `target || '{"name": "Another"}'`),
    change('before', `coalesce(before, '{}') || '{"more": 1}'`),
    change('after', `coalesce(after, '{}') || '{"name": "Never"}'`),
    change('after', `case when after is null then '{}'::jsonb end`),
    change('origin', `origin || '{"ip": "203.0.113.66"}'`),
    change('prev_hash', `sha256(prev_hash)`),
    change('prev_hash', `substr(prev_hash, 1, 31)`),
    change('hash', `sha256(hash)`),
    {
      name: 'deletion',
      run: (db, a) => sql`delete from audit_entries where account_id = ${accountId} and seq = ${a}`.execute(db),
    },
    {
      name: 'deletion with the numbers closed up',
      async run(db, a) {
        await sql`delete from audit_entries where account_id = ${accountId} and seq = ${a}`.execute(db)
        await renumber(db, a, -1)
      },
    },
    {
      name: 'cut',
      run: (db, a) => sql`delete from audit_entries where account_id = ${accountId} and seq >= ${a}`.execute(db),
    },
    {
      name: 'swap',
      async run(db, a, b) {
        await sql`update audit_entries set seq = case seq when ${a}::bigint then -${b}::bigint else -${a}::bigint end
                  where account_id = ${accountId} and seq in (${a}::bigint, ${b}::bigint)`.execute(db)
        await sql`update audit_entries set seq = -seq where account_id = ${accountId} and seq < 0`.execute(db)
      },
    },
    {
      name: 'insertion',
      async run(db, a, b) {
        await renumber(db, a, 1)
        const from = b >= a ? b + 1 : b
        await sql`insert into audit_entries (account_id, seq, id, at, actor, action, target, origin, prev_hash, hash)
          select account_id, ${a}, 'aud_made_up', at, actor, action, target, origin, prev_hash, hash
          from audit_entries where account_id = ${accountId} and seq = ${from}`.execute(db)
      },
    },
    { name: 'addition', run: append },
    { name: 'rewriting', run: rewriteFrom },
    {
      name: 'loss of the head',
      run: db => sql`delete from audit_heads where account_id = ${accountId}`.execute(db),
    },
    {
      name: 'another head',
      run: (db, a) =>
        sql`update audit_heads set hash = sha256(${String(a)}) where account_id = ${accountId}`.execute(db),
    },
  ]
})

describe('S83: what cannot be written into the audit log does not happen', () => {
  async function everyMutation() {
    const made = await Promise.all([1, 2, 3].map(() => newIntegration(deps(), accountId)))
    const [edited, rotated, deleted] = made.map(({ ref }) => ref)
    if (edited === undefined || rotated === undefined || deleted === undefined) throw new Error('three were made')
    const person = await house.addMember('user')
    const calls = [
      () => newIntegration(deps(), accountId),
      () => editIntegration(deps(), OPERATOR, { ...edited, change: { name: 'Never' } }),
      () => rotateToken(deps(), OPERATOR, { ...rotated, old: 'expireNow' }),
      () => deleteIntegration(deps(), OPERATOR, deleted),
      () => changeMember(deps(), OPERATOR, { accountId, userId: person.userId, role: 'admin' }),
      () => changePolicies(deps(), OPERATOR, { accountId, policies: { rotationDays: 7 } }),
    ]
    return { calls, made }
  }

  const everything = async () =>
    (
      await house.owner.query(
        `select (select count(*) from integrations) as integrations, (select count(*) from tokens where ended_at is null) as tokens,
          (select count(*) from events) as events, (select count(*) from audit_entries) as entries,
          (select max(seq) from token_changes) as changes, (select count(*) from memberships where role = 'admin') as admins,
          (select string_agg(name, ',' order by id) from integrations) as names,
          (select string_agg(policies::text, ',' order by id) from accounts) as policies`,
      )
    ).rows[0]

  test('S83: while the chain’s head is held by another every mutation fails within two seconds, as our own trouble', async () => {
    const { calls, made } = await everyMutation()
    const before = await everything()
    await house.owner.query('begin')
    await house.owner.query('select 1 from audit_heads where account_id = $1 for update', [accountId])
    const startedMs = performance.now()
    const results = await Promise.allSettled(calls.map(call => call()))
    const tookMs = performance.now() - startedMs
    await house.owner.query('rollback')
    for (const result of results) {
      expect(result.status === 'rejected' && isDatabaseUnavailable(result.reason)).toBe(true)
    }
    expect(tookMs).toBeGreaterThan(1500)
    expect(tookMs).toBeLessThan(3500)
    expect(await everything()).toEqual(before)
    for (const { secret } of made) expect(house.node.verifier.check(secret, {}).ok).toBe(true)
    expect(await codeOf(changePolicies(deps(), OPERATOR, { accountId, policies: { rotationDays: 8 } }))).toBe('done')
  })

  test('S83: when the entry is refused for any other reason nothing is changed either', async () => {
    const { calls, made } = await everyMutation()
    const before = await everything()
    await house.owner.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no more'; end $$`,
    )
    await house.owner.query('create trigger refuse before insert on audit_entries execute function refuse()')
    const results = await Promise.allSettled(calls.map(call => call()))
    await house.owner.query('drop trigger refuse on audit_entries')
    expect(results.map(({ status }) => status)).toEqual(calls.map(() => 'rejected'))
    expect(await everything()).toEqual(before)
    for (const { ref } of made) expect(await codeOf(getIntegration(deps(), OPERATOR, ref))).toBe('done')
  })
})

describe('the list of entries', () => {
  test('goes back page by page, newest first, by integration and by action', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    for (const name of ['One', 'Two', 'Three']) await editIntegration(deps(), OPERATOR, { ...ref, change: { name } })
    const page = (cursor?: string) =>
      listAuditEntries(deps(), OPERATOR, { accountId, integrationId: ref.integrationId, limit: 3, cursor })
    const first = await page()
    const second = await page(first.nextCursor)
    expect(first.items.map(entry => entry.after?.name)).toEqual(['Three', 'Two', 'One'])
    expect(second.items.map(entry => entry.action)).toEqual(['private_integration.created'])
    expect(second.nextCursor).toBeUndefined()
    const created = await listAuditEntries(deps(), OPERATOR, {
      accountId,
      integrationId: ref.integrationId,
      action: 'private_integration.created',
      limit: 5,
    })
    expect(created.items).toHaveLength(1)
  })

  test('S6: a cursor of another account, integration or action, or none at all, is refused', async () => {
    const { nextCursor: cursor } = await listAuditEntries(deps(), OPERATOR, { accountId, limit: 1 })
    const list = (fields: object) =>
      codeOf(listAuditEntries(deps(), OPERATOR, { accountId, limit: 1, cursor, ...fields }))
    expect(await list({})).toBe('done')
    expect(await list({ accountId: house.agencyId })).toBe('cursor_invalid')
    expect(await list({ integrationId: 'int_x' })).toBe('cursor_invalid')
    expect(await list({ action: 'private_integration.created' })).toBe('cursor_invalid')
    expect(await list({ cursor: 'nonsense' })).toBe('cursor_invalid')
    expect(await list({ cursor: '' })).toBe('cursor_invalid')
  })
})
