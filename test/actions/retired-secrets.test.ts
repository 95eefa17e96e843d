import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deleteIntegration } from '../../src/actions/integration-switches.ts'
import { sweepNotices } from '../../src/actions/notice-sweep.ts'
import { listRetiredSecretUses, recordRetiredUses } from '../../src/actions/retired-secrets.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { exampleOfEvent } from '../../src/domain/event-examples.ts'
import { TOKEN_PREFIX } from '../../src/domain/token.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { RetiredSecrets } from '../../src/verify/retired-secrets.ts'
import { createVerifier, type Presenter, type Verifier } from '../../src/verify/verifier.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

let house: TestHouse
let accountId: string
let retired: RetiredSecrets
let verifier: Verifier
beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())
beforeEach(() => {
  const { node, clock, keys } = house
  retired = new RetiredSecrets(node.deps.database, clock)
  const parts = {
    index: node.follower.index,
    pending: node.follower.pending,
    keys,
    clock,
    isTrusted: () => true,
    use: node.use,
  }
  verifier = createVerifier({ ...parts, onRefused: refused => retired.note(refused) })
})

const deps = () => house.node.deps
const AT_HOME: Presenter = { ip: '192.0.2.7', userAgent: 'cron/1', clientName: '', operation: 'GET /v2/contacts/' }
const ELSEWHERE: Presenter = { ...AT_HOME, ip: '198.51.100.66', userAgent: 'curl/8' }

/** An integration that was used from home and then given a new token. */
async function rotated() {
  const { ref, secret } = await newIntegration(deps(), accountId)
  const verdict = verifier.check(secret, AT_HOME)
  if (!verdict.ok) throw new Error(verdict.reason)
  verifier.recordUse(verdict.principal, { ip: '192.0.2.7', userAgent: 'cron/1', clientName: '' })
  await deps().flushUse()
  const { shown } = await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireNow' })
  await retired.refresh()
  return { ref, old: secret, fresh: shown.secret }
}
const record = () => recordRetiredUses(deps(), retired.take())
const usesOf = (ref: { accountId: string; integrationId: string }) => listRetiredSecretUses(deps(), OPERATOR, ref)

async function eventsOf(integrationId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await house.owner.query<{ body: Record<string, unknown> }>(
    `select body from events where integration_id = $1 and type = 'private_integration.retired_secret_used' order by seq`,
    [integrationId],
  )
  return rows.map(({ body }) => body)
}

describe('a refused call with a secret that has ended', () => {
  test('is recorded with client, time and operation, and told; the new secret goes on working', async () => {
    const { ref, old, fresh } = await rotated()
    expect(verifier.check(old, AT_HOME)).toMatchObject({ ok: false, reason: 'unknown' })
    expect(verifier.check(old, ELSEWHERE)).toMatchObject({ ok: false })
    await record()
    const uses = await usesOf(ref)
    expect(uses).toHaveLength(2)
    expect(uses.find(({ network }) => network === '192.0.2.7')).toMatchObject({
      ...{ last4: old.slice(-4), endedWhy: 'replaced', userAgent: 'cron/1', operation: 'GET /v2/contacts/' },
      ...{ isKnown: true, calls: 1, lastAt: house.clock.now() },
    })
    expect(uses.find(({ network }) => network === '198.51.100.66')).toMatchObject({ isKnown: false })
    const told = await eventsOf(ref.integrationId)
    expect(new Set(told.map(({ classification }) => classification))).toEqual(
      new Set(['known_straggler', 'unknown_network']),
    )
    expect(JSON.stringify(told)).not.toContain(old)
    const { type: _, ...example } = exampleOfEvent('private_integration.retired_secret_used')
    expect(Object.keys(told[0] ?? {}).sort(), 'as in the catalogue').toEqual(Object.keys(example).sort())
    expect(verifier.check(fresh, ELSEWHERE).ok).toBe(true)
  })

  test('is known when the overlap or the token came to its own end, too, and when the integration is gone', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId)
    await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater', overlapHours: 1 })
    house.clock.advance('1 hour')
    expect(verifier.check(secret, ELSEWHERE)).toMatchObject({ ok: false, reason: 'ended' })
    await record()
    expect(await usesOf(ref)).toMatchObject([{ calls: 1, isKnown: false }])
    await deleteIntegration(deps(), OPERATOR, ref)
    await retired.refresh()
    house.clock.advance('1 day')
    verifier.check(secret, ELSEWHERE)
    await record()
    expect(await eventsOf(ref.integrationId)).toHaveLength(2)
  })

  test('of a secret that never was leaves nothing, and asks the database nothing', async () => {
    await rotated()
    for (let guess = 0; guess < 100; guess++) verifier.check(newSecret(TOKEN_PREFIX), ELSEWHERE)
    verifier.check('pit_rubbish', ELSEWHERE)
    expect(retired.take()).toEqual([])
  })

  test('is known within a minute also where its end became visible long after it', async () => {
    await rotated()
    const { ref, secret } = await newIntegration(deps(), accountId)
    await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireNow' })
    await house.owner.query(
      `update tokens set ended_at = ended_at - interval '50 seconds' where integration_id = $1 and ended_at is not null`,
      [ref.integrationId],
    )
    await retired.refresh()
    verifier.check(secret, ELSEWHERE)
    expect(retired.take(), 'what is looked at each time goes back for seconds').toEqual([])
    house.clock.advance('1 minute')
    await retired.refresh()
    verifier.check(secret, ELSEWHERE)
    expect(retired.take()).toHaveLength(1)
  })

  test('is forgotten 90 days after the end, and by the sweep half a year after the use', async () => {
    const { ref, old } = await rotated()
    house.clock.advance('89 days')
    await retired.refresh()
    verifier.check(old, ELSEWHERE)
    await record()
    expect(await usesOf(ref)).toHaveLength(1)
    house.clock.advance('1 day')
    await retired.refresh()
    verifier.check(old, ELSEWHERE)
    expect(retired.take()).toEqual([])
    house.clock.advance('181 days')
    await sweepNotices(deps())
    expect(await usesOf(ref)).toEqual([])
  })
})

describe('S84: whoever holds an old secret cannot make records without end', () => {
  test('calls of one source are one row a minute', async () => {
    const { ref, old } = await rotated()
    for (let call = 0; call < 1000; call++) verifier.check(old, ELSEWHERE)
    await record()
    house.clock.advance('1 minute')
    verifier.check(old, ELSEWHERE)
    await record()
    const { rows } = await house.owner.query(
      'select calls from retired_secret_uses where integration_id = $1 order by minute',
      [ref.integrationId],
    )
    expect(rows.map(({ calls }) => Number(calls))).toEqual([1000, 1])
    expect(await usesOf(ref)).toMatchObject([{ calls: 1001 }])
    expect(await eventsOf(ref.integrationId), 'told once a day').toHaveLength(1)
  })

  test('invented names are lumped: few sources at a time, few rows, few events', async () => {
    const { ref, old } = await rotated()
    await house.owner.query(
      `insert into retired_secret_uses select account_id, integration_id, id, n::text, '', '', $2, '', false, 1, $2, $2
       from tokens, generate_series(1, 470) n where integration_id = $1 and ended_at is not null`,
      [ref.integrationId, house.clock.now()],
    )
    for (let turn = 0; turn < 3; turn++) {
      for (let name = 0; name < 100; name++) verifier.check(old, { ...ELSEWHERE, clientName: `${turn} ${name}` })
      await record()
      house.clock.advance('1 minute')
    }
    const { rows } = await house.owner.query(
      'select count(*)::int as rows, sum(calls)::int as calls from retired_secret_uses where integration_id = $1',
      [ref.integrationId],
    )
    expect(rows[0].calls).toBe(770)
    expect(rows[0].rows).toBeLessThanOrEqual(501)
    expect((await eventsOf(ref.integrationId)).length).toBeLessThanOrEqual(5)
  })
})
