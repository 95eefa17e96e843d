import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
let ada: string
let bob: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  ada = await account.addUser('Ada')
  bob = await account.addUser('Bob')
})
afterAll(() => test.drop())

const add = (id: string, followers: unknown) =>
  account.call('add-followers-opportunity', { params: { id }, body: { followers } })
const remove = (id: string, body: object, query: object = {}) =>
  account.call('remove-followers-opportunity', { params: { id }, query: { ...query }, body })

describe('followers', () => {
  it('come once each and go; who did not follow is no fault', async () => {
    const id = await account.add()
    account.newEvents()
    const added = await add(id, [ada, ada])
    expect([added.status, added.body]).toEqual([201, { followers: [ada], followersAdded: [ada] }])
    expect((await add(id, [bob, ada])).body).toEqual({ followers: [ada, bob], followersAdded: [bob] })
    expect((await account.read(id)).followers).toEqual([ada, bob])
    const removed = await remove(id, { followers: [ada, 'never'] })
    expect([removed.status, removed.body]).toEqual([200, { followers: [bob], followersRemoved: [ada] }])
    expect(account.newEvents()).toEqual(['OpportunityUpdate', 'OpportunityUpdate', 'OpportunityUpdate'])
    expect((await remove(id, { followers: [ada] })).body).toEqual({ followers: [bob], followersRemoved: [] })
    expect(account.newEvents()).toEqual([])
  })

  it('all go at once where the query says so, named or not', async () => {
    const id = await account.add()
    await add(id, [ada, bob])
    const all = { isRemoveAllFollowers: 'true' }
    expect((await remove(id, { followers: [ada] }, all)).body).toEqual({ followers: [], followersRemoved: [ada, bob] })
    await add(id, [bob])
    expect((await remove(id, {}, all)).body).toEqual({ followers: [], followersRemoved: [bob] })
  })

  it('may leave who is no user of the account any more', async () => {
    const id = await account.add()
    const gone = await account.addUser('Gone')
    await add(id, [gone])
    await account.rows('delete from memberships using users where users.id = user_id and wire_id = $1', [gone])
    expect((await remove(id, { followers: [gone] })).body).toEqual({ followers: [], followersRemoved: [gone] })
  })

  it('all are there after ten came at once', async () => {
    const id = await account.add()
    const users = await Promise.all(Array.from({ length: 10 }, (_, index) => account.addUser(`User ${index}`)))
    await Promise.all(users.map(user => add(id, [user])))
    expect(new Set((await account.read(id)).followers as string[])).toEqual(new Set(users))
  })
})

describe('422', () => {
  it.each([[], undefined, 'text', [1], Array.from({ length: 101 }, () => 'x')])(
    'refuses to add %j',
    async followers => {
      expect((await add(await account.add(), followers)).status).toBe(422)
    },
  )

  it.each([{}, { followers: [] }])('asks whom to remove: %j', async body => {
    const reply = await remove(await account.add(), body)
    expect([reply.status, reply.body.message]).toEqual([422, ['followers should not be empty']])
  })

  it('S1: refuses a user of another account and one that never was alike', async () => {
    const other = await createDealAccount(test)
    const theirs = await other.addUser('Theirs')
    const id = await account.add()
    const replies = [await add(id, [theirs]), await add(id, ['never'])]
    const texts = replies.map(reply => JSON.stringify(reply).replace(theirs, '{id}').replace('never', '{id}'))
    expect(texts[0]).toBe(texts[1])
    expect(replies[0]?.status).toBe(422)
  })
})
