import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
})
afterAll(() => test.drop())

const create = (body: object) => account.call('create-contact', { body: { locationId: account.locationId, ...body } })
const read = async (id: string) => (await account.call('get-contact', { params: { contactId: id } })).body.contact
const storedRows = async () => (await account.rows('select count(*) as total from crm_contacts'))[0]?.total

describe('201', () => {
  it('gives back every documented field that was written', async () => {
    const assignedTo = await account.addUser('Ada')
    const written = {
      ...{ firstName: 'Rosan', lastName: 'Deo', name: 'Rosan Deo', email: 'Rosan@deos.com', gender: 'female' },
      ...{ address1: '3535 1st St N', city: 'Dolomite', state: 'AL', postalCode: '35061', country: 'US' },
      ...{ website: 'https://www.tesla.com', timezone: 'America/Chihuahua', source: 'public api', companyName: 'DGS' },
      dnd: true,
      dndSettings: {
        Call: { status: 'active', message: 'no calls', code: '103' },
        Email: { status: 'inactive' },
        SMS: { status: 'permanent' },
      },
      inboundDndSettings: { all: { status: 'active', message: 'quiet' } },
      tags: ['nisi sint commodo amet', 'consequat'],
      assignedTo,
    }
    const { status, body } = await create({ ...written, phone: '+1 888-888-8888', dateOfBirth: '09/25/1990' })

    expect(status).toBe(201)
    expect(body.contact).toMatchObject({
      ...written,
      ...{ phone: '+18888888888', dateOfBirth: '1990-09-25T00:00:00.000Z', birthMonth: 9, birthDay: 25 },
      ...{ emailLowerCase: 'rosan@deos.com', firstNameLowerCase: 'rosan', fullNameLowerCase: 'rosan deo' },
      dateAdded: '2026-01-01T00:00:00.000Z',
    })
    expect(await read(body.contact.id)).toMatchObject({ ...written, phone: '+18888888888', dateOfBirth: '1990-09-25' })
  })

  it('tells of it with the published event', async () => {
    const { body } = await create({
      name: 'Eve Event',
      email: 'eve@events.test',
      dateOfBirth: '2000-01-05',
      tags: ['VIP'],
    })
    expect(account.published.at(-1)).toEqual({
      type: 'ContactCreate',
      body: {
        ...{ type: 'ContactCreate', locationId: account.locationId, id: body.contact.id, name: 'Eve Event' },
        ...{ firstName: 'Eve', lastName: 'Event', email: 'eve@events.test', dnd: false, tags: ['vip'] },
        ...{ dateAdded: '2026-01-01T00:00:00.000Z', dateOfBirth: '2000-01-05T00:00:00.000Z' },
        ...{ attachments: [], customFields: [] },
      },
    })
  })

  it('splits a name at its first space and joins a first and a last name', async () => {
    const { body: split } = await create({ name: 'Ana Maria Lopez' })
    expect(split.contact).toMatchObject({ firstName: 'Ana', lastName: 'Maria Lopez', name: 'Ana Maria Lopez' })
    const { body: joined } = await create({ firstName: 'Bo', lastName: 'Ek' })
    expect(joined.contact).toMatchObject({ name: 'Bo Ek', fullNameLowerCase: 'bo ek' })
  })

  it('leaves out what nobody gave instead of saying null', async () => {
    const { body } = await create({ email: null, phone: null, firstName: 'Only', dateOfBirth: null })
    const contact = await read(body.contact.id)
    for (const absent of ['email', 'phone', 'lastName', 'dateOfBirth', 'companyName'])
      expect(contact).not.toHaveProperty(absent)
  })

  it("reads a national number with the location's country", async () => {
    await account.setProfile({ country: 'GB' })
    const { body } = await create({ firstName: 'Nell', phone: '07911 123456' })
    expect(body.contact.phone).toBe('+447911123456')
    await account.setProfile({})
  })

  it('keeps each tag once, in lower case, and makes it a tag of the location', async () => {
    const { body } = await create({ firstName: 'Tag', tags: ['Gold', 'gold ', 'Café'] })
    expect(body.contact.tags).toEqual(['gold', 'café'])
    const names = await account.rows('select name from crm_tags where account_id = $1', [account.accountId])
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['gold', 'café']))
  })
})

describe('400', () => {
  it('refuses a second contact with an e-mail or phone that is taken, naming the first', async () => {
    const { body: first } = await create({ name: 'First One', email: 'taken@dup.test', phone: '+14155552671' })
    const [eventsBefore, rowsBefore] = [account.published.length, await storedRows()]

    const byEmail = await create({ email: 'TAKEN@dup.test' })
    const byPhone = await create({ email: 'free@dup.test', phone: '(415) 555-2671' })

    const meta = { contactId: first.contact.id, contactName: 'First One' }
    const refusal = { statusCode: 400, message: 'This location does not allow duplicated contacts.' }
    expect(byEmail.body).toEqual({ ...refusal, meta: { ...meta, matchingField: 'email' } })
    expect(byPhone.body).toEqual({ ...refusal, meta: { ...meta, matchingField: 'phone' } })
    expect([account.published.length, await storedRows()]).toEqual([eventsBefore, rowsBefore])
  })

  it('makes one contact of ten creates with one e-mail at once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => create({ email: 'race@dup.test' })))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(9)
  })

  it('lets a location that allows duplicates have them', async () => {
    await account.setProfile({ settings: { allowDuplicateContact: true } })
    expect((await create({ email: 'taken@dup.test' })).status).toBe(201)
    await account.setProfile({})
  })

  it("doesn't see the contacts of other accounts", async () => {
    const other = await createCrmAccount(test, contactOperations)
    const { status } = await other.call('create-contact', {
      body: { locationId: other.locationId, email: 'taken@dup.test' },
    })
    expect(status).toBe(201)
  })
})

describe('422', () => {
  it.each([
    [{ email: 'no at sign' }, 'email must be an email'],
    [{ phone: 'call me' }, 'phone must be'],
    [{ phone: '123' }, 'phone must be'],
    [{ dateOfBirth: '1990-02-30' }, 'dateOfBirth must be a date'],
    [{ dateOfBirth: 'yesterday' }, 'dateOfBirth must be a date'],
    [{ assignedTo: 'y0BeYjuRIlDwsDcOHOJo' }, 'assignedTo must be the id of a user'],
    [{ customFields: [{ id: 'nope', field_value: 'x' }] }, 'customFields.0 must name'],
    [{ customFields: [{ field_value: 'x' }] }, 'customFields.0 must name'],
    [{ tags: 'vip' }, 'tags must be array'],
    [{ dnd: 'yes' }, 'dnd must be boolean'],
    [{ id: 'mine' }, 'property id should not exist'],
    [{ dateAdded: '2020-01-01' }, 'property dateAdded should not exist'],
    [{ businessId: 'a' }, 'property businessId should not exist'],
    [{ accountId: 'acc_1' }, 'property accountId should not exist'],
  ])('S5: refuses %j and writes nothing', async (body, says) => {
    const before = await storedRows()
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
    expect(await storedRows()).toBe(before)
  })
})
