import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { createFailedSignIns, recordFailedSignIns } from '../../src/actions/failed-sign-ins.ts'
import { signIn } from '../../src/actions/sign-in.ts'
import { createSignInLimits } from '../../src/actions/sign-in-limits.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { forgetFailures } from '../support/forget-failures.ts'
import { codeOf, type Person, startTestHouse, type TestHouse } from '../support/house.ts'
import { OPERATOR } from '../support/integration.ts'

let house: TestHouse
let person: Person
let deps: Parameters<typeof signIn>[0]
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.stop())
beforeEach(async () => {
  const { clock } = house
  person = await house.addMember('viewer')
  const { database } = house.node.deps
  deps = {
    ...house.node.deps,
    signInLimits: createSignInLimits({ clock, database }),
    failedSignIns: createFailedSignIns(clock),
  }
  await forgetFailures(database)
})

const guess = (ip: string, email = person.email) =>
  codeOf(signIn(deps, { email, password: randomBase62(12), origin: { ip, userAgent: 'guesser' } }))

async function entries(): Promise<{ failures: unknown; network: unknown; actor: string }[]> {
  const input = { accountId: house.accountId, limit: 50, action: 'sign_in.failed' }
  const { items } = await listAuditEntries(house.node.deps, OPERATOR, input)
  return items
    .filter(({ target }) => target.id === person.userId)
    .map(({ actor, after, origin }) => ({ failures: after?.failures, network: origin.ip, actor: actor.kind }))
}

describe('failed sign-ins', () => {
  test('S82, S84: leave one audit entry for each network and minute, however many they are', async () => {
    for (let time = 0; time < 4; time++) await guess('2001:db8::1')
    await guess('2001:db8::2')
    await guess('192.0.2.1')
    await recordFailedSignIns(deps)
    expect(await entries(), 'the minute is not over').toEqual([])
    house.clock.advance('1 minute')
    await recordFailedSignIns(deps)
    await recordFailedSignIns(deps)
    expect((await entries()).toSorted((a, b) => Number(a.failures) - Number(b.failures))).toEqual([
      { failures: 1, network: '192.0.2.1', actor: 'system' },
      { failures: 5, network: '2001:db8:0:0::/64', actor: 'system' },
    ])
  })

  test('of nobody are written down nowhere', async () => {
    await guess('192.0.2.7', 'nobody@example.com')
    expect(deps.failedSignIns.take(true)).toEqual([])
  })

  test('S83: wait for their entry while none can be written', async () => {
    await guess('192.0.2.1')
    const away = { ...deps, database: { ...deps.database, transact: () => Promise.reject(new Error('away')) } }
    await expect(recordFailedSignIns(away, true)).rejects.toThrow('away')
    expect(await entries()).toEqual([])
    await recordFailedSignIns(deps, true)
    expect(await entries()).toHaveLength(1)
  })
})
