import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test.drop())
beforeEach(async () => {
  account = await createCrmAccount(test, contactOperations)
})

const upsert = (body: object) => account.call('upsert-contact', { body: { locationId: account.locationId, ...body } })
const count = async () =>
  (await account.rows('select count(*)::int as total from crm_contacts where account_id = $1', [account.accountId]))[0]
    ?.total

describe('200', () => {
  it('makes a contact that is not there, then changes that one', async () => {
    const first = await upsert({ name: 'Una', email: 'una@up.test', tags: ['a'] })
    expect(first.body).toMatchObject({ new: true, contact: { name: 'Una', email: 'una@up.test', tags: ['a'] } })
    const second = await upsert({ email: 'UNA@up.test', city: 'Oslo', tags: ['b'] })
    expect(second.body.new).toBe(false)
    expect(second.body.contact).toMatchObject({ id: first.body.contact.id, name: 'Una', city: 'Oslo', tags: ['b'] })
    expect(account.published.map(({ type }) => type)).toEqual(['ContactCreate', 'ContactUpdate', 'ContactTagUpdate'])
    expect(await count()).toBe(1)
  })

  it('finds by phone when the e-mail finds nobody', async () => {
    const { body: first } = await upsert({ phone: '+1 415 555 2671' })
    const { body: second } = await upsert({ phone: '(415) 555-2671', email: 'new@up.test' })
    expect(second).toMatchObject({ new: false, contact: { id: first.contact.id, email: 'new@up.test' } })
  })

  it("changes the e-mail's contact and leaves the phone to the contact that has it", async () => {
    const { body: mail } = await upsert({ email: 'mail@up.test' })
    const { body: phone } = await upsert({ phone: '+14155552672' })
    const { body } = await upsert({ email: 'mail@up.test', phone: '+14155552672', city: 'Rome' })
    expect(body).toMatchObject({ new: false, contact: { id: mail.contact.id, city: 'Rome' } })
    expect(body.contact).not.toHaveProperty('phone')
    expect(await count()).toBe(2)
    expect(phone.contact.phone).toBe('+14155552672')
  })

  it('makes a new one of every contact without e-mail and phone', async () => {
    expect((await upsert({ name: 'Same Name' })).body.new).toBe(true)
    expect((await upsert({ name: 'Same Name' })).body.new).toBe(true)
  })

  it('makes a new one unasked only where the location allows duplicates', async () => {
    await upsert({ email: 'dup@up.test' })
    const asked = { email: 'dup@up.test', createNewIfDuplicateAllowed: true }
    expect((await upsert(asked)).body.new).toBe(false)
    await account.setProfile({ settings: { allowDuplicateContact: true } })
    expect((await upsert({ email: 'dup@up.test' })).body.new).toBe(false)
    expect((await upsert(asked)).body.new).toBe(true)
    expect(await count()).toBe(2)
  })

  it('makes one contact of twenty upserts at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => upsert({ email: 'race@up.test', city: `City ${index}` })),
    )
    expect(replies.filter(({ body }) => body.new)).toHaveLength(1)
    expect(new Set(replies.map(({ body }) => body.contact.id)).size).toBe(1)
    expect(await count()).toBe(1)
  })

  it('survives upserts, updates and deletes of one contact at once without a failure', async () => {
    const { body } = await upsert({ email: 'busy@up.test', phone: '+14155552673' })
    const params = { contactId: body.contact.id }
    const replies = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        index % 2 === 0
          ? upsert({ email: 'busy@up.test', phone: '+14155552673', city: `U${index}` })
          : account.call('update-contact', {
              params,
              body: { email: 'busy@up.test', phone: '+14155552673', city: `P${index}` },
            }),
      ),
    )
    expect(replies.every(({ status }) => status === 200)).toBe(true)
    expect(await count()).toBe(1)
  })
})
