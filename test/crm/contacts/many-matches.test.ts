import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

/** Above what is counted for every page. */
const ROOFS = 1250
const GARDENS = 40
/** Enough that not every search is counted to the last. */
const ATTICS = 10_000

let test: TestDatabase
let account: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  await addMany('roof', ROOFS)
  await addMany('garden', GARDENS)
})
afterAll(() => test.drop())

async function addMany(tag: string, count: number): Promise<void> {
  await account.rows(
    `insert into crm_contacts (account_id, id, first_name, tags, search_text, created_at, updated_at)
     select $1, substr(md5($2 || n), 1, 20), $2 || ' ' || n, array[$2], $2 || ' ' || n || E'\\n', at, at
       from generate_series(1, $3::int) n, lateral (select '2025-01-01'::timestamptz + n * interval '1 minute' as at) as times`,
    [account.accountId, tag, count],
  )
}

const search = async (body: object) =>
  (await account.call('search-contacts-advanced', { body: { locationId: account.locationId, ...body } })).body
const tagged = (value: string) => ({ filters: [{ field: 'tags', operator: 'contains', value }] })
const firstNames = (contacts: { firstNameLowerCase?: string; contactName?: string }[]) =>
  contacts.map(one => one.firstNameLowerCase)

describe('a search that few match', () => {
  it('tells exactly how many there are on each page, those behind the last included', async () => {
    for (const wish of [tagged('garden'), { query: 'garden' }]) {
      for (const page of [1, 4, 9]) expect((await search({ ...wish, pageLimit: 10, page })).total).toBe(GARDENS)
    }
    expect((await search(tagged('cellar'))).total).toBe(0)
  })

  it('stands in the order asked for, page by page and behind a place', async () => {
    const sort = [{ field: 'dateAdded', direction: 'asc' }]
    const wish = { ...tagged('garden'), sort, pageLimit: 3 }
    const second = await search({ ...wish, page: 2 })
    expect(firstNames(second.contacts)).toEqual(['garden 4', 'garden 5', 'garden 6'])
    const behind = await search({ ...wish, searchAfter: second.contacts.at(-1).searchAfter })
    expect(firstNames(behind.contacts)).toEqual(['garden 7', 'garden 8', 'garden 9'])
    expect(behind.total).toBe(GARDENS)
  })
})

describe('a search that many match', () => {
  it('is counted to the last where the account is small', async () => {
    expect((await search({ ...tagged('roof'), pageLimit: 100 })).total).toBe(ROOFS)
  })

  it('tells a bound before which no program stops, and on the last page how many there are', async () => {
    await addMany('attic', ATTICS)
    expect((await search({ ...tagged('roof'), pageLimit: 100 })).total).toBe(ROOFS + GARDENS + ATTICS)
    const last = await search({ ...tagged('roof'), pageLimit: 100, page: 13 })
    expect([last.contacts.length, last.total]).toEqual([50, ROOFS])
  })

  it('never takes fewer pages than there are for a program that goes on until it has so many', async () => {
    const seen = new Set<string>()
    let total = Number.POSITIVE_INFINITY
    for (let page = 1; seen.size < total; page++) {
      const found = await search({ query: 'roof', pageLimit: 100, page })
      for (const { id } of found.contacts) seen.add(id)
      total = found.total
    }
    expect(seen.size).toBe(ROOFS)
  })
})
