import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
const fieldIds: Record<string, string> = {}

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  const types = ['TEXT', 'NUMERICAL', 'MONETORY', 'MULTIPLE_OPTIONS', 'CHECKBOX', 'DATE', 'FILE_UPLOAD', 'RADIO']
  for (const type of types) fieldIds[type] = await addField(account, type)
})
afterAll(() => test.drop())

async function addField(owner: CrmAccount, dataType: string): Promise<string> {
  const id = `field${dataType.replace('_', '')}${owner.accountId.slice(-8)}`
  await owner.rows(
    `insert into crm_custom_fields (account_id, id, model, name, field_key, data_type, created_at, updated_at)
     values ($1, $2, 'contact', $3, $4, $5, $6, $6)`,
    [owner.accountId, id, `Field ${dataType}`, `contact.${dataType.toLowerCase()}`, dataType, owner.clock.now()],
  )
  return id
}

const create = (customFields: object[]) =>
  account.call('create-contact', { body: { locationId: account.locationId, firstName: 'Cora', customFields } })
const search = async (filter: object) => {
  const { body } = await account.call('search-contacts-advanced', {
    body: { locationId: account.locationId, filters: [filter] },
  })
  return body.contacts.map(({ id }: { id: string }) => id)
}

describe('a custom value', () => {
  it.each(['field_value', 'fieldValue', 'value'])(
    'is taken under the name %s, as programs write it',
    async spelling => {
      const { status, body } = await create([{ id: fieldIds.TEXT, [spelling]: 'Said' }])
      expect([status, body.contact.customFields]).toEqual([201, [{ id: fieldIds.TEXT, value: 'Said' }]])
      const refused = await create([{ id: fieldIds.NUMERICAL, [spelling]: 'many' }])
      expect([refused.status, refused.body.message]).toEqual([422, [`customFields.0.${spelling} must be a number`]])
    },
  )

  it.each([
    ['TEXT', 'My Text', 'My Text'],
    ['TEXT', 9039160788, '9039160788'],
    ['NUMERICAL', 100, 100],
    ['NUMERICAL', '100', 100],
    ['MONETORY', 100.5, 100.5],
    ['MULTIPLE_OPTIONS', ['test', 'test2'], ['test', 'test2']],
    ['CHECKBOX', 'test', ['test']],
    ['DATE', '2026-01-31', '2026-01-31'],
    ['RADIO', 'My Selected Option', 'My Selected Option'],
    [
      'FILE_UPLOAD',
      { uuid: { meta: { size: 1 }, url: 'https://x.test' } },
      { uuid: { meta: { size: 1 }, url: 'https://x.test' } },
    ],
  ])('of a %s field is written as %j and read as %j', async (type, given, value) => {
    const { status, body } = await create([{ id: fieldIds[type], field_value: given }])
    expect(status).toBe(201)
    expect(body.contact.customFields).toEqual([{ id: fieldIds[type], value }])
    const { body: read } = await account.call('get-contact', { params: { contactId: body.contact.id } })
    expect(read.contact.customFields).toEqual([{ id: fieldIds[type], value }])
    expect(account.published.at(-1)?.body.customFields).toEqual([{ id: fieldIds[type], value }])
  })

  it.each(['text', 'contact.text'])('may be named by its key, written %s', async key => {
    const { body } = await create([{ key, field_value: 'by key' }])
    expect(body.contact.customFields).toEqual([{ id: fieldIds.TEXT, value: 'by key' }])
  })

  it('stays when an update names another field, and goes when it is emptied', async () => {
    const { body } = await create([
      { id: fieldIds.TEXT, field_value: 'stays' },
      { id: fieldIds.RADIO, field_value: 'goes' },
    ])
    const update = (customFields: object[]) =>
      account.call('update-contact', { params: { contactId: body.contact.id }, body: { customFields } })
    await update([{ id: fieldIds.NUMERICAL, field_value: 7 }])
    const { body: updated } = await update([{ id: fieldIds.RADIO, field_value: '' }])
    expect(updated.contact.customFields).toHaveLength(2)
    expect(updated.contact.customFields).toEqual(
      expect.arrayContaining([
        { id: fieldIds.TEXT, value: 'stays' },
        { id: fieldIds.NUMERICAL, value: 7 },
      ]),
    )
  })

  it.each([
    ['NUMERICAL', 'many'],
    ['NUMERICAL', Number.POSITIVE_INFINITY],
    ['MULTIPLE_OPTIONS', { a: 1 }],
    ['FILE_UPLOAD', 'text'],
    ['TEXT', { a: 1 }],
    ['TEXT', 'x'.repeat(5001)],
  ])('of a %s field refuses %j, naming its place', async (type, given) => {
    const { status, body } = await create([{ id: fieldIds[type], field_value: given }])
    expect(status).toBe(422)
    expect(body.message[0]).toContain('customFields.0.field_value must be')
  })

  it("S1: of another account's field is refused like one that never was", async () => {
    const other = await createCrmAccount(test, contactOperations)
    const foreignId = await addField(other, 'TEXT')
    const foreign = await create([{ id: foreignId, field_value: 'x' }])
    const absent = await create([{ id: 'neverExisted', field_value: 'x' }])
    expect(foreign).toEqual(absent)
  })
})

describe('a search by custom value', () => {
  it('finds text, numbers and one option of many', async () => {
    const { body } = await create([
      { id: fieldIds.TEXT, field_value: 'Needle in hay' },
      { id: fieldIds.NUMERICAL, field_value: 4711 },
      { id: fieldIds.MULTIPLE_OPTIONS, field_value: ['red', 'green'] },
    ])
    const found = [body.contact.id]
    const text = `customFields.${fieldIds.TEXT}`
    const number = `customFields.${fieldIds.NUMERICAL}`
    const options = `customFields.${fieldIds.MULTIPLE_OPTIONS}`
    expect(await search({ field: text, operator: 'eq', value: 'Needle in hay' })).toEqual(found)
    expect(await search({ field: text, operator: 'contains', value: 'needle' })).toEqual(found)
    expect(await search({ field: number, operator: 'eq', value: 4711 })).toEqual(found)
    expect(await search({ field: number, operator: 'eq', value: '4711' })).toEqual(found)
    expect(await search({ field: number, operator: 'range', value: { gt: 4710, lte: 4711 } })).toEqual(found)
    expect(await search({ field: options, operator: 'eq', value: 'green' })).toEqual(found)
    expect(await search({ field: text, operator: 'range', value: { gte: 5 } })).toEqual([])
    expect(await search({ field: number, operator: 'range', value: { gt: 4711 } })).toEqual([])
  })

  it('tells apart who has a value and who has none', async () => {
    const field = `customFields.${fieldIds.DATE}`
    const having = await search({ field, operator: 'exists' })
    const lacking = await search({ field, operator: 'not_exists' })
    expect(having).toHaveLength(1)
    expect(lacking).not.toContain(having[0])
  })
})
