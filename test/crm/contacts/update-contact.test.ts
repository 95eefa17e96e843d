import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let contactId: string
let serial = 0

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
})
afterAll(() => test.drop())

beforeEach(async () => {
  const email = `person${++serial}@update.test`
  contactId = (await create({ name: 'Pat Doe', email, phone: `+1415555${1000 + serial}`, tags: ['old'] })).body.contact
    .id
  account.published.length = 0
  account.clock.advance('1 hour')
})

const create = (body: object) => account.call('create-contact', { body: { locationId: account.locationId, ...body } })
const update = (body: object, id = contactId) => account.call('update-contact', { params: { contactId: id }, body })
const read = async () => (await account.call('get-contact', { params: { contactId } })).body.contact
const told = () => account.published.map(({ type }) => type)

describe('200', () => {
  it('changes the given fields, keeps the others, and reads back so', async () => {
    const assignedTo = await account.addUser('Ada')
    const written = {
      ...{ firstName: 'rosan', lastName: 'Deo', name: 'rosan Deo', email: `r${serial}@deos.com` },
      ...{ address1: '1 Way', city: 'Dolomite', state: 'AL', postalCode: '35061', country: 'US', source: 'api' },
      ...{ website: 'https://t.test', timezone: 'America/Chihuahua', assignedTo, companyName: 'New Co', gender: 'x' },
      ...{ dnd: true, inboundDndSettings: { all: { status: 'inactive' } }, tags: ['new'] },
      dndSettings: { SMS: { status: 'active', message: 'm', code: 'c' } },
    }
    const { status, body } = await update({ ...written, dateOfBirth: '1990/09/25' })
    expect(status).toBe(200)
    expect(body.succeded).toBe(true)
    expect(body.contact).toMatchObject({ ...written, dateOfBirth: '1990-09-25', phone: `+1415555${1000 + serial}` })
    expect(await read()).toEqual(body.contact)
  })

  it('moves dateUpdated and leaves dateAdded', async () => {
    const before = await read()
    const { body } = await update({ city: 'Oslo' })
    expect(body.contact.dateAdded).toBe(before.dateAdded)
    expect(body.contact.dateUpdated).toBe(account.clock.now().toISOString())
  })

  it('clears what is null or empty', async () => {
    const { body } = await update({ email: null, phone: '', lastName: null })
    expect(body.contact).toMatchObject({ firstName: 'Pat', name: 'Pat' })
    for (const gone of ['email', 'emailLowerCase', 'phone', 'lastName']) expect(body.contact).not.toHaveProperty(gone)
  })

  it('overwrites tags, but only the named channels of dndSettings', async () => {
    await update({ dndSettings: { SMS: { status: 'active' } } })
    const { body } = await update({ tags: ['B', 'a'], dndSettings: { Email: { status: 'inactive' } } })
    expect(body.contact.tags).toEqual(['b', 'a'])
    expect(body.contact.dndSettings).toEqual({ Email: { status: 'inactive' }, SMS: { status: 'active' } })
  })

  it('tells of tags, of silence and of all the rest by three events', async () => {
    await update({ tags: ['only tags'] })
    expect(told()).toEqual(['ContactTagUpdate'])
    await update({ dnd: true })
    expect(told()).toEqual(['ContactTagUpdate', 'ContactDndUpdate'])
    await update({ city: 'Rome' })
    expect(told()).toEqual(['ContactTagUpdate', 'ContactDndUpdate', 'ContactUpdate'])
    await update({ city: 'Bonn', tags: ['x'], dndSettings: { Call: { status: 'active' } } })
    expect(told().slice(3)).toEqual(['ContactUpdate', 'ContactTagUpdate', 'ContactDndUpdate'])
    expect(account.published.at(-1)?.body.dndSettings).toEqual({ Call: { status: 'active' } })
  })

  it('tells nothing and moves nothing when nothing changes', async () => {
    const before = await read()
    const { status } = await update({ name: 'Pat Doe', tags: ['OLD'], email: before.email })
    expect(status).toBe(200)
    expect((await update({})).status).toBe(200)
    expect(told()).toEqual([])
    expect(await read()).toEqual(before)
  })

  it('lets a contact keep an e-mail that it shares since duplicates were allowed', async () => {
    await account.setProfile({ settings: { allowDuplicateContact: true } })
    const { email } = await read()
    const twin = (await create({ email })).body.contact.id
    await account.setProfile({})
    expect((await update({ email, city: 'Lima' }, twin)).status).toBe(200)
  })
})

describe('400', () => {
  it('refuses an e-mail or phone of another contact', async () => {
    const other = (await create({ name: 'Other', email: `other${serial}@update.test` })).body.contact
    const { status, body } = await update({ email: other.email.toUpperCase() })
    expect(status).toBe(400)
    expect(body.meta).toEqual({ contactId: other.id, contactName: 'Other', matchingField: 'email' })
    expect((await read()).email).not.toBe(other.email)
    expect(told()).not.toContain('ContactUpdate')
  })
})

describe('422', () => {
  it.each(['locationId', 'id', 'dateAdded', 'followers', 'businessId', 'deleted', '__proto__x'])(
    'S5: refuses the property %s',
    async key => {
      const before = await read()
      const { status, body } = await update({ [key]: 'x', city: 'Nowhere' })
      expect(status).toBe(422)
      expect(body.message).toEqual([`property ${key} should not exist`])
      expect(await read()).toEqual(before)
    },
  )

  it('refuses a user of another account as assignee like one that never was', async () => {
    const other = await createCrmAccount(test, contactOperations)
    const stranger = await other.addUser('Stranger')
    const { status, body } = await update({ assignedTo: stranger })
    expect(status).toBe(422)
    expect(body.message[0].replace(stranger, 'x'.repeat(20))).toBe(
      (await update({ assignedTo: 'x'.repeat(20) })).body.message[0],
    )
  })
})
