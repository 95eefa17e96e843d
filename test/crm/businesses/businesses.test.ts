import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { businessOperations } from '../../../src/crm/businesses/routes.ts'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { inputsOf, text } from '../../support/hostile-values.ts'

let test: TestDatabase
let account: CrmAccount
let other: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, [...businessOperations, ...contactOperations])
  other = await createCrmAccount(test, businessOperations)
})
afterAll(() => test.drop())

const WRITTEN = {
  ...{ name: 'Microsoft', phone: '+18832327657', email: 'john@deo.com', website: 'www.xyz.com', country: 'us' },
  ...{ address: 'street adress', city: 'new york', postalCode: '12312312', state: 'new york' },
  description: 'business description',
}
const create = (body: object = {}, of = account) =>
  of.call('create-business', { body: { locationId: of.locationId, name: 'Some Ltd', ...body } })
const add = async (body: object = {}, of = account) => (await create(body, of)).body.buiseness.id as string
const read = async (businessId: string) =>
  (await account.call('get-business', { params: { businessId } })).body.business
const update = (businessId: string, body: object) => account.call('update-business', { params: { businessId }, body })
const list = (query: object = {}) =>
  account.call('get-businesses-by-location', { query: { locationId: account.locationId, ...query } })

describe('a business', () => {
  it('is made with every documented field, spelled as the document spells it', async () => {
    const { status, body } = await create(WRITTEN)
    expect([status, body.success]).toEqual([201, true])
    const now = account.clock.now().toISOString()
    const id = expect.stringMatching(/^[0-9a-f]{24}$/)
    expect(body.buiseness).toEqual({ ...WRITTEN, id, locationId: account.locationId, createdAt: now, updatedAt: now })
    expect(await read(body.buiseness.id)).toEqual(body.buiseness)
  })

  it('leaves out what nobody gave', async () => {
    expect(Object.keys(await read(await add({ city: null, phone: '' }))).sort()).toEqual(
      ['createdAt', 'id', 'locationId', 'name', 'updatedAt'].sort(),
    )
  })

  it('changes what is given, keeps the rest, and loses what is emptied', async () => {
    const id = await add(WRITTEN)
    account.clock.advance('1 hour')
    const { status, body } = await update(id, { name: 'Macrohard', email: '', city: null })
    expect([status, body.success]).toEqual([200, true])
    const { email: _, city: __, ...kept } = WRITTEN
    const updatedAt = account.clock.now().toISOString()
    expect(body.buiseness).toEqual({ ...(await read(id)), ...kept, name: 'Macrohard', updatedAt })
    expect(body.buiseness).not.toHaveProperty('email')
    account.clock.advance('1 hour')
    expect((await update(id, { name: 'Macrohard' })).body.buiseness.updatedAt).toBe(updatedAt)
  })

  it('goes, and its contacts stay without one', async () => {
    const businessId = await add()
    const contact = await account.call('create-contact', {
      body: { locationId: account.locationId, name: 'Staff', companyName: 'Some Ltd' },
    })
    const { id } = contact.body.contact
    const body = { locationId: account.locationId, ids: [id], businessId }
    await account.call('add-remove-contact-from-business', { body })
    const { status, body: gone } = await account.call('delete-Business', { params: { businessId } })
    expect([status, gone]).toEqual([200, { success: true }])
    const left = (await account.call('get-contact', { params: { contactId: id } })).body.contact
    expect(left.companyName).toBe('Some Ltd')
    expect(left).not.toHaveProperty('businessId')
    expect((await account.call('get-business', { params: { businessId } })).status).toBe(404)
  })
})

describe('the list', () => {
  it('has the newest first, page by page, and none of another location', async () => {
    await add({ name: 'Theirs' }, other)
    const names = []
    for (const name of ['One', 'Two', 'Three']) {
      account.clock.advance('1 hour')
      await add({ name })
    }
    for (const skip of ['0', '1', '2']) {
      const { body } = await list({ limit: '1', skip })
      names.push(...body.businesses.map((business: { name: string }) => business.name))
    }
    expect(names).toEqual(['Three', 'Two', 'One'])
    const { businesses } = (await list()).body
    expect(businesses[0]).toEqual(await read(businesses[0].id))
    expect(businesses.map((business: { name: string }) => business.name)).not.toContain('Theirs')
  })

  it.each([{ limit: '0' }, { limit: 'all' }, { limit: '1001' }, { skip: '-1' }, { locationId: undefined }])(
    'refuses %j',
    async query => expect((await list(query)).status).toBe(422),
  )
})

describe('422', () => {
  it.each([
    [{ name: undefined }, 'name'],
    [{ name: '' }, 'name'],
    [{ email: 'no at sign' }, 'email must be an email'],
    [{ phone: 5 }, 'phone must be'],
    [{ id: 'mine' }, 'property id should not exist'],
    [{ createdBy: {} }, 'property createdBy should not exist'],
    [{ accountId: 'acc_1' }, 'property accountId should not exist'],
  ])('S5: refuses %j and writes nothing', async (body, says) => {
    const storedRows = async () => (await account.rows('select count(*) as total from crm_businesses'))[0]?.total
    const before = await storedRows()
    const reply = await create(body)
    expect([reply.status, reply.body.message.join()]).toEqual([422, expect.stringContaining(says)])
    expect(await storedRows()).toBe(before)
  })
})

const MALFORMED = ['', ' ', '0', 'x'.repeat(24), '0'.repeat(23), 'F'.repeat(24), "' or 1=1 --", '\u0000', '__proto__']

describe.each(businessOperations.filter(({ path }) => path.includes(':businessId')))('S1: $id', operation => {
  it("answers 404 alike for another account's, a deleted, a never existing and a malformed id", async () => {
    const [foreign, deleted] = [await add({}, other), await add()]
    await account.call('delete-Business', { params: { businessId: deleted } })
    for (const businessId of [foreign, deleted, '0'.repeat(24), ...MALFORMED]) {
      const body = operation.body === undefined ? undefined : { name: 'Mine now' }
      const reply = await account.call(operation.id, { params: { businessId }, body })
      const says = `Business with id ${businessId} not found`
      expect([reply.status, reply.body]).toEqual([404, { statusCode: 404, message: says }])
    }
    expect((await other.call('get-business', { params: { businessId: foreign } })).body.business.name).toBe('Some Ltd')
  })
})

describe.each(businessOperations)('S60: $id', ({ ...operation }) => {
  it('answers every input with a documented reply or a refusal, never with a failure', async () => {
    const businessId = await add()
    const good = { email: fc.uuid().map(id => `${id}@fuzz.test`), name: text(255).filter(Boolean) }
    await fc.assert(
      fc.asyncProperty(inputsOf(operation, good), text(200), async ({ body, query }, id) => {
        const where = operation.locationFrom === 'body.locationId' ? { locationId: account.locationId } : {}
        const params = { businessId: operation.method === 'DELETE' ? id : businessId }
        const reply = await account.call(operation.id, {
          params,
          query: { ...query, locationId: account.locationId },
          body: body === undefined ? undefined : { ...(body as object), ...where },
        })
        expect(reply.status).toBeLessThan(500)
        if (reply.status < 300 && body !== undefined) {
          const given = Object.entries(body as Record<string, string>)
          // A blank e-mail clears the field, as an empty one does.
          const wanted = given.filter(
            ([key, value]) => key !== 'locationId' && (key === 'email' ? value?.trim() : value),
          )
          expect(reply.body.buiseness).toMatchObject(Object.fromEntries(wanted))
        }
      }),
      { numRuns: 50 },
    )
  })
})
