import { GHLNotFoundError, type HighLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES, connectOfficialClient, idOf } from './official-client.ts'
import { DRIVEN, notCalled, watchReplies } from './watch-replies.ts'

const watch = watchReplies()
let server: ClientServer
let ghl: HighLevel
let locationId: string
let followerId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  ghl = await connectOfficialClient(server, { scopes: ALL_SCOPES, watch })
  const { users } = await ghl.users.searchUsers({ companyId: server.agency.companyId, locationId })
  followerId = idOf(users?.[0])
})
afterAll(() => server.stop())

async function makeContact(name: string): Promise<string> {
  const { contact } = await ghl.contacts.createContact({ locationId, firstName: name, lastName: 'Client' })
  return idOf(contact)
}

/** A deal of a new contact on the first stage of the first pipeline, as the client's own calls find these. */
async function makeDeal(name: string) {
  const { pipelines } = await ghl.opportunities.getPipelines({ locationId })
  const pipelineId = idOf(pipelines?.[0])
  const stages = pipelines?.[0]?.stages as unknown as { id: string; name: string }[]
  const contactId = await makeContact(name)
  const draft = { locationId, pipelineId, contactId, name: `Deal of ${name}`, status: 'open', monetaryValue: 120.5 }
  const { opportunity } = await ghl.opportunities.createOpportunity({ ...draft, pipelineStageId: stages[1]?.id ?? '' })
  return { id: idOf(opportunity), pipelineId, contactId, stages }
}

const dealOf = async (id: string) => (await ghl.opportunities.getOpportunity({ id })).opportunity

describe('opportunities', () => {
  it('are created, read, changed and deleted', async () => {
    const { id, contactId, stages } = await makeDeal('Oona')
    expect(stages.map(stage => stage.name).slice(0, 2)).toEqual(['New lead', 'Contacted'])
    expect(await dealOf(id)).toMatchObject({
      ...{ name: 'Deal of Oona', monetaryValue: 120.5, status: 'open', pipelineStageId: stages[1]?.id },
      contact: { id: contactId, name: 'Oona Client' },
    })
    const change = { pipelineStageId: stages[2]?.id ?? '', monetaryValue: 99 }
    const updated = await ghl.opportunities.updateOpportunity({ id }, change)
    expect(updated.opportunity).toMatchObject(change)
    expect((await ghl.opportunities.deleteOpportunity({ id })).succeded).toBe(true)
    await expect(ghl.opportunities.getOpportunity({ id })).rejects.toThrow(GHLNotFoundError)
  })

  it('are lost for a reason', async () => {
    const { id } = await makeDeal('Lorna')
    const { lostReasons, total } = await ghl.opportunities.getLostReason({ locationId, limit: 2 })
    expect([lostReasons?.length, total]).toEqual([2, 4])
    const lostReasonId = idOf(lostReasons?.[0])
    expect(await ghl.opportunities.updateOpportunityStatus({ id }, { status: 'lost', lostReasonId })).toEqual({
      succeded: true,
    })
    expect(await dealOf(id)).toMatchObject({ status: 'lost', lostReasonId })
  })

  it('are upserted with followers, and gain and lose them', async () => {
    const { id, pipelineId } = await makeDeal('Uma')
    const change = { followers: [followerId], isRemoveAllFollowers: false, followersActionType: 'add' }
    const upserted = await ghl.opportunities.upsertOpportunity({ id, locationId, pipelineId, ...change, name: 'Up' })
    expect(upserted).toMatchObject({ new: false, opportunity: { id, name: 'Up', followers: [followerId] } })
    const removed = await ghl.opportunities.removeFollowersOpportunity({ id }, { followers: [followerId] })
    expect(removed).toEqual({ followers: [], followersRemoved: [followerId] })
    const added = await ghl.opportunities.addFollowersOpportunity({ id }, { followers: [followerId] })
    expect(added).toEqual({ followers: [followerId], followersAdded: [followerId] })
    const all = { id, isRemoveAllFollowers: true }
    expect((await ghl.opportunities.removeFollowersOpportunity(all, { followers: [] })).followers).toEqual([])
  })

  it('are searched with plain filters, page after page', async () => {
    const seen: string[] = []
    const { id, contactId } = await makeDeal('Paged')
    const { pipelineId } = await makeDeal('Other')
    const found = await ghl.opportunities.searchOpportunity({ locationId, contactId, status: 'open', getTasks: true })
    expect(found).toMatchObject({ opportunities: [{ id, tasks: [] }], meta: { total: 1, currentPage: 1 } })
    let place: { startAfter?: string; startAfterId?: string } = {}
    for (let total = 1; seen.length < total; ) {
      const page = await ghl.opportunities.searchOpportunity({ locationId, pipelineId, limit: 10, ...place })
      seen.push(...(page.opportunities ?? []).map(idOf))
      total = page.meta?.total ?? 0
      place = { startAfter: String(page.meta?.startAfter), startAfterId: page.meta?.startAfterId ?? '' }
    }
    expect(seen.length).toBeGreaterThan(20)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('are searched with filters and details', async () => {
    const { id, contactId } = await makeDeal('Sought')
    await ghl.contacts.createNote({ contactId }, { body: 'Likes blue' })
    const details = { notes: true, tasks: true, calendarEvents: true, unReadConversations: false }
    const filters = [{ field: 'contact_id', operator: 'eq', value: contactId }]
    const search = { locationId, query: 'sought', limit: 5, page: 1, searchAfter: [], additionalDetails: details }
    const found = await ghl.opportunities.searchOpportunitiesAdvanced({ ...search, filters } as never)
    expect(found).toMatchObject({ total: 1, opportunities: [{ id, notes: [{ body: 'Likes blue' }], tasks: [] }] })
  })
})

describe('businesses', () => {
  it('are created, listed, read, changed and deleted, and their contacts outlive them', async () => {
    const draft = { name: 'Microsoft', locationId, phone: '+18832327657', email: 'john@deo.com', city: 'new york' }
    const { success, buiseness } = await ghl.businesses.createBusiness(draft)
    expect(success).toBe(true)
    const businessId = idOf(buiseness)
    expect(businessId).toMatch(/^[0-9a-f]{24}$/)
    const contactId = await makeContact('Staff')
    await ghl.contacts.addRemoveContactFromBusiness({ locationId, ids: [contactId], businessId })
    await ghl.businesses.updateBusiness({ businessId }, { name: 'Macrohard' })
    const { business } = await ghl.businesses.getBusiness({ businessId })
    expect(business).toMatchObject({ ...draft, name: 'Macrohard' })
    const { businesses } = await ghl.businesses.getBusinessesByLocation({ locationId, limit: '1', skip: '0' })
    expect(businesses.map(idOf)).toEqual([businessId])
    expect((await ghl.businesses.deleteBusiness({ businessId })).success).toBe(true)
    await expect(ghl.businesses.getBusiness({ businessId })).rejects.toThrow(GHLNotFoundError)
    expect((await ghl.contacts.getContact({ contactId })).contact).not.toHaveProperty('businessId')
  })
})

it('called every served operation of these, and each reply was as documented', () => {
  expect(notCalled(watch, DRIVEN.deals)).toEqual([])
  expect(watch.faults).toEqual([])
})
