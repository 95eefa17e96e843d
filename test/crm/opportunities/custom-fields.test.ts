import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locationOperations } from '../../../src/crm/locations/routes.ts'
import { callOperation } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addDealField, createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
const fieldIds: Record<string, string> = {}

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  for (const type of ['TEXT', 'NUMERICAL', 'MULTIPLE_OPTIONS', 'FILE_UPLOAD', 'TEXTBOX_LIST', 'RADIO'])
    fieldIds[type] = await addDealField(account, type)
})
afterAll(() => test.drop())

const create = (customFields: object[]) => account.create({ customFields })

describe('a custom value', () => {
  it.each([
    ['TEXT', '9039160788', '9039160788'],
    ['TEXT', 12, '12'],
    ['NUMERICAL', '100', '100'],
    ['NUMERICAL', 0.5, '0.5'],
    ['MULTIPLE_OPTIONS', ['test', 'test2'], ['test', 'test2']],
    ['FILE_UPLOAD', { uuid: { url: 'https://x.test' } }, { uuid: { url: 'https://x.test' } }],
    ['FILE_UPLOAD', [{ url: 'https://x.test' }], [{ url: 'https://x.test' }]],
    ['TEXTBOX_LIST', { a: 'one' }, { a: 'one' }],
  ])('of a %s field is written as %j and read as %j', async (type, given, value) => {
    const { status, body } = await create([{ id: fieldIds[type], field_value: given }])
    expect([status, body.opportunity.customFields]).toEqual([201, [{ id: fieldIds[type], fieldValue: value }]])
    expect((await account.read(body.opportunity.id)).customFields).toEqual(body.opportunity.customFields)
  })

  it.each([
    [{ key: 'text', field_value: 'by key' }],
    [{ key: 'opportunity.text', field_value: 'by key' }],
    [{ id: '<id>', key: 'any', fieldValue: 'by key' }],
    [{ id: '<id>', value: 'by key' }],
  ])('may be named by id or key, and spelled in three ways: %j', async input => {
    const given = 'id' in input ? { ...input, id: fieldIds.TEXT } : input
    expect((await create([given])).body.opportunity.customFields).toEqual([{ id: fieldIds.TEXT, fieldValue: 'by key' }])
  })

  it('stays when an update names another field, and goes when it is emptied', async () => {
    const id = await account.add({
      customFields: [
        { id: fieldIds.TEXT, field_value: 'stays' },
        { id: fieldIds.RADIO, field_value: 'goes' },
      ],
    })
    account.newEvents()
    const customFields = [{ id: fieldIds.RADIO, field_value: '' }]
    const { body } = await account.call('update-opportunity', { params: { id }, body: { customFields } })
    expect(body.opportunity.customFields).toEqual([{ id: fieldIds.TEXT, fieldValue: 'stays' }])
    expect(account.newEvents()).toEqual(['OpportunityUpdate'])
  })

  it("of a contact's field is refused, and names its place", async () => {
    const contactField = 'contactField00000000'
    await account.rows(
      `insert into crm_custom_fields (account_id, id, model, name, field_key, data_type, created_at, updated_at)
       values ($1, $2, 'contact', 'Own', 'contact.own', 'TEXT', $3, $3)`,
      [account.accountId, contactField, account.clock.now()],
    )
    const { status, body } = await create([
      { id: fieldIds.TEXT, field_value: 'x' },
      { id: contactField, field_value: 'x' },
    ])
    expect([status, body.message[0]]).toEqual([422, expect.stringMatching(/^customFields\.1 must name/)])
    const wrong = await create([{ id: fieldIds.NUMERICAL, fieldValue: 'many' }])
    expect(wrong.body.message).toEqual(['customFields.0.fieldValue must be a number'])
  })

  it('goes with its field', async () => {
    const gone = await addDealField(account, 'DATE')
    const id = await account.add({ customFields: [{ id: gone, field_value: '2026-01-31' }] })
    const remove = locationOperations.find(operation => operation.id === 'delete-custom-field')
    if (remove === undefined) throw new Error('delete-custom-field is not served')
    const params = { locationId: account.locationId, id: gone }
    expect((await callOperation(remove, account.context(), { params })).status).toBe(200)
    expect((await account.read(id)).customFields).toEqual([])
  })
})
