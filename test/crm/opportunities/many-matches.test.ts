import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { createDealAccount, type DealAccount } from '../../support/deals.ts'

/** Above what is counted for every page. */
const ROOFS = 1250
const GARDENS = 40
/** Enough that not every search is counted to the last. */
const ATTICS = 10_000

let test: TestDatabase
let account: DealAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  await addMany('Roof', ROOFS, account.stageIds[0] ?? '')
  await addMany('Garden', GARDENS, account.stageIds[1] ?? '')
})
afterAll(() => test.drop())

async function addMany(name: string, count: number, stageId: string): Promise<void> {
  await account.rows(
    `insert into crm_opportunities (account_id, id, name, pipeline_id, pipeline_stage_id, status, contact_id, search_text,
                                    last_status_change_at, last_stage_change_at, created_at, updated_at)
     select $1, substr(md5($2 || n), 1, 20), $2 || ' ' || n, $3, $4, 'open', $5, lower($2) || ' ' || n || E'\\n', at, at, at, at
       from generate_series(1, $6::int) n, lateral (select '2025-01-01'::timestamptz + n * interval '1 minute' as at) as times`,
    [account.accountId, name, account.pipelineId, stageId, account.contactId, count],
  )
}

const search = async (body: object) =>
  (await account.call('search-opportunities-advanced', { body: { locationId: account.locationId, ...body } })).body
const list = async (query: object) =>
  (await account.call('search-opportunity', { query: { location_id: account.locationId, ...query } })).body.meta

describe('the total of a search for words', () => {
  it('is exact while few have them, page by page', async () => {
    expect((await search({ query: 'garden', limit: 10 })).total).toBe(GARDENS)
    expect((await list({ q: 'garden', limit: 10, page: 4 })).total).toBe(GARDENS)
    expect((await list({ q: 'garden', limit: 100 })).total).toBe(GARDENS)
  })

  it('is exact where there are not many at all', async () => {
    expect((await list({ q: 'roof', limit: 100 })).total).toBe(ROOFS)
  })

  it('is a bound above that, before which no program stops, and exact on the last page', async () => {
    await addMany('Attic', ATTICS, account.stageIds[2] ?? '')
    const first = await list({ q: 'roof', limit: 100 })
    expect(first.total).toBe(ROOFS + GARDENS + ATTICS)
    expect((await list({ q: 'roof', limit: 100, pipeline_stage_id: account.stageIds[0] })).total).toBe(ROOFS)
    const last = await list({ q: 'roof', limit: 100, page: 13 })
    expect([last.total, last.nextPage]).toEqual([ROOFS, undefined])
    let cursor: unknown[] = []
    const totals: number[] = []
    for (let page = 1; page <= 3; page++) {
      const { opportunities, total } = await search({ query: 'roof', limit: 500, searchAfter: cursor })
      totals.push(total)
      cursor = opportunities.at(-1).searchAfter
    }
    expect(totals).toEqual([ROOFS + GARDENS + ATTICS, ROOFS + GARDENS + ATTICS, ROOFS])
  })

  it('never takes fewer pages than there are for a program that goes on until it has so many', async () => {
    const seen = new Set<string>()
    let total = Number.POSITIVE_INFINITY
    for (let page = 1; seen.size < total; page++) {
      const { body } = await account.call('search-opportunity', {
        query: { location_id: account.locationId, q: 'roof', limit: 100, page },
      })
      for (const { id } of body.opportunities) seen.add(id)
      total = body.meta.total
    }
    expect(seen.size).toBe(ROOFS)
  })
})

it('the total of a search without words is exact, however many there are', async () => {
  const open = { field: 'status', operator: 'eq', value: 'open' }
  const ofContact = { field: 'contact_id', operator: 'eq', value: account.contactId }
  expect((await search({ limit: 1, filters: [open] })).total).toBe(ROOFS + GARDENS + ATTICS)
  expect((await search({ limit: 1, filters: [ofContact] })).total).toBe(ROOFS + GARDENS + ATTICS)
  expect((await list({ limit: 1, contact_id: account.contactId })).total).toBe(ROOFS + GARDENS + ATTICS)
})
