import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  const people = [
    { name: 'Alex Peter', phone: '+14155550001', city: 'Oslo' },
    { name: 'Älva Öberg', city: 'oslo', dateOfBirth: '1990-05-05' },
    { name: 'Zoë 50%_off' },
    { name: 'alex Zimmer', phone: '+442071838750', city: 'London', dateOfBirth: '1970-01-31' },
    { firstName: 'Bob' },
  ]
  for (const person of people) {
    account.clock.advance('1 day')
    await account.call('create-contact', { body: { locationId: account.locationId, ...person } })
  }
})
afterAll(() => test.drop())

const search = (body: object = {}) =>
  account.call('search-contacts-advanced', { body: { locationId: account.locationId, ...body } })
const names = async (body: object) =>
  (await search(body)).body.contacts.map((one: { contactName: string }) => one.contactName.split(' ')[0])

const ALL = ['Bob', 'alex', 'Zoë', 'Älva', 'Alex']

describe('order and pages', () => {
  it.each([
    [[{ field: 'dateAdded', direction: 'asc' }], [...ALL].reverse()],
    [
      [
        { field: 'firstNameLowerCase', direction: 'desc' },
        { field: 'lastName', direction: 'asc' },
      ],
      ['Zoë'],
    ],
    [
      [
        { field: 'city', direction: 'asc' },
        { field: 'dateAdded', direction: 'desc' },
      ],
      ['Bob', 'Zoë', 'alex'],
    ],
    [
      [
        { field: 'dateOfBirth', direction: 'desc' },
        { field: 'name', direction: 'desc' },
      ],
      ['Älva', 'alex'],
    ],
  ])('keeps the order of %j', async (sort, begins) => {
    const sorted = await names({ sort })
    // Älva sorts before or after Zoë by the database's locale: only what every locale agrees on is expected.
    const plain = sorted.filter((name: string) => name !== 'Älva' || begins.includes('Älva'))
    expect(plain.slice(0, begins.length)).toEqual(begins)
    expect(sorted).toHaveLength(5)
  })

  it.each([
    { sort: undefined },
    { sort: [{ field: 'dateUpdated', direction: 'asc' }] },
    { sort: [{ field: 'firstNameLowerCase', direction: 'asc' }] },
    {
      sort: [
        { field: 'city', direction: 'desc' },
        { field: 'dateAdded', direction: 'asc' },
      ],
    },
    {
      sort: [
        { field: 'dateOfBirth', direction: 'asc' },
        { field: 'phone', direction: 'asc' },
      ],
    },
  ])('walks all of %j behind searchAfter as page by page', async ({ sort }) => {
    const pages: string[] = []
    const cursors: string[] = []
    let searchAfter: unknown[] = []
    for (let page = 1; page <= 5; page++) {
      pages.push((await search({ sort, page, pageLimit: 1 })).body.contacts[0].id)
      const { body } = await search({ sort, searchAfter, pageLimit: 1 })
      cursors.push(body.contacts[0].id)
      expect(body.total).toBe(5)
      searchAfter = body.contacts[0].searchAfter
    }
    expect(cursors).toEqual(pages)
    expect(new Set(pages).size).toBe(5)
    expect((await search({ sort, searchAfter, pageLimit: 1 })).body.contacts).toEqual([])
  })

  it('carries [milliseconds, id] on each contact in the usual order', async () => {
    const { body } = await search({ pageLimit: 1 })
    const [bob] = body.contacts
    expect(bob.searchAfter).toEqual([Date.parse(bob.dateAdded), bob.id])
  })

  it.each([
    [{ page: 0 }, 'page'],
    [{ page: 1.5 }, 'page'],
    [{ page: 21, pageLimit: 500 }, 'page'],
    [{ pageLimit: 501 }, 'pageLimit'],
    [{ sort: [{ field: 'tags' }] }, 'sort.0.field'],
    [{ sort: [{ field: 'email' }, { field: 'secret' }] }, 'sort.1.field'],
    [{ sort: [{ field: 'email', direction: 'up' }] }, 'sort'],
    [{ sort: Array.from({ length: 3 }, () => ({ field: 'email' })) }, 'sort'],
    [{ searchAfter: ['x'] }, 'searchAfter'],
    [{ searchAfter: ['x', 'y'] }, 'searchAfter.0'],
    [{ searchAfter: [1, 2] }, 'searchAfter.1'],
    [{ searchAfter: [{}, 'y'] }, 'searchAfter.0'],
    [{ query: 'x'.repeat(76) }, 'query'],
    [{ limit: 5 }, 'property'],
  ])('refuses %j', async (wrong, property) => {
    const { status, body } = await search(wrong)
    expect(status).toBe(422)
    expect(body.message[0]).toContain(property)
  })
})
