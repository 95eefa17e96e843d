import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
let users: string[]
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  users = [await account.addUser('Ada'), await account.addUser('Bob')]
})
afterAll(() => test.drop())

const upsert = (body: object) =>
  account.call('Upsert-opportunity', {
    body: { pipelineId: account.pipelineId, locationId: account.locationId, ...body },
  })
/** What the document requires, as its example has it. */
const documented = () => ({ followers: [users[0]], isRemoveAllFollowers: true, followersActionType: 'add' })

describe('200', () => {
  it('makes one of the documented fields, changes it by its id, and gives each back', async () => {
    const written = {
      ...{ name: 'opportunity name', status: 'lost', pipelineStageId: account.stageIds[1], monetaryValue: 220 },
      ...{ assignedTo: users[1], lostReasonId: account.lostReasonId },
    }
    account.newEvents()
    const first = await upsert({ ...written, ...documented() })
    expect([first.status, first.body.new]).toEqual([200, true])
    expect(first.body.opportunity).toMatchObject({ ...written, followers: [users[0]] })
    expect(first.body.opportunity).not.toHaveProperty('contactId')
    expect(account.newEvents()).toEqual(['OpportunityCreate'])
    const { id } = first.body.opportunity
    const second = await upsert({ id, ...documented(), status: 'open', name: 'Again' })
    expect([second.body.new, second.body.opportunity.id]).toEqual([false, id])
    expect(second.body.opportunity).toMatchObject({ name: 'Again', status: 'open', monetaryValue: 220 })
    expect(second.body.opportunity).not.toHaveProperty('lostReasonId')
    expect(account.newEvents()).toEqual(['OpportunityUpdate', 'OpportunityStatusUpdate'])
    expect(await account.read(id)).toEqual(second.body.opportunity)
  })

  it('without a contact means the one of that name, in that pipeline, without a contact', async () => {
    await account.add({ name: 'Shared name' })
    const first = await upsert({ name: 'Shared name' })
    const second = await upsert({ name: 'Shared name', monetaryValue: 9 })
    const elsewhere = await upsert({ name: 'Shared name', pipelineId: account.otherPipelineId })
    expect([first.body.new, second.body.new, elsewhere.body.new]).toEqual([true, false, true])
    expect(second.body.opportunity.id).toBe(first.body.opportunity.id)
  })

  it("with a contact means the contact's, an open one first, then the newest", async () => {
    const contactId = await account.addContact({ name: 'Una Upsert' })
    const first = await upsert({ contactId })
    expect(first.body).toMatchObject({ new: true, opportunity: { name: 'Una Upsert', status: 'open', contactId } })
    account.clock.advance('1 hour')
    await account.add({ contactId, status: 'won' })
    const second = await upsert({ contactId, monetaryValue: 5 })
    expect([second.body.new, second.body.opportunity.id]).toEqual([false, first.body.opportunity.id])
    await account.call('delete-opportunity', { params: { id: first.body.opportunity.id } })
    account.clock.advance('1 hour')
    const newest = await account.add({ contactId, status: 'abandoned' })
    expect((await upsert({ contactId })).body.opportunity.id).toBe(newest)
  })

  it('makes one of ten at once', async () => {
    const contactId = await account.addContact({ name: 'Race' })
    const replies = await Promise.all(Array.from({ length: 10 }, () => upsert({ contactId })))
    expect(replies.filter(({ body }) => body.new)).toHaveLength(1)
    expect(new Set(replies.map(({ body }) => body.opportunity.id)).size).toBe(1)
  })

  it('adds followers, removes them, or begins anew', async () => {
    const [ada, bob] = users
    const { body } = await upsert({ name: 'Followed', followers: [ada] })
    const { id } = body.opportunity
    const followersAfter = async (change: object) => (await upsert({ id, ...change })).body.opportunity.followers
    expect(await followersAfter({ followers: [bob], followersActionType: 'add' })).toEqual([ada, bob])
    expect(await followersAfter({ followers: [ada], followersActionType: 'remove' })).toEqual([bob])
    expect(await followersAfter({ followers: [ada], isRemoveAllFollowers: true })).toEqual([ada])
    expect(await followersAfter({ isRemoveAllFollowers: true })).toEqual([])
    expect(await followersAfter({ followers: [ada] })).toEqual([ada])
  })

  it('gives a contact to one that had none, and moves it by its id', async () => {
    const { body } = await upsert({ name: 'Orphan' })
    const { id } = body.opportunity
    const found = await upsert({ id, pipelineId: account.otherPipelineId, contactId: account.contactId })
    expect(found.body.opportunity).toMatchObject({
      ...{ contactId: account.contactId, pipelineStageId: account.otherStageIds[0] },
      contact: { name: 'Cora Contact' },
    })
    const query = { location_id: account.locationId, q: 'cora orphan' }
    expect((await account.call('search-opportunity', { query })).body.meta.total).toBe(1)
  })
})

describe('404', () => {
  it('S1: for an id of another account, a deleted, a malformed and a made-up one alike', async () => {
    const other = await createDealAccount(test)
    const deleted = await account.add()
    await account.call('delete-opportunity', { params: { id: deleted } })
    for (const id of [await other.add(), deleted, 'never', "' or 1=1 --"]) {
      const { status, body } = await upsert({ id, name: 'x' })
      expect([status, body]).toEqual([404, { statusCode: 404, message: `Opportunity with id ${id} not found` }])
    }
  })
})

describe('422', () => {
  it.each([
    [{}, 'name should not be empty'],
    [{ pipelineId: 'never', name: 'x' }, 'pipelineId must be the id'],
    [{ contactId: 'never' }, 'contactId must be the id of a contact'],
    [{ name: 'x', followers: ['never'] }, 'followers must be the id of a user'],
    [{ name: 'x', followersActionType: 'replace' }, 'followersActionType must be'],
    [{ name: 'x', lostReasonId: 'any' }, 'lostReasonId can only be given with status lost'],
    [{ name: 'x', monetaryValue: {} }, 'monetaryValue must be'],
    [{ name: 'x', isNew: true }, 'property isNew should not exist'],
  ])('S5: refuses %j and writes nothing', async (body, says) => {
    const storedRows = async () => (await account.rows('select count(*) as total from crm_opportunities'))[0]?.total
    const before = await storedRows()
    account.newEvents()
    const reply = await upsert(body)
    expect([reply.status, reply.body.message.join()]).toEqual([422, expect.stringContaining(says)])
    expect([await storedRows(), account.newEvents()]).toEqual([before, []])
  })
})
