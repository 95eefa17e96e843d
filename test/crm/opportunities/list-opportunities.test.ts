import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
let other: DealAccount
let userId: string
/** One an hour, the first of them on 1 January at midnight. */
const ids: string[] = []

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  other = await createDealAccount(test)
  userId = await account.addUser('Ada')
  const swiss = await account.addContact({ name: 'Sven Swiss', country: 'CH', companyName: 'Alp AG' })
  const bodies = [
    { name: 'Roof', status: 'won', monetaryValue: 10 },
    { name: 'Kitchen', pipelineStageId: account.stageIds[1], assignedTo: userId },
    { name: 'Garden', pipelineId: account.otherPipelineId, status: 'lost' },
    { name: 'Cellar', contactId: swiss, status: 'abandoned' },
    { name: 'Attic' },
  ]
  for (const body of bodies) {
    ids.push(await account.add(body))
    account.clock.advance('1 hour')
  }
  await other.add({ name: 'Roof' })
})
afterAll(() => test.drop())

const list = (query: object = {}) =>
  account.call('search-opportunity', { query: { location_id: account.locationId, ...query } })
const namesOf = (body: { opportunities: { name: string }[] }) => body.opportunities.map(one => one.name)
const found = async (query: object) => namesOf((await list(query)).body)

describe('200', () => {
  it('lists the newest first, each as it reads by itself, and none of another location', async () => {
    const { status, body } = await list()
    expect([status, namesOf(body)]).toEqual([200, ['Attic', 'Cellar', 'Garden', 'Kitchen', 'Roof']])
    expect(body.opportunities[0]).toEqual(await account.read(ids[4] ?? ''))
    expect(body).toMatchObject({ aggregations: {}, meta: { total: 5, currentPage: 1 } })
    for (const absent of ['nextPage', 'nextPageUrl', 'prevPage']) expect(body.meta).not.toHaveProperty(absent)
    expect(await found({ order: 'added_asc' })).toEqual(['Roof', 'Kitchen', 'Garden', 'Cellar', 'Attic'])
  })

  it('finds by each of its filters, and counts what it finds', async () => {
    const filters: [object, string[]][] = [
      [{ pipeline_id: account.otherPipelineId }, ['Garden']],
      [{ pipeline_stage_id: account.stageIds[1] }, ['Kitchen']],
      [{ status: 'won' }, ['Roof']],
      [{ status: 'open', pipeline_id: account.pipelineId }, ['Attic', 'Kitchen']],
      [{ status: 'all', pipeline_id: account.pipelineId }, ['Attic', 'Cellar', 'Kitchen', 'Roof']],
      [{ assigned_to: userId }, ['Kitchen']],
      [{ contact_id: account.contactId, status: 'lost' }, ['Garden']],
      [{ id: ids[3] }, ['Cellar']],
      [{ country: 'ch' }, ['Cellar']],
      [{ q: 'kitch' }, ['Kitchen']],
      [{ q: 'alp cell' }, ['Cellar']],
      [{ q: '415 555 0100 attic' }, ['Attic']],
      [{ q: '%' }, []],
      [{ campaignId: 'any' }, []],
      [{ pipeline_id: other.pipelineId }, []],
      [{ contact_id: other.contactId }, []],
    ]
    for (const [query, names] of filters) {
      const { body } = await list(query)
      expect([query, namesOf(body), body.meta.total]).toEqual([query, names, names.length])
    }
  })

  it('takes empty text for a filter that is not used, as clients that send every name do', async () => {
    const names = ['q', 'pipeline_id', 'pipeline_stage_id', 'status', 'assigned_to', 'campaignId', 'id', 'order']
    const dates = ['date', 'endDate', 'country', 'startAfter', 'startAfterId', 'contact_id']
    const { body } = await list(Object.fromEntries([...names, ...dates].map(name => [name, ''])))
    expect(body.meta.total).toBe(5)
  })

  it("counts days on the location's own clock", async () => {
    const days = async (timezone: string, query: object) => {
      await account.rows('update accounts set timezone = $2 where id = $1', [account.accountId, timezone])
      return await found(query)
    }
    const all = ['Attic', 'Cellar', 'Garden', 'Kitchen', 'Roof']
    expect(await days('UTC', { date: '01-01-2026', endDate: '01-01-2026' })).toEqual(all)
    expect(await days('UTC', { endDate: '12-31-2025' })).toEqual([])
    // Two hours behind, the first two were still added in the old year.
    expect(await days('Etc/GMT+2', { endDate: '12-31-2025' })).toEqual(['Kitchen', 'Roof'])
    expect(await days('Etc/GMT+2', { date: '2026-01-01' })).toEqual(['Attic', 'Cellar', 'Garden'])
    const instants = { date: String(Date.UTC(2026, 0, 1, 1)), endDate: String(Date.UTC(2026, 0, 1, 2)) }
    expect(await days('Asia/Tokyo', instants)).toEqual(['Garden', 'Kitchen'])
  })
})

describe('pages', () => {
  it('turn by number, by place, and by the address of the next, each opportunity once', async () => {
    const byNumber: string[] = []
    for (let page = 1; page <= 3; page++) byNumber.push(...(await found({ limit: 2, page })))
    const byPlace: string[] = []
    const byAddress: string[] = []
    let place: object = {}
    let address: object | undefined = { limit: '2' }
    while (byPlace.length < 5) {
      const { body } = await list({ limit: 2, ...place })
      byPlace.push(...namesOf(body))
      place = { startAfter: String(body.meta.startAfter), startAfterId: body.meta.startAfterId }
    }
    while (address !== undefined) {
      const { body } = await list(address)
      byAddress.push(...namesOf(body))
      const { nextPageUrl } = body.meta
      address = nextPageUrl && Object.fromEntries(new URL(nextPageUrl).searchParams)
    }
    const all = ['Attic', 'Cellar', 'Garden', 'Kitchen', 'Roof']
    expect([byNumber, byPlace, byAddress]).toEqual([all, all, all])
  })

  it('say where they stand', async () => {
    const { body } = await list({ limit: 2, page: 2, order: 'added_asc', status: '', q: '' })
    const last = await account.read(ids[3] ?? '')
    const startAfter = new Date(last.createdAt as string).getTime()
    const place = `startAfterId=${last.id}&startAfter=${startAfter}`
    expect(body.meta).toEqual({
      ...{ total: 5, currentPage: 2, nextPage: 3, prevPage: 1, startAfterId: last.id, startAfter },
      nextPageUrl: expect.stringMatching(/^https:\/\/api\.test\/v2\/opportunities\/search\?/),
    })
    const url = new URL(body.meta.nextPageUrl)
    const wanted = { location_id: account.locationId, limit: '2', page: '3', order: 'added_asc' }
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...wanted,
      ...Object.fromEntries(new URLSearchParams(place)),
    })
    expect(url.searchParams.has('status')).toBe(false)
  })

  it('begin behind an opportunity that only its id names, and are empty behind one of another location', async () => {
    expect(await found({ startAfterId: ids[1] })).toEqual(['Roof'])
    expect(await found({ startAfterId: ids[1], order: 'added_asc' })).toEqual(['Garden', 'Cellar', 'Attic'])
    expect(await found({ startAfterId: await other.add() })).toEqual([])
  })

  it('stay exact while many are added with one time', async () => {
    const contactId = await account.addContact({ name: 'Same Time' })
    const made = new Set<string>()
    for (let index = 0; index < 7; index++) made.add(await account.add({ contactId }))
    const seen: string[] = []
    let place: object = {}
    for (let turn = 0; turn < 4; turn++) {
      const { body } = await list({ contact_id: contactId, limit: 2, ...place })
      expect(body.meta.total).toBe(7)
      seen.push(...body.opportunities.map((one: { id: string }) => one.id))
      place = { startAfter: String(body.meta.startAfter), startAfterId: body.meta.startAfterId }
    }
    expect([seen.length, new Set(seen)]).toEqual([7, made])
  })
})

describe("what is asked for of the contact's", () => {
  it('notes, tasks and calendar events stands beside it, and nothing that is not asked for', async () => {
    const contactId = await account.addContact({ name: 'Busy Bee' })
    const params = { contactId }
    await account.call('create-note', { params, body: { body: 'Likes honey', userId } })
    const task = { title: 'Call', dueDate: '2026-02-01T00:00:00Z', completed: false }
    await account.call('create-task', { params, body: task })
    await account.add({ contactId })
    const { body } = await list({ contact_id: contactId, getNotes: true, getTasks: true, getCalendarEvents: true })
    const now = account.clock.now().toISOString()
    expect(body.opportunities[0]).toMatchObject({
      notes: [{ id: expect.any(String), body: 'Likes honey', userId, contactId, dateAdded: now }],
      tasks: [{ title: 'Call', dueDate: '2026-02-01T00:00:00.000Z', completed: false, contactId }],
      calendarEvents: [],
    })
    const { body: bare } = await list({ contact_id: contactId })
    for (const absent of ['notes', 'tasks', 'calendarEvents']) expect(bare.opportunities[0]).not.toHaveProperty(absent)
  })
})

describe('422', () => {
  it.each([
    [{ status: 'closed' }, 'status must be one of'],
    [{ order: 'by_name' }, 'order must be one of'],
    [{ date: 'yesterday' }, 'date must be a date'],
    [{ date: '02-30-2026' }, 'date must be a date'],
    [{ endDate: '31-01-2026' }, 'endDate must be a date'],
    [{ startAfter: 'now' }, 'startAfter must be the milliseconds'],
    [{ startAfter: '9'.repeat(15) }, 'startAfter must be the milliseconds'],
    [{ page: 101, limit: 100 }, 'page must stay within the first 10000'],
    [{ page: 0 }, 'page'],
    [{ limit: 101 }, 'limit'],
    [{ limit: 0 }, 'limit'],
    [{ location_id: undefined }, 'location_id'],
  ])('refuses %j', async (query, says) => {
    const { status, body } = await list(query)
    expect([status, body.message.join()]).toEqual([422, expect.stringContaining(says)])
  })
})
