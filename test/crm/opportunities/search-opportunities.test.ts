import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addDealField, createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
let userId: string
let fieldIds: { text: string; number: string; options: string }

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  const other = await createDealAccount(test)
  userId = await account.addUser('Ada')
  const [text, number, options] = [
    await addDealField(account, 'TEXT'),
    await addDealField(account, 'MONETORY'),
    await addDealField(account, 'MULTIPLE_OPTIONS'),
  ]
  fieldIds = { text, number, options }
  const company = await account.addContact({ name: 'Dora Doe', companyName: 'Acme', phone: '+14155550111' })
  const customFields = [
    { id: text, field_value: 'Needle in hay' },
    { id: number, field_value: '4711' },
    { id: options, field_value: ['red', 'green'] },
  ]
  const bodies = [
    { name: 'Alpha', monetaryValue: 100, source: 'Web', customFields },
    { name: 'beta', monetaryValue: 2500.5, status: 'won', assignedTo: userId },
    { name: 'Gamma', monetaryValue: 2500.5, contactId: company },
    { name: 'delta', pipelineId: account.otherPipelineId, status: 'lost' },
  ]
  for (const body of bodies) {
    const id = await account.add(body)
    if (body.name === 'Gamma')
      await account.call('add-followers-opportunity', { params: { id }, body: { followers: [userId] } })
    account.clock.advance('1 hour')
  }
  await other.add({ name: 'Alpha' })
})
afterAll(() => test.drop())

const search = (body: object = {}) =>
  account.call('search-opportunities-advanced', { body: { locationId: account.locationId, limit: 20, ...body } })
const namesOf = (body: { opportunities: { name: string }[] }) => body.opportunities.map(one => one.name)
const ALL = ['delta', 'Gamma', 'beta', 'Alpha']

/** What a filter finds; its count must say the same. */
async function found(...filters: object[]): Promise<string[]> {
  const { body } = await search({ filters })
  expect(body.total).toBe(body.opportunities.length)
  return namesOf(body)
}

describe('200', () => {
  it('needs the location and a limit alone, and takes what the document requires', async () => {
    const { body } = await search()
    expect([namesOf(body), body.total, body.aggregations]).toEqual([ALL, 4, {}])
    const details = { notes: true, tasks: true, calendarEvents: true, unReadConversations: true }
    const whole = await search({ query: '', page: 1, searchAfter: [], additionalDetails: details })
    expect(whole.body.opportunities[0]).toMatchObject({ name: 'delta', notes: [], tasks: [], calendarEvents: [] })
    const { searchAfter, ...first } = body.opportunities[0]
    expect(searchAfter).toEqual([new Date(first.createdAt).getTime(), first.id])
    expect(first).toEqual(await account.read(first.id))
  })

  it('finds by every published field and operator', async () => {
    const filters: [object, string[]][] = [
      [{ field: 'status', operator: 'eq', value: 'open' }, ['Gamma', 'Alpha']],
      [{ field: 'status', operator: 'eq', value: ['won', 'lost'] }, ['delta', 'beta']],
      [{ field: 'status', operator: 'not_eq', value: 'open' }, ['delta', 'beta']],
      [{ field: 'pipeline_id', operator: 'eq', value: account.otherPipelineId }, ['delta']],
      [{ field: 'pipeline_stage_id', operator: 'not_eq', value: account.stageIds[0] }, ['delta']],
      [{ field: 'pipeline_id', operator: 'exists' }, ALL],
      [{ field: 'monetary_value', operator: 'range', value: { gte: 100, lt: 2500.5 } }, ['Alpha']],
      [{ field: 'monetary_value', operator: 'eq', value: '2500.5' }, ['Gamma', 'beta']],
      [{ field: 'name', operator: 'contains', value: 'A' }, ALL],
      [{ field: 'name', operator: 'eq', value: 'ALPHA' }, ['Alpha']],
      [{ field: 'name', operator: 'not_contains', value: 'lph' }, ['delta', 'Gamma', 'beta']],
      [{ field: 'source', operator: 'exists' }, ['Alpha']],
      [{ field: 'source', operator: 'not_exists' }, ['delta', 'Gamma', 'beta']],
      [{ field: 'assigned_to', operator: 'eq', value: userId }, ['beta']],
      [{ field: 'assigned_to', operator: 'not_eq', value: userId }, ['delta', 'Gamma', 'Alpha']],
      [{ field: 'followers', operator: 'contains', value: userId }, ['Gamma']],
      [{ field: 'followers', operator: 'not_exists' }, ['delta', 'beta', 'Alpha']],
      [{ field: 'contact_id', operator: 'eq', value: account.contactId }, ['delta', 'beta', 'Alpha']],
      [{ field: 'contact_name', operator: 'eq', value: 'dora doe' }, ['Gamma']],
      [{ field: 'company_name', operator: 'contains', value: 'acm' }, ['Gamma']],
      [{ field: 'company_name', operator: 'not_exists' }, ['delta', 'beta', 'Alpha']],
      [{ field: 'email', operator: 'eq', value: 'CORA@deals.test' }, ['delta', 'beta', 'Alpha']],
      [{ field: 'phone', operator: 'eq', value: '+1 (415) 555-0111' }, ['Gamma']],
      [{ field: 'phone', operator: 'contains', value: '555-01' }, ALL],
      [{ field: 'date_added', operator: 'range', value: { gt: '2026-01-01T01:30:00Z' } }, ['delta', 'Gamma']],
      [{ field: 'last_status_change_date', operator: 'range', value: { lte: '2026-01-01' } }, ['Alpha']],
      [{ field: 'lost_reason_id', operator: 'exists' }, []],
      [{ field: `custom_fields.${fieldIds.text}`, operator: 'contains', value: 'needle' }, ['Alpha']],
      [{ field: `custom_fields.${fieldIds.number}`, operator: 'range', value: { gte: 4711 } }, ['Alpha']],
      [{ field: `customFields.${fieldIds.options}`, operator: 'eq', value: 'green' }, ['Alpha']],
      [{ field: `custom_fields.${fieldIds.text}`, operator: 'not_exists' }, ['delta', 'Gamma', 'beta']],
    ]
    for (const [filter, names] of filters) expect([filter, await found(filter)]).toEqual([filter, names])
  })

  it('joins filters by AND, and groups as they say', async () => {
    const open = { field: 'status', operator: 'eq', value: 'open' }
    const dear = { field: 'monetary_value', operator: 'range', value: { gt: 1000 } }
    const other = { field: 'pipeline_id', operator: 'eq', value: account.otherPipelineId }
    expect(await found(open, dear)).toEqual(['Gamma'])
    expect(await found({ group: 'OR', filters: [dear, other] })).toEqual(['delta', 'Gamma', 'beta'])
    expect(await found(open, { group: 'OR', filters: [dear, { group: 'AND', filters: [other] }] })).toEqual(['Gamma'])
    expect(await found({ group: 'OR', filters: [open, other] })).toEqual(['delta', 'Gamma', 'Alpha'])
  })

  it('looks for each word of the query in the name and the contact', async () => {
    for (const [query, names] of [
      ['gam', ['Gamma']],
      ['dora gamma', ['Gamma']],
      ['acme', ['Gamma']],
      ['cora@deals alpha', ['Alpha']],
      ['dora alpha', []],
    ] as const) {
      const { body } = await search({ query })
      expect([query, namesOf(body), body.total]).toEqual([query, names, names.length])
    }
  })

  it('finds a renamed contact under its new name alone', async () => {
    const contactId = await account.addContact({ name: 'Before Wedding' })
    const id = await account.add({ contactId, name: 'Honeymoon' })
    await account.call('update-contact', { params: { contactId }, body: { name: 'After Wedding' } })
    const totals = [
      (await search({ query: 'before' })).body.total,
      (await search({ query: 'after honeymoon' })).body.total,
    ]
    expect(totals).toEqual([0, 1])
    await account.call('update-opportunity', { params: { id }, body: { name: 'Divorce' } })
    expect((await search({ query: 'after divorce' })).body.total).toBe(1)
    await account.call('delete-contact', { params: { contactId } })
  })
})

describe('an order', () => {
  it.each([
    ['name', 'asc', ['Alpha', 'beta', 'delta', 'Gamma']],
    ['monetary_value', 'desc', ['beta', 'Gamma', 'Alpha', 'delta']],
    ['monetary_value', 'asc', ['delta', 'Alpha', 'beta', 'Gamma']],
    ['date_added', 'asc', ['Alpha', 'beta', 'Gamma', 'delta']],
    ['date_updated', 'desc', ALL],
    ['last_status_change_date', 'asc', ['Alpha', 'beta', 'Gamma', 'delta']],
    ['last_stage_change_date', 'desc', ALL],
  ])('by %s %s is kept from page to page', async (field, direction, wanted) => {
    const tie = field === 'monetary_value' ? [{ field: 'name', direction: 'asc' }] : []
    const sort = [{ field, direction }, ...tie]
    expect(namesOf((await search({ sort })).body)).toEqual(wanted)
    const byPage: string[] = []
    const byPlace: string[] = []
    let searchAfter: string[] = []
    for (let page = 1; page <= 4; page++) {
      byPage.push(...namesOf((await search({ sort, limit: 1, page })).body))
      const { body } = await search({ sort, limit: 1, searchAfter })
      byPlace.push(...namesOf(body))
      // Text, as the document types the places.
      searchAfter = body.opportunities[0].searchAfter.map(String)
    }
    expect([byPage, byPlace]).toEqual([wanted, wanted])
  })
})

describe('422', () => {
  it.each([
    [{ limit: undefined }, 'limit'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 501 }, 'limit'],
    [{ query: 'x'.repeat(76) }, 'query'],
    [{ page: 21, limit: 500 }, 'page must stay within the first 10000'],
    [
      { filters: [{ field: 'password', operator: 'eq', value: 'x' }] },
      'filters.0.field must be a field that opportunities',
    ],
    [{ filters: [{ field: 'status', operator: 'range', value: { gt: 1 } }] }, 'filters.0.operator must be one of'],
    [{ filters: [{ field: 'monetary_value', operator: 'eq', value: 'much' }] }, 'filters.0.value must be a number'],
    [{ sort: [{ field: 'contact_name' }] }, 'sort.0.field must be one of'],
    [{ sort: [{ field: 'toString' }] }, 'sort.0.field must be one of'],
    [{ searchAfter: ['x'] }, 'searchAfter must hold 2 values'],
    [{ searchAfter: ['x', 'y'] }, 'searchAfter.0 must be the milliseconds'],
    [{ sort: [{ field: 'monetary_value' }], searchAfter: ['much', 'id'] }, 'searchAfter.0 must be a number'],
    [{ additionalDetails: { secrets: true } }, 'property secrets should not exist'],
    [{ assignedTo: 'x' }, 'property assignedTo should not exist'],
  ])('refuses %j', async (body, says) => {
    const reply = await search(body)
    expect([reply.status, reply.body.message.join()]).toEqual([422, expect.stringContaining(says)])
  })
})
