import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changePolicies } from '../../src/actions/accounts.ts'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { endPastOverlaps, sweep } from '../../src/actions/housekeeping.ts'
import { deleteIntegration } from '../../src/actions/integration-switches.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { findSession, SESSION_IDLE_MS, SESSION_MS, startSession } from '../../src/actions/sessions.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { sha256 } from '../../src/lib/secrets.ts'
import { findReply, insertReply } from '../../src/store/idempotency-keys.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

let house: TestHouse
let accountId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

const deps = () => house.node.deps
const before = (ms: number) => new Date(house.clock.now().getTime() - ms)
const HOUR_MS = 3_600_000

describe('overlaps past their deadline', () => {
  async function newOverlap() {
    const made = await newIntegration(deps(), accountId)
    await rotateToken(deps(), OPERATOR, { ...made.ref, old: 'expireLater', overlapHours: 1 })
    return made.ref
  }
  const endingsOf = async ({ integrationId }: { integrationId: string }) => {
    const action = 'private_integration.rotation_ended'
    return (await listAuditEntries(deps(), OPERATOR, { accountId, integrationId, action, limit: 10 })).items
  }

  test('are ended by the server itself, each once, also by two workers at once', async () => {
    const refs = [await newOverlap(), await newOverlap(), await newOverlap()]
    house.clock.advance('1 hour')
    await Promise.all([endPastOverlaps(deps()), endPastOverlaps(deps()), endPastOverlaps(deps())])
    for (const ref of refs) {
      expect(await endingsOf(ref)).toMatchObject([{ actor: { kind: 'system' }, after: { rotation: 'stable' } }])
    }
    expect(await endPastOverlaps(deps())).toBe(0)
  })

  test('wait for no other: one that is locked is passed over, and ended at the next turn', async () => {
    const [locked, free] = [await newOverlap(), await newOverlap()]
    house.clock.advance('1 hour')
    await house.owner.query('begin')
    await house.owner.query('select 1 from integrations where id = $1 for update', [locked.integrationId])
    expect(await endPastOverlaps(deps())).toBe(1)
    await house.owner.query('rollback')
    expect([await endingsOf(locked), await endingsOf(free)].map(({ length }) => length)).toEqual([0, 1])
    expect(await endPastOverlaps(deps())).toBe(1)
  })

  test('of an integration that was deleted meanwhile are nobody’s business', async () => {
    const ref = await newOverlap()
    await deleteIntegration(deps(), OPERATOR, ref)
    house.clock.advance('1 hour')
    expect(await endPastOverlaps(deps())).toBe(0)
    expect(await endingsOf(ref)).toEqual([])
  })

  test('an expired token has none: rotating it later replaces it, and is told as that', async () => {
    await changePolicies(deps(), OPERATOR, { accountId, policies: { tokenAgeDaysMax: 1 } })
    const { ref } = await newIntegration(deps(), accountId)
    house.clock.advance('1 day')
    const { view } = await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater' })
    await changePolicies(deps(), OPERATOR, { accountId, policies: { tokenAgeDaysMax: null } })
    expect(view.rotation.state).toBe('stable')
    const { items } = await listAuditEntries(deps(), OPERATOR, {
      accountId,
      integrationId: ref.integrationId,
      limit: 1,
    })
    expect(items).toMatchObject([{ action: 'private_integration.rotated', after: { rotation: 'stable' } }])
  })
})

describe('the sweep', () => {
  test('removes sessions that are over and no other', async () => {
    const person = await house.addMember('user')
    const user = { id: person.userId, wireId: '', email: person.email, name: person.name }
    const ages = [0, SESSION_IDLE_MS - 1, SESSION_IDLE_MS, SESSION_MS]
    const now = house.clock.now()
    const secrets = []
    for (const age of ages) {
      house.clock.set(before(age))
      secrets.push((await startSession(deps(), user, {})).sessionSecret)
      house.clock.set(now)
    }
    await sweep(deps())
    const { rows } = await house.owner.query('select count(*)::int as count from sessions where user_id = $1', [
      user.id,
    ])
    expect(rows).toEqual([{ count: 2 }])
    const open = await Promise.all(secrets.map(async secret => (await findSession(deps(), secret)) !== undefined))
    expect(open).toEqual([true, true, false, false])
  })

  test('S69: removes kept replies after two days, not before', async () => {
    const owners = [47 * HOUR_MS, 49 * HOUR_MS].map(age => ({
      age,
      owner: { accountId, caller: 'usr_x', key: randomBase62(9) },
    }))
    for (const { age, owner } of owners) {
      const kept = { fingerprint: sha256('x'), status: 201, reply: {}, createdAt: before(age) }
      await deps().database.transact(accountId, db => insertReply(db, owner, kept))
    }
    await sweep(deps())
    const left = await Promise.all(
      owners.map(({ owner }) => deps().database.read(accountId, db => findReply(db, owner))),
    )
    expect(left.map(reply => reply !== undefined)).toEqual([true, false])
  })

  test('removes changes that are old and that every live node has applied; the newest stays', async () => {
    const seqs = async () =>
      (await house.owner.query<{ seq: string }>('select seq from token_changes order by seq')).rows.map(row => +row.seq)
    await newIntegration(deps(), accountId)
    const all = await seqs()
    const newest = all.at(-1) ?? 0
    const slow = all.at(-4) ?? 0
    await house.owner.query(
      `insert into nodes (id, lease_until, applied_seq) values ('node_slow', clock_timestamp() + interval '1 minute', $1)`,
      [slow],
    )
    await house.owner.query('update token_changes set at = $1', [before(HOUR_MS)])
    await sweep(deps())
    expect(await seqs(), 'an hour old is not old enough').toEqual(all)
    await house.owner.query('update token_changes set at = $1', [before(HOUR_MS + 1)])
    await sweep(deps())
    expect(await seqs(), 'a node still needs them').toEqual(all.filter(seq => seq > slow))
    await house.owner.query(`delete from nodes where id = 'node_slow'`)
    await sweep(deps())
    expect(await seqs()).toEqual([newest])
    await newIntegration(deps(), accountId)
    expect(
      (await seqs()).every(seq => seq >= newest),
      'numbers go on',
    ).toBe(true)
  })

  test('removes nodes that are long dead, and none that may come back in a moment', async () => {
    for (const [id, age] of [
      ['node_dead', '61 minutes'],
      ['node_late', '59 minutes'],
    ]) {
      await house.owner.query(`insert into nodes values ($1, clock_timestamp() - $2::interval, 0)`, [id, age])
    }
    await sweep(deps())
    const { rows } = await house.owner.query(`select id from nodes where id in ('node_dead', 'node_late')`)
    expect(rows).toEqual([{ id: 'node_late' }])
  })

  test('leaves everything else as it is', async () => {
    const digest = () =>
      house.owner.query(
        `select (select count(*) from tokens) as tokens, (select count(*) from audit_entries) as entries,
          (select count(*) from events) as events, (select count(*) from integrations) as integrations`,
      )
    const { rows } = await digest()
    house.clock.advance('365 days')
    await deps().database.read(EVERY_TENANT, async () => sweep(deps()))
    expect((await digest()).rows).toEqual(rows)
  })
})
