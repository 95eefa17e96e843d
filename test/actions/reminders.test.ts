import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changePolicies } from '../../src/actions/accounts.ts'
import { disableIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration } from '../../src/actions/integrations.ts'
import { remindInTurn, remindOfAges, remindOfExpiries, remindOfOverlaps } from '../../src/actions/reminders.ts'
import { extendOverlap, rotateToken } from '../../src/actions/rotations.ts'
import { exampleOfEvent } from '../../src/domain/event-examples.ts'
import { startTestHouse, type TestHouse, tokenActor } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'
import { startTestNode } from '../support/node.ts'

let house: TestHouse
let accountId: string
beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())
/** What earlier tests made is nobody's business any more. */
beforeEach(() => house.owner.query('update integrations set disabled_at = created_at where disabled_at is null'))

const deps = () => house.node.deps
const DAY = 86_400_000
const later = (ms: number) => new Date(house.clock.now().getTime() + ms)

interface Told {
  type: string
  body: Record<string, unknown>
}

async function eventsOf(integrationId: string, type: string): Promise<Told[]> {
  const { rows } = await house.owner.query<Told>(
    'select type, body from events where integration_id = $1 and type = $2 order by seq',
    [integrationId, `private_integration.${type}`],
  )
  return rows
}
const stagesOf = async (integrationId: string) =>
  (await eventsOf(integrationId, 'rotation_due')).map(({ body }) => `${body.stage} ${body.daysOverdue}`)

/** What the catalogue shows of an event is what it holds. */
async function expectAsInCatalogue(integrationId: string, type: string): Promise<void> {
  const [event] = await eventsOf(integrationId, type)
  const { type: _, ...example } = exampleOfEvent(`private_integration.${type}`)
  expect([type, Object.keys(event?.body ?? {}).sort()]).toEqual([type, Object.keys(example).sort()])
}

async function callsWith(secret: string, program = 'cron/1', ip = '192.0.2.7'): Promise<void> {
  const verdict = house.node.verifier.check(secret, { ip })
  if (!verdict.ok) throw new Error(verdict.reason)
  house.node.verifier.recordUse(verdict.principal, { ip, userAgent: program, clientName: '' })
  await deps().flushUse()
}

describe('rotation due', () => {
  test('is told 14 and 7 days before (76 and 83 of 90), on the day, and each week after; each once, whatever number of nodes look', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    const second = await startTestNode(house.testDatabase, { clock: house.clock, keys: house.keys })
    const lookAt = async (span: string) => {
      house.clock.advance(span)
      await Promise.all([remindOfAges(deps()), remindOfAges(second.deps), remindOfAges(deps())])
      return stagesOf(ref.integrationId)
    }
    expect(await lookAt('75 days')).toEqual([])
    expect(await lookAt('1 day')).toEqual(['soon 0'])
    expect(await lookAt('6 days')).toEqual(['soon 0'])
    expect(await lookAt('1 day')).toEqual(['soon 0', 'soon 0'])
    expect(await lookAt('6 days')).toEqual(['soon 0', 'soon 0'])
    expect(await lookAt('1 day')).toEqual(['soon 0', 'soon 0', 'due 0'])
    expect(await lookAt('6 days')).toEqual(['soon 0', 'soon 0', 'due 0'])
    expect(await lookAt('1 day')).toEqual(['soon 0', 'soon 0', 'due 0', 'overdue 7'])
    expect(await lookAt('7 days')).toEqual(['soon 0', 'soon 0', 'due 0', 'overdue 7', 'overdue 14'])
    const [first] = await eventsOf(ref.integrationId, 'rotation_due')
    expect(first?.body).toMatchObject({
      integration: { id: ref.integrationId, name: 'Warehouse sync' },
      actor: { kind: 'system' },
      automated: false,
      token: { last4: expect.stringMatching(/^\w{4}$/) },
    })
    await expectAsInCatalogue(ref.integrationId, 'rotation_due')
    await second.stop()
  })

  test('of a server that was away for long is told once, as it stands', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    house.clock.advance('125 days')
    await remindOfAges(deps())
    expect(await stagesOf(ref.integrationId)).toEqual(['overdue 35'])
  })

  test('follows the account’s policy, and a new policy is heard of anew', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    await changePolicies(deps(), OPERATOR, { accountId, policies: { rotationDays: 10 } })
    house.clock.advance('4 days')
    await remindOfAges(deps())
    expect(await stagesOf(ref.integrationId)).toEqual([])
    house.clock.advance('1 day')
    await remindOfAges(deps())
    expect(await stagesOf(ref.integrationId)).toEqual(['soon 0'])
    await changePolicies(deps(), OPERATOR, { accountId, policies: { rotationDays: 5 } })
    await remindOfAges(deps())
    expect(await stagesOf(ref.integrationId)).toEqual(['soon 0', 'due 0'])
    await changePolicies(deps(), OPERATOR, { accountId, policies: { rotationDays: 90 } })
  })

  test('begins anew with a rotation, and is marked as automated when a token made the new one', async () => {
    const { ref, tokenId } = await newIntegration(deps(), accountId, [
      'private-integrations.write',
      'contacts.readonly',
    ])
    house.clock.advance('80 days')
    const scopes = ['private-integrations.write', 'contacts.readonly']
    await rotateToken(deps(), tokenActor({ ref, tokenId, scopes }), { ...ref, old: 'expireNow' })
    await remindOfAges(deps())
    expect(await stagesOf(ref.integrationId)).toEqual([])
    house.clock.advance('76 days')
    await remindOfAges(deps())
    expect(await eventsOf(ref.integrationId, 'rotation_due')).toMatchObject([
      { body: { stage: 'soon', automated: true } },
    ])
  })

  test('is nothing that a disabled or expired integration is nagged about', async () => {
    const [disabled, expired] = [await newIntegration(deps(), accountId), await newIntegration(deps(), accountId)]
    await disableIntegration(deps(), OPERATOR, disabled.ref)
    await editIntegration(deps(), OPERATOR, { ...expired.ref, change: { expiresAt: later(DAY) } })
    house.clock.advance('120 days')
    await remindOfAges(deps())
    expect([...(await stagesOf(disabled.ref.integrationId)), ...(await stagesOf(expired.ref.integrationId))]).toEqual(
      [],
    )
  })
})

describe('the end of an overlap', () => {
  const hoursOf = async (integrationId: string) =>
    (await eventsOf(integrationId, 'overlap_ending')).map(({ body }) => body.hours)

  test('is told 72, 24 and 1 hour before while the old secret is in use, naming who uses it', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId)
    await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater', overlapHours: 168 })
    const lookAt = async (span: string) => {
      house.clock.advance(span)
      await callsWith(secret)
      await Promise.all([remindOfOverlaps(deps()), remindOfOverlaps(deps())])
      return hoursOf(ref.integrationId)
    }
    expect(await lookAt('95 hours')).toEqual([])
    expect(await lookAt('1 hour')).toEqual([72])
    expect(await lookAt('47 hours')).toEqual([72])
    expect(await lookAt('1 hour')).toEqual([72, 24])
    expect(await lookAt('23 hours')).toEqual([72, 24, 1])
    const [first] = await eventsOf(ref.integrationId, 'overlap_ending')
    expect(first?.body.clients).toMatchObject([{ userAgent: 'cron/1', network: '192.0.2.7' }])
    await expectAsInCatalogue(ref.integrationId, 'overlap_ending')
  })

  test('is told to nobody when everybody has moved', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId)
    await callsWith(secret)
    const { shown } = await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater', overlapHours: 48 })
    house.clock.advance('1 hour')
    await callsWith(shown.secret)
    house.clock.advance('46 hours')
    await remindOfOverlaps(deps())
    expect(await hoursOf(ref.integrationId)).toEqual([])
  })

  test('is told anew when it was put off', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId)
    await rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater', overlapHours: 48 })
    house.clock.advance('30 hours')
    await callsWith(secret)
    await remindOfOverlaps(deps())
    await extendOverlap(deps(), OPERATOR, { ...ref, until: later(5 * DAY) })
    await remindOfOverlaps(deps())
    expect(await hoursOf(ref.integrationId)).toEqual([24])
    house.clock.advance('96 hours')
    await callsWith(secret)
    await remindOfOverlaps(deps())
    expect(await hoursOf(ref.integrationId)).toEqual([24, 24])
  })
})

describe('expiry', () => {
  const AROUND = { pastMs: 30 * DAY, aheadMs: 14 * DAY }
  const daysOf = async (integrationId: string) =>
    (await eventsOf(integrationId, 'expiring')).map(({ body }) => body.days)

  test('is told 14, 3 and 1 day before, and once when it has come, with one audit entry', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    await editIntegration(deps(), OPERATOR, { ...ref, change: { expiresAt: later(20 * DAY) } })
    for (const span of ['6 days', '11 days', '2 days']) {
      house.clock.advance(span)
      await remindOfExpiries(deps(), AROUND)
    }
    expect(await daysOf(ref.integrationId)).toEqual([14, 3, 1])
    expect(await eventsOf(ref.integrationId, 'expired')).toEqual([])
    house.clock.advance('1 day')
    await Promise.all([remindOfExpiries(deps(), AROUND), remindOfExpiries(deps(), AROUND)])
    expect(await eventsOf(ref.integrationId, 'expired')).toMatchObject([{ body: { what: 'integration' } }])
    const { rows } = await house.owner.query(
      `select 1 from audit_entries where action = 'private_integration.expired' and target ->> 'id' = $1`,
      [ref.integrationId],
    )
    expect(rows).toHaveLength(1)
  })

  test('of a token at its maximum age is told, too', async () => {
    await changePolicies(deps(), OPERATOR, { accountId, policies: { tokenAgeDaysMax: 30 } })
    const { ref } = await newIntegration(deps(), accountId)
    await changePolicies(deps(), OPERATOR, { accountId, policies: { tokenAgeDaysMax: null } })
    house.clock.advance('28 days')
    await remindOfExpiries(deps(), AROUND)
    house.clock.advance('2 days')
    await remindOfExpiries(deps(), AROUND)
    expect(await daysOf(ref.integrationId)).toEqual([3])
    expect(await eventsOf(ref.integrationId, 'expired')).toMatchObject([{ body: { what: 'token', token: {} } }])
    for (const type of ['expiring', 'expired']) await expectAsInCatalogue(ref.integrationId, type)
  })
})

test('an integration that nobody uses for the policy’s days is told once, and again after it was used and left anew', async () => {
  const { ref, secret } = await newIntegration(deps(), accountId)
  await changePolicies(deps(), OPERATOR, { accountId, policies: { unusedDays: 30 } })
  const idleDays = async () => {
    await remindOfAges(deps())
    return (await eventsOf(ref.integrationId, 'unused')).map(({ body }) => [body.idleDays, body.lastUsedAt === null])
  }
  house.clock.advance('29 days')
  expect(await idleDays()).toEqual([])
  house.clock.advance('1 day')
  expect(await idleDays()).toEqual([[30, true]])
  await expectAsInCatalogue(ref.integrationId, 'unused')
  house.clock.advance('20 days')
  await callsWith(secret)
  house.clock.advance('30 days')
  expect(await idleDays()).toEqual([
    [30, true],
    [30, false],
  ])
  await changePolicies(deps(), OPERATOR, { accountId, policies: { unusedDays: null } })
  house.clock.advance('300 days')
  expect(await idleDays()).toHaveLength(2)
  await changePolicies(deps(), OPERATOR, { accountId, policies: { unusedDays: 90 } })
})

test('of many nodes one takes the turn: the walk is made once an hour', async () => {
  const { ref } = await newIntegration(deps(), accountId)
  await remindInTurn(deps())
  house.clock.advance('76 days')
  await Promise.all([remindInTurn(deps()), remindInTurn(deps())])
  expect(await stagesOf(ref.integrationId)).toEqual(['soon 0'])
  house.clock.advance('15 days')
  await remindInTurn(deps())
  house.clock.advance('59 minutes')
  const { ref: another } = await newIntegration(deps(), accountId)
  await house.owner.query(`update tokens set created_at = created_at - interval '80 days' where integration_id = $1`, [
    another.integrationId,
  ])
  await remindInTurn(deps())
  expect(await stagesOf(another.integrationId)).toEqual([])
  house.clock.advance('1 minute')
  await remindInTurn(deps())
  expect(await stagesOf(another.integrationId)).toEqual(['soon 0'])
})
