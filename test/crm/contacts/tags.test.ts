import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let contactId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
})
afterAll(() => test.drop())
beforeEach(async () => {
  contactId = await create(['a', 'b'])
  account.published.length = 0
})

async function create(tags: string[]): Promise<string> {
  const { body } = await account.call('create-contact', { body: { locationId: account.locationId, name: 'T', tags } })
  return body.contact.id
}
const add = (tags: string[]) => account.call('add-tags', { params: { contactId }, body: { tags } })
const remove = (tags: string[]) => account.call('remove-tags', { params: { contactId }, body: { tags } })
const read = async (id = contactId) =>
  (await account.call('get-contact', { params: { contactId: id } })).body.contact.tags

describe('the tags of one contact', () => {
  it('are added once, in lower case, and answered all', async () => {
    const { status, body } = await add(['B', 'New Tag', ' new tag'])
    expect([status, body]).toEqual([201, { tags: ['a', 'b', 'new tag'] }])
    expect(await read()).toEqual(body.tags)
    expect(account.published.map(({ type, body: { tags } }) => [type, tags])).toEqual([['ContactTagUpdate', body.tags]])
    const known = await account.rows('select 1 from crm_tags where account_id = $1 and name = $2', [
      account.accountId,
      'new tag',
    ])
    expect(known).toHaveLength(1)
  })

  it('are removed, and those that stay are answered', async () => {
    const { status, body } = await remove(['A', 'never there'])
    expect([status, body]).toEqual([200, { tags: ['b'] }])
    expect(await read()).toEqual(['b'])
  })

  it('tell nothing when nothing changes', async () => {
    await add(['a'])
    await remove(['z'])
    expect(account.published).toEqual([])
  })

  it('all survive thirty adds at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => add([`tag ${index}`])))
    expect(await read()).toHaveLength(32)
  })

  it('are refused without any that is not blank, or too many', async () => {
    expect((await add([])).status).toBe(422)
    expect((await add(['  '])).status).toBe(422)
    expect((await add(['x'.repeat(256)])).status).toBe(422)
    expect((await add(Array.from({ length: 499 }, (_, index) => `t${index}`))).status).toBe(422)
    expect(await read()).toEqual(['a', 'b'])
  })
})

describe('the tags of many contacts', () => {
  const bulk = (type: string, body: object) =>
    account.call('create-association', {
      params: { type },
      body: { locationId: account.locationId, contacts: [contactId], tags: ['b', 'C'], ...body },
    })

  it('are added with an answer for each id', async () => {
    const second = await create([])
    const { status, body } = await bulk('add', { contacts: [second, 'abcdef', contactId, contactId] })
    const line = { message: 'Tags updated', type: 'success', tagsRemoved: [] }
    expect(status).toBe(201)
    expect(body).toEqual({
      succeded: true,
      errorCount: 1,
      responses: [
        { ...line, contactId: second, oldTags: [], tagsAdded: ['b', 'c'] },
        { contactId: 'abcdef', message: 'contact does not belong to location', type: 'error' },
        { ...line, contactId, oldTags: ['a', 'b'], tagsAdded: ['c'] },
        { ...line, contactId, oldTags: ['a', 'b', 'c'], tagsAdded: [] },
      ],
    })
    expect(await read(second)).toEqual(['b', 'c'])
    expect(account.published.map(({ type }) => type).slice(-2)).toEqual(['ContactTagUpdate', 'ContactTagUpdate'])
  })

  it('are removed, some or all', async () => {
    const { body } = await bulk('remove', {})
    expect(body.responses[0]).toMatchObject({ oldTags: ['a', 'b'], tagsAdded: [], tagsRemoved: ['b'] })
    await bulk('remove', { tags: [], removeAllTags: true })
    expect(await read()).toEqual([])
  })

  it("S1: answers alike for another account's, a deleted and a made-up id", async () => {
    const other = await createCrmAccount(test, contactOperations)
    const { body: made } = await other.call('create-contact', { body: { locationId: other.locationId, name: 'B' } })
    const deleted = await create([])
    await account.call('delete-contact', { params: { contactId: deleted } })
    const contacts = [made.contact.id, deleted, 'neverExisted00000000', "'; drop table x"]
    const { body } = await bulk('add', { contacts })
    const texts = body.responses.map(({ contactId: _, ...rest }: { contactId: string }) => JSON.stringify(rest))
    expect(new Set(texts).size).toBe(1)
    expect((await other.call('get-contact', { params: { contactId: made.contact.id } })).body.contact.tags).toEqual([])
  })

  it.each([
    ['update', {}, 'type'],
    ['__proto__', {}, 'type'],
    ['add', { removeAllTags: true }, 'removeAllTags'],
    ['add', { tags: [' '] }, 'tags'],
    ['add', { contacts: [] }, 'contacts'],
    ['add', { contacts: Array.from({ length: 501 }, () => 'x') }, 'contacts'],
    ['add', { ids: [] }, 'property ids'],
  ])('refuse %s with %j', async (type, body, says) => {
    const reply = await bulk(type, body)
    expect(reply.status).toBe(422)
    expect(reply.body.message[0]).toContain(says)
    expect(await read()).toEqual(['a', 'b'])
  })
})
