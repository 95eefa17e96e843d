import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let contactId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  const { body } = await account.call('create-contact', { body: { locationId: account.locationId, name: 'F' } })
  contactId = body.contact.id
})
afterAll(() => test.drop())

const add = (followers: string[]) =>
  account.call('add-followers-contact', { params: { contactId }, body: { followers } })
const remove = (followers: string[]) =>
  account.call('remove-followers-contact', { params: { contactId }, body: { followers } })
const read = async () => (await account.call('get-contact', { params: { contactId } })).body.contact.followers

describe('followers', () => {
  it('are added once and removed, with who is new and who left', async () => {
    const [ada, bob] = [await account.addUser('Ada'), await account.addUser('Bob')]
    expect(await add([ada, ada])).toEqual({ status: 201, body: { followers: [ada], followersAdded: [ada] } })
    expect(await add([ada, bob])).toEqual({ status: 201, body: { followers: [ada, bob], followersAdded: [bob] } })
    expect(await read()).toEqual([ada, bob])
    expect(await remove([ada, 'nobody'])).toEqual({ status: 200, body: { followers: [bob], followersRemoved: [ada] } })
    expect(await read()).toEqual([bob])
  })

  it('must be users of this account: a stranger is refused like one that never was, and nobody is added', async () => {
    const before = await read()
    const other = await createCrmAccount(test, contactOperations)
    const stranger = await other.addUser('Stranger')
    const mine = await account.addUser('Mine')
    const foreign = await add([mine, stranger])
    const absent = await add([mine, 'x'.repeat(20)])
    expect(foreign.status).toBe(422)
    expect(JSON.stringify(foreign.body).replace(stranger, 'x'.repeat(20))).toBe(JSON.stringify(absent.body))
    expect(await read()).toEqual(before)
  })

  it('are refused when none or too many are named', async () => {
    expect((await add([])).status).toBe(422)
    expect((await add(Array.from({ length: 101 }, () => 'x'))).status).toBe(422)
    expect((await remove([])).status).toBe(422)
  })
})
