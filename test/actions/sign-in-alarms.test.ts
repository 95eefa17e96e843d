import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFailedSignIns, noteFailedSignIn, recordFailedSignIns } from '../../src/actions/failed-sign-ins.ts'
import { tellPeople } from '../../src/actions/notices.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { listNotifications } from '../../src/store/notifications.ts'
import { type Person, startTestHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.stop())

const titlesOf = ({ userId }: Person) =>
  house.node.deps.database.read(EVERY_TENANT, async db => {
    const rows = await listNotifications(db, { accountId: house.accountId, userId, limit: 10 })
    return rows.map(({ title }) => title)
  })

async function failures(person: Person, count: number): Promise<void> {
  const failedSignIns = createFailedSignIns(house.clock)
  const failure = { user: { id: person.userId, name: person.name }, reason: 'password', origin: { ip: '192.0.2.9' } }
  for (let time = 0; time < count; time++) noteFailedSignIn({ failedSignIns }, { ...failure, reason: 'password' })
  await recordFailedSignIns({ ...house.node.deps, failedSignIns }, true)
  await tellPeople({ ...house.node.deps, canMail: false })
}

test('five failures within a minute are told to the person and to who looks after the account, once a day', async () => {
  const [person, bystander] = [await house.addMember('viewer'), await house.addMember('viewer')]
  await failures(person, 4)
  expect(await titlesOf(person)).toEqual([])
  await failures(person, 5)
  await failures(person, 500)
  const told = ['Failed attempts to sign in as Test Person']
  expect([await titlesOf(person), await titlesOf(house.admin), await titlesOf(bystander)]).toEqual([told, told, []])
  house.clock.advance('1 day')
  await failures(person, 5)
  expect(await titlesOf(person)).toHaveLength(2)
})
