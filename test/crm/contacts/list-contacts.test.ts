import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const TOTAL = 23

let test: TestDatabase
let account: CrmAccount
let stranger: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  stranger = await createCrmAccount(test, contactOperations)
  await stranger.call('create-contact', { body: { locationId: stranger.locationId, name: 'Stranger 100% of B' } })
  for (let number = 1; number <= TOTAL; number++) {
    // Five contacts a moment: paging must not lose those that share one.
    if (number % 5 === 0) account.clock.advance('1 second')
    const body = { locationId: account.locationId, name: `Person ${number}`, email: `p${number}@list.test` }
    await account.call('create-contact', { body })
  }
})
afterAll(() => test.drop())

const list = (query: object = {}) =>
  account.call('get-contacts', { query: { locationId: account.locationId, ...query } })

describe('GET /contacts/', () => {
  it('gives twenty, newest first, and how many there are', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    expect(body.contacts).toHaveLength(20)
    expect([body.count, body.meta.total]).toEqual([TOTAL, TOTAL])
    const times: number[] = body.contacts.map(({ dateAdded }: { dateAdded: string }) => Date.parse(dateAdded))
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  it('is paged to its end by meta, each contact once', async () => {
    const ids: string[] = []
    let next: object = {}
    for (;;) {
      const { body } = await list({ limit: '7', ...next })
      if (body.contacts.length === 0) break
      ids.push(...body.contacts.map(({ id }: { id: string }) => id))
      next = { startAfterId: body.meta.startAfterId, startAfter: String(body.meta.startAfter) }
      expect(body.meta.total).toBe(TOTAL)
    }
    expect([ids.length, new Set(ids).size]).toEqual([TOTAL, TOTAL])
  })

  it('goes on from an id alone', async () => {
    const { body: first } = await list({ limit: '4' })
    const both = { startAfterId: first.meta.startAfterId, startAfter: String(first.meta.startAfter) }
    const byBoth = (await list({ limit: '4', ...both })).body.contacts
    expect((await list({ limit: '4', startAfterId: both.startAfterId })).body.contacts).toEqual(byBoth)
  })

  it.each([
    ['Person 12', ['Person 12']],
    ['PERSON 1', 12],
    ['p7@list', ['Person 7']],
    ['7 person', 2],
    ['100%', []],
    ['_erson', []],
    ['\\', []],
    ['Stranger', []],
  ])('S1: finds by query %j only own contacts', async (query, expected) => {
    const { body } = await list({ query })
    const names = body.contacts.map(({ contactName }: { contactName: string }) => contactName)
    if (typeof expected === 'number') expect([names.length, body.meta.total]).toEqual([expected, expected])
    else expect([names, body.meta.total]).toEqual([expected, expected.length])
  })

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '1e9' }, 'limit'],
    [{ limit: 'many' }, 'limit'],
    [{ startAfter: 'yesterday' }, 'startAfter'],
    [{ startAfter: '-5' }, 'startAfter'],
    [{ startAfter: '999999999999999999' }, 'startAfter'],
    [{ query: 'x'.repeat(256) }, 'query'],
  ])('S62: refuses %j', async (query, property) => {
    const { status, body } = await list(query)
    expect(status).toBe(422)
    expect(body.message[0]).toContain(property)
  })
})

describe('GET /contacts/search/duplicate', () => {
  const find = (query: object) =>
    account.call('get-duplicate-contact', { query: { locationId: account.locationId, ...query } })

  it('finds by e-mail in any case, and by number in any writing', async () => {
    const { body } = await account.call('create-contact', {
      body: { locationId: account.locationId, email: 'Dup@Find.test', phone: '+14155552671' },
    })
    const { id } = body.contact
    expect((await find({ email: 'dUP@find.TEST' })).body.contact.id).toBe(id)
    expect((await find({ number: '+1 (415) 555-2671' })).body.contact.id).toBe(id)
    expect((await find({ number: '415-555-2671' })).body.contact.id).toBe(id)
    expect((await find({ number: ' 14155552671' })).body.contact.id).toBe(id)
    expect((await find({ email: 'nobody@find.test', number: '+14155552671' })).body.contact.id).toBe(id)
  })

  it('says that there is none', async () => {
    expect((await find({ email: 'nobody@find.test' })).body).toEqual({ contact: null })
    expect((await find({ number: 'no number' })).body).toEqual({ contact: null })
  })

  it('asks for one of the two', async () => {
    expect((await find({})).status).toBe(422)
    expect((await find({ email: ' ' })).status).toBe(422)
  })
})

describe('GET /contacts/business/{businessId}', () => {
  const BUSINESS = '63771dcac1116f0e21de8e12'

  it('lists the contacts of a business, page by page', async () => {
    const text = `insert into crm_businesses (account_id, id, name, created_at, updated_at) values ($1, $2, 'B', $3, $3)`
    await account.rows(text, [account.accountId, BUSINESS, account.clock.now()])
    const { body: all } = await list({ limit: '6' })
    const ids = all.contacts.map(({ id }: { id: string }) => id)
    const assigned = await account.call('add-remove-contact-from-business', {
      body: { locationId: account.locationId, ids: [...ids, 'strangersId'], businessId: BUSINESS },
    })
    expect(assigned.body).toEqual({ success: true, ids })

    const page = (query: object) =>
      account.call('get-contacts-by-businessId', {
        params: { businessId: BUSINESS },
        query: { locationId: account.locationId, ...query },
      })
    expect((await page({})).body.count).toBe(6)
    const found = [
      ...(await page({ limit: '4' })).body.contacts,
      ...(await page({ limit: '4', skip: '4' })).body.contacts,
    ]
    expect(found.map(({ id }) => id)).toEqual(ids)
    expect(found[0].businessId).toBe(BUSINESS)
    expect((await page({ query: 'Person 23' })).body.count).toBeLessThanOrEqual(1)

    const removed = await account.call('add-remove-contact-from-business', {
      body: { locationId: account.locationId, ids: ids.slice(0, 2), businessId: null },
    })
    expect(removed.body.ids).toEqual(ids.slice(0, 2))
    expect((await page({})).body.count).toBe(4)
    expect((await page({ skip: '-1' })).status).toBe(422)
  })

  it('S1: does not find a business of another account, nor put contacts into it', async () => {
    const text = `insert into crm_businesses (account_id, id, name, created_at, updated_at) values ($1, $2, 'B', $3, $3)`
    const foreignId = '63771dcac1116f0e21de8e99'
    await stranger.rows(text, [stranger.accountId, foreignId, account.clock.now()])
    for (const businessId of [foreignId, '63771dcac1116f0e21de8e00', 'malformed', '']) {
      const input = { params: { businessId }, query: { locationId: account.locationId } }
      const bulk = { body: { locationId: account.locationId, ids: ['someId'], businessId } }
      for (const call of [
        ['get-contacts-by-businessId', input],
        ['add-remove-contact-from-business', bulk],
      ] as const) {
        const { status, body } = await account.call(call[0], call[1])
        expect([status, body]).toEqual([404, { statusCode: 404, message: `Business with id ${businessId} not found` }])
      }
    }
  })
})
