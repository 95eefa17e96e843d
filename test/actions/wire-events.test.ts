import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellLocationCreated, tellUserCreated } from '../../src/actions/wire-events.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { findAccount } from '../../src/store/accounts.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { eventFaults } from '../support/wire-contract.ts'

let house: TestHouse
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.stop())

async function toldTo(accountId: string, type: string): Promise<Record<string, unknown>[]> {
  const { rows } = await house.node.deps.database.read(accountId, db =>
    sql<{ body: Record<string, unknown> }>`select body from events where type = ${type} order by seq`.execute(db),
  )
  return rows.map(({ body }) => body)
}

test('a person who joins a location is told of as UserCreate, with their name in two and their role on the wire', async () => {
  const { deps } = house.node
  const { accountId } = house
  const user = { id: 'usr_1', wireId: 'wireIdOfAUser0000001', email: 'maria@example.com', name: 'Maria de la Cruz' }
  const account = await deps.database.read(accountId, db => findAccount(db, accountId))
  await deps.database.transact(EVERY_TENANT, db => tellUserCreated(deps, db, { accountId, user, role: 'developer' }))
  const [body] = await toldTo(accountId, 'UserCreate')
  expect(body).toEqual({
    ...{ type: 'UserCreate', locationId: account?.wireId, id: user.wireId, email: user.email },
    ...{ firstName: 'Maria', lastName: 'de la Cruz', role: 'user' },
  })
})

test('a location that is added is told of to its agency as LocationCreate', async () => {
  const { deps } = house.node
  const { accountId, agencyId } = house
  await deps.database.transact(EVERY_TENANT, async db => {
    const [agency, location] = [await findAccount(db, agencyId), await findAccount(db, accountId)]
    if (agency === undefined || location === undefined) throw new Error('no accounts')
    await tellLocationCreated(deps, db, { agency, location })
  })
  const [body] = await toldTo(agencyId, 'LocationCreate')
  expect(body).toMatchObject({ type: 'LocationCreate', id: expect.any(String), companyId: expect.any(String) })
  expect(eventFaults({ type: 'LocationCreate', body: body ?? {} })).toEqual([])
  expect(await toldTo(accountId, 'LocationCreate')).toEqual([])
})
