import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locationOperations } from '../../../src/crm/locations/routes.ts'
import { DATA_TYPES } from '../../../src/crm/locations/schema.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let other: CrmAccount

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, locationOperations)
  other = await createCrmAccount(test, locationOperations)
})
afterAll(() => test.drop())

const at = (more: object = {}, of = account) => ({ locationId: of.locationId, ...more })
const create = (body: object, of = account) => of.call('create-custom-field', { params: at({}, of), body })

async function makeField(name: string, of = account) {
  return (await create({ name, dataType: 'TEXT' }, of)).body.customField
}

describe('200 and 201', () => {
  it('reads back everything that was written', async () => {
    const made = await create({
      name: 'Scanned papers',
      dataType: 'FILE_UPLOAD',
      placeholder: 'Drop files here',
      acceptedFormat: ['.pdf', '.DOCX'],
      isMultipleFile: true,
      maxNumberOfFiles: 3,
      position: 40,
      model: 'opportunity',
    })
    expect(made.status).toBe(201)
    expect(made.body.customField).toEqual({
      id: expect.stringMatching(/^\w{20}$/),
      name: 'Scanned papers',
      fieldKey: 'opportunity.scanned_papers',
      placeholder: 'Drop files here',
      dataType: 'FILE_UPLOAD',
      position: 40,
      isMultiFileAllowed: true,
      maxFileLimit: 3,
      model: 'opportunity',
      ...at(),
    })
    const { id } = made.body.customField
    expect((await account.call('get-custom-field', { params: at({ id }) })).body).toEqual(made.body)
    const [row] = await account.rows('select accepted_formats from crm_custom_fields where id = $1', [id])
    expect(row?.accepted_formats).toEqual(['.pdf', '.docx'])
  })

  it.each(DATA_TYPES)('makes a field of type %s', async dataType => {
    const made = await create({ name: `A field ${dataType}`, dataType, options: ['One', 'Two'] })
    expect(made.body.customField).toMatchObject({ dataType, picklistOptions: ['One', 'Two'], model: 'contact' })
  })

  it('takes the documents’ own example, which has every property at once', async () => {
    const made = await create({
      name: 'Custom Field',
      dataType: 'TEXT',
      placeholder: 'Placeholder Text',
      acceptedFormat: ['.pdf', '.docx', '.jpeg'],
      isMultipleFile: false,
      maxNumberOfFiles: 2,
      textBoxListOptions: [{ label: 'First', prefillValue: '' }],
      position: 0,
      model: 'opportunity',
    })
    expect(made.status).toBe(201)
  })

  it('lists the contacts’ fields, the opportunities’, or all, each in its order', async () => {
    const place = await createCrmAccount(test, locationOperations)
    await create({ name: 'Second', dataType: 'TEXT', position: 2 }, place)
    await create({ name: 'First', dataType: 'TEXT', position: 1 }, place)
    await create({ name: 'Deal', dataType: 'TEXT', model: 'opportunity' }, place)
    const names = async (query: object) => {
      const { body } = await place.call('get-custom-fields', { params: at({}, place), query: { ...query } })
      return body.customFields.map((field: { name: string }) => field.name)
    }
    expect(await names({})).toEqual(['First', 'Second'])
    expect(await names({ model: 'contact' })).toEqual(['First', 'Second'])
    expect(await names({ model: 'opportunity' })).toEqual(['Deal'])
    expect(await names({ model: 'all' })).toEqual(['Deal', 'First', 'Second'])
  })

  it('finds a field by its key, and the standard fields that have nothing else', async () => {
    const field = await makeField('Favourite colour')
    const byKey = await account.call('get-custom-field', { params: at({ id: 'contact.favourite_colour' }) })
    expect(byKey.body.customField).toEqual(field)
    const standard = await account.call('get-custom-field', { params: at({ id: 'contact.first_name' }) })
    expect(standard.body.customField).toMatchObject({ fieldKey: 'contact.first_name', name: 'First Name' })
  })

  it('never gives a custom field the key of a standard one', async () => {
    expect((await makeField('First name')).fieldKey).toBe('contact.first_name_2')
  })

  it('changes what is given and nothing else, and keeps the key', async () => {
    const body = { name: 'Size', dataType: 'RADIO', options: ['S', 'M'], placeholder: 'Choose', position: 3 }
    const { customField } = (await create(body)).body
    const params = at({ id: customField.id })
    const renamed = await account.call('update-custom-field', {
      params,
      body: { name: 'Shirt size', options: ['S', 'L'] },
    })
    expect(renamed.body.customField).toEqual({ ...customField, name: 'Shirt size', picklistOptions: ['S', 'L'] })
    expect((await account.call('get-custom-field', { params })).body).toEqual(renamed.body)
  })

  it('takes a deleted field’s values from the contacts of the account', async () => {
    const { id } = await makeField('Short-lived')
    await account.rows(
      `insert into crm_contacts (account_id, id, custom_values, search_text, created_at, updated_at)
       values ($1, 'WithValue', $2, '', now(), now())`,
      [account.accountId, { [id]: 'x', stays: 'y' }],
    )
    expect((await account.call('delete-custom-field', { params: at({ id }) })).body).toEqual({ succeded: true })
    const [row] = await account.rows(`select custom_values from crm_contacts where id = 'WithValue'`)
    expect(row?.custom_values).toEqual({ stays: 'y' })
    expect((await account.call('get-custom-field', { params: at({ id }) })).status).toBe(404)
  })
})

describe('400', () => {
  it('refuses a name that the model has, and lets the other model have it', async () => {
    await makeField('Shared name')
    const again = await create({ name: 'shared NAME', dataType: 'TEXT' })
    const message = 'Custom field with name shared NAME already exists'
    expect(again).toEqual({ status: 400, body: { statusCode: 400, message } })
    expect((await create({ name: 'Shared name', dataType: 'TEXT', model: 'opportunity' })).status).toBe(201)
  })

  it('refuses to rename a field to another’s name', async () => {
    await makeField('Mine')
    const { id } = await makeField('Yours')
    const reply = await account.call('update-custom-field', { params: at({ id }), body: { name: 'Mine' } })
    expect(reply.status).toBe(400)
    expect((await account.call('get-custom-field', { params: at({ id }) })).body.customField.name).toBe('Yours')
  })
})

describe('404', () => {
  it.each(['get-custom-field', 'update-custom-field', 'delete-custom-field'])(
    '%s answers alike for another location’s, an unknown and a malformed id',
    async operation => {
      const { id: theirId, fieldKey } = await makeField(`Theirs for ${operation}`, other)
      const body = operation === 'update-custom-field' ? { name: 'n' } : undefined
      for (const id of [theirId, fieldKey, 'A'.repeat(20), 'no id', 'nul\u0000', 'contact.nul\u0000']) {
        const reply = await account.call(operation, { params: at({ id }), ...(body && { body }) })
        const message = `Custom field with id ${id} not found`
        expect(reply).toEqual({ status: 404, body: { statusCode: 404, message } })
      }
      expect((await other.call('get-custom-field', { params: at({ id: theirId }, other) })).status).toBe(200)
    },
  )
})

describe('422', () => {
  it.each([
    [{ name: 'x' }],
    [{ dataType: 'TEXT' }],
    [{ name: 'x', dataType: 'COLOUR' }],
    [{ name: 'x', dataType: 'RADIO' }],
    [{ name: 'x', dataType: 'RADIO', options: [] }],
    [{ name: 'x', dataType: 'TEXT', model: 'business' }],
    [{ name: 'x', dataType: 'TEXT', position: -1 }],
    [{ name: 'x', dataType: 'TEXT', unknown: true }],
    [{ name: 'x', dataType: 'FILE_UPLOAD', acceptedFormat: ['.exe'] }],
  ])('refuses %j', async body => {
    expect((await create(body)).status).toBe(422)
  })

  it('refuses to move a field to the other model, naming the property', async () => {
    const { id } = await makeField('Stays put')
    const body = { name: 'Stays put', model: 'opportunity' }
    const reply = await account.call('update-custom-field', { params: at({ id }), body })
    expect(reply.status).toBe(422)
    expect(reply.body.message[0]).toMatch(/^model must be contact/)
  })
})
