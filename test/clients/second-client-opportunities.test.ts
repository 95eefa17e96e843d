import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES, idOf } from './official-client.ts'
import { connectSecondClient, dataOf, type SecondClient } from './second-client.ts'
import { DRIVEN, notCalled, watchReplies } from './watch-replies.ts'

/** Operations that this client does not have yet. */
const NOT_IN_CLIENT = ['get-lost-reason', 'search-opportunities-advanced']

const watch = watchReplies()
let server: ClientServer
let client: SecondClient
let locationId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  client = await connectSecondClient(server, { scopes: ALL_SCOPES, watch })
})
afterAll(() => server.stop())

/** A deal of a new contact in the first pipeline. */
async function makeDeal(name: string) {
  const ofLocation = { params: { query: { locationId } } }
  const { pipelines } = await dataOf(client.opportunities.GET('/opportunities/pipelines', ofLocation))
  expect(pipelines?.map(pipeline => pipeline.name)).toEqual(['Sales', 'Onboarding'])
  const pipelineId = idOf(pipelines?.[0])
  const { contact } = await dataOf(client.contacts.POST('/contacts/', { body: { locationId, firstName: name } }))
  const contactId = idOf(contact)
  const body = { locationId, pipelineId, contactId, name: `Deal of ${name}`, status: 'open' as const }
  const { opportunity } = await dataOf(client.opportunities.POST('/opportunities/', { body }))
  return { id: idOf(opportunity), pipelineId, contactId }
}

describe('opportunities', () => {
  it('are created, read, changed, lost and deleted', async () => {
    const { id } = await makeDeal('Otto')
    const params = { path: { id } }
    await dataOf(client.opportunities.PUT('/opportunities/{id}', { params, body: { monetaryValue: 42 } }))
    const body = { status: 'lost' as const }
    await dataOf(client.opportunities.PUT('/opportunities/{id}/status', { params, body }))
    const { opportunity } = await dataOf(client.opportunities.GET('/opportunities/{id}', { params }))
    expect(opportunity).toMatchObject({ id, monetaryValue: 42, ...body })
    await dataOf(client.opportunities.DELETE('/opportunities/{id}', { params }))
    expect((await client.opportunities.GET('/opportunities/{id}', { params })).response.status).toBe(404)
  })

  it('are upserted, gain and lose followers', async () => {
    const { id, pipelineId, contactId } = await makeDeal('Ulla')
    const { users } = await dataOf(client.users.GET('/users/', { params: { query: { locationId } } }))
    const followers = [idOf(users?.[0])]
    // This client has the upsert of an earlier document: it names the contact, and no followers.
    const upsert = { body: { locationId, pipelineId, contactId, name: 'Up' } }
    const upserted = await dataOf(client.opportunities.POST('/opportunities/upsert', upsert))
    expect(upserted).toMatchObject({ new: false, opportunity: { id, name: 'Up' } })
    const ofDeal = { params: { path: { id } }, body: { followers } }
    const added = await dataOf(client.opportunities.POST('/opportunities/{id}/followers', ofDeal))
    expect(added.followersAdded).toEqual(followers)
    const removed = await dataOf(client.opportunities.DELETE('/opportunities/{id}/followers', ofDeal))
    expect(removed).toEqual({ followers: [], followersRemoved: followers })
  })

  it('are found by plain filters, and by the address of the next page', async () => {
    const { id, contactId } = await makeDeal('Found')
    const query = { location_id: locationId, contact_id: contactId, getNotes: true }
    const { opportunities } = await dataOf(client.opportunities.GET('/opportunities/search', { params: { query } }))
    expect(opportunities).toMatchObject([{ id, notes: [], contact: { id: contactId } }])
    const page = { location_id: locationId, limit: 1 }
    const { meta } = await dataOf(client.opportunities.GET('/opportunities/search', { params: { query: page } }))
    const { secret } = await server.createIntegration(ALL_SCOPES)
    const headers = { authorization: `Bearer ${secret}`, version: '2021-07-28' }
    const next = await (await fetch(meta?.nextPageUrl ?? '', { headers })).json()
    expect(next).toMatchObject({ meta: { total: meta?.total, currentPage: 2, prevPage: 1 } })
  })
})

describe('businesses', () => {
  it('are created, listed, read, changed and deleted', async () => {
    const draft = { name: 'Second Ltd', locationId, website: 'www.second.example' }
    const made = await dataOf(client.businesses.POST('/businesses/', { body: draft }))
    const businessId = idOf(made.buiseness)
    const params = { path: { businessId } }
    await dataOf(client.businesses.PUT('/businesses/{businessId}', { params, body: { city: 'Golden' } }))
    const { business } = await dataOf(client.businesses.GET('/businesses/{businessId}', { params }))
    expect(business).toMatchObject({ ...draft, city: 'Golden' })
    const ofLocation = { params: { query: { locationId } } }
    const { businesses } = await dataOf(client.businesses.GET('/businesses/', ofLocation))
    expect(businesses.map(idOf)).toContain(businessId)
    expect((await dataOf(client.businesses.DELETE('/businesses/{businessId}', { params }))).success).toBe(true)
    expect((await client.businesses.GET('/businesses/{businessId}', { params })).response.status).toBe(404)
  })
})

it('called every served operation of these that it has, and each reply was as documented', () => {
  expect(notCalled(watch, DRIVEN.deals)).toEqual(NOT_IN_CLIENT)
  expect(watch.faults).toEqual([])
})
