import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locationOperations } from '../../../src/crm/locations/routes.ts'
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

async function makeValue(name: string, of = account) {
  const { body } = await of.call('create-custom-value', { params: at({}, of), body: { name, value: 'v' } })
  return body.customValue
}

describe('200 and 201', () => {
  it('makes a value with the key that templates write, and finds it again alone and in the list', async () => {
    const body = { name: 'Office hours', value: 'Nine to five' }
    const made = await account.call('create-custom-value', { params: at(), body })
    expect(made.status).toBe(201)
    const fieldKey = '{{ custom_values.office_hours }}'
    expect(made.body.customValue).toEqual({ id: expect.stringMatching(/^\w{20}$/), ...body, fieldKey, ...at() })
    const { id } = made.body.customValue
    expect((await account.call('get-custom-value', { params: at({ id }) })).body).toEqual(made.body)
    expect((await account.call('get-custom-values', { params: at() })).body.customValues).toEqual([
      made.body.customValue,
    ])
  })

  it('keeps the key under a new name: templates go on finding their value', async () => {
    const { id, fieldKey } = await makeValue('Old name')
    const body = { name: 'New name', value: 'changed' }
    const updated = await account.call('update-custom-value', { params: at({ id }), body })
    expect(updated.body.customValue).toEqual({ id, ...body, fieldKey, ...at() })
    expect((await account.call('get-custom-value', { params: at({ id }) })).body).toEqual(updated.body)
  })

  it('gives names that come down to one key a number each', async () => {
    expect((await makeValue('Re-order')).fieldKey).toBe('{{ custom_values.re_order }}')
    expect((await makeValue('Re order!')).fieldKey).toBe('{{ custom_values.re_order_2 }}')
  })

  it('gives everyone a key of their own when many make values at once', async () => {
    const made = await Promise.all(['a b', 'a-b', 'a.b', 'a/b'].map(name => makeValue(name)))
    expect(new Set(made.map(value => value.fieldKey)).size).toBe(4)
  })

  it('may hold an empty text', async () => {
    const reply = await account.call('create-custom-value', { params: at(), body: { name: 'Empty', value: '' } })
    expect(reply.body.customValue.value).toBe('')
  })

  it('is gone when deleted', async () => {
    const { id } = await makeValue('To delete')
    expect((await account.call('delete-custom-value', { params: at({ id }) })).body).toEqual({ succeded: true })
    expect((await account.call('get-custom-value', { params: at({ id }) })).status).toBe(404)
  })
})

describe('400', () => {
  it('refuses a name that is taken, when made and when renamed', async () => {
    await makeValue('Taken')
    const message = 'Custom value with name taken already exists'
    const again = await account.call('create-custom-value', { params: at(), body: { name: 'taken', value: 'v' } })
    expect(again).toEqual({ status: 400, body: { statusCode: 400, message } })
    const { id } = await makeValue('Free')
    const params = at({ id })
    const renamed = await account.call('update-custom-value', { params, body: { name: 'taken', value: 'w' } })
    expect(renamed).toEqual({ status: 400, body: { statusCode: 400, message } })
    expect((await account.call('get-custom-value', { params })).body.customValue).toMatchObject({
      name: 'Free',
      value: 'v',
    })
  })
})

describe('404', () => {
  it.each(['get-custom-value', 'update-custom-value', 'delete-custom-value'])(
    '%s answers alike for another location’s, an unknown and a malformed id',
    async operation => {
      const { id: theirId } = await makeValue(`Theirs for ${operation}`, other)
      const body = operation === 'update-custom-value' ? { name: 'n', value: 'v' } : undefined
      for (const id of [theirId, 'A'.repeat(20), 'no-id', 'nul\u0000']) {
        const reply = await account.call(operation, { params: at({ id }), ...(body && { body }) })
        const message = `Custom value with id ${id} not found`
        expect(reply).toEqual({ status: 404, body: { statusCode: 404, message } })
      }
      expect((await other.call('get-custom-value', { params: at({ id: theirId }, other) })).status).toBe(200)
    },
  )
})

describe('422', () => {
  it.each([
    [{ name: 'x' }],
    [{ value: 'x' }],
    [{ name: ' ', value: 'x' }],
    [{ name: 'x', value: 1 }],
    [{ name: 'x', value: 'y', id: 'z' }],
  ])('refuses %j', async body => {
    expect((await account.call('create-custom-value', { params: at(), body })).status).toBe(422)
  })
})
