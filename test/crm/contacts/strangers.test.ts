import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import type { Operation } from '../../../src/crm/operation.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let mine: Ids
let foreign: Ids
let deleted: Ids

interface Ids {
  contactId: string
  id: string
  taskId: string
}

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  const other = await createCrmAccount(test, contactOperations)
  mine = await makeAll(account)
  foreign = await makeAll(other)
  deleted = await makeAll(account)
  await account.call('delete-contact', { params: { contactId: deleted.contactId } })
  account.published.length = 0
})
afterAll(() => test.drop())

async function makeAll(owner: CrmAccount): Promise<Ids> {
  const { body } = await owner.call('create-contact', { body: { locationId: owner.locationId, name: 'Someone' } })
  const params = { contactId: body.contact.id }
  const note = await owner.call('create-note', { params, body: { body: 'secret' } })
  const task = await owner.call('create-task', { params, body: TASK })
  return { ...params, id: note.body.note.id, taskId: task.body.task.id }
}

const TASK = { title: 'x', dueDate: '2026-01-01', completed: false }
const BODIES: Record<string, object> = {
  'update-contact': { city: 'Oslo' },
  'add-tags': { tags: ['x'] },
  'remove-tags': { tags: ['x'] },
  'add-followers-contact': { followers: ['x'] },
  'remove-followers-contact': { followers: ['x'] },
  'create-note': { body: 'x' },
  'update-note': { body: 'x' },
  'create-task': TASK,
  'update-task': { title: 'y' },
  'update-task-completed': { completed: true },
}

const onContact = contactOperations.filter(({ path }) => path.includes(':contactId'))
const onPart = onContact.filter(({ path }) => /:(id|taskId)/.test(path))
const MALFORMED = [
  '',
  ' ',
  '0',
  '-1',
  '1e9',
  '٣',
  'x'.repeat(5000),
  "' or 1=1 --",
  '../..',
  '%00',
  '\u0000',
  '\ud800',
  '__proto__',
]

const call = (operation: Operation, params: object) =>
  account.call(operation.id, { params: { ...params }, body: BODIES[operation.id] })

describe.each(onContact)('S1: $id', operation => {
  it("answers 404 alike for another account's, a deleted, a never existing and a malformed contact", async () => {
    const ids = [foreign.contactId, deleted.contactId, 'neverExisted00000000', ...MALFORMED]
    for (const contactId of ids) {
      const { status, body } = await call(operation, { ...foreign, contactId })
      expect([status, body]).toEqual([404, { statusCode: 404, message: `Contact with id ${contactId} not found` }])
    }
    expect(account.published).toEqual([])
  })
})

describe.each(onPart)('S1: $id', operation => {
  const [name, noun] = operation.path.includes(':taskId') ? (['taskId', 'Task'] as const) : (['id', 'Note'] as const)

  it(`answers 404 alike for a ${noun.toLowerCase()} of another account, of another contact, deleted and malformed`, async () => {
    const second = await makeAll(account)
    account.published.length = 0
    for (const id of [foreign[name], deleted[name], second[name], 'neverExisted00000000', ...MALFORMED]) {
      const { status, body } = await call(operation, { ...mine, [name]: id })
      expect([status, body]).toEqual([404, { statusCode: 404, message: `${noun} with id ${id} not found` }])
    }
    expect(account.published).toEqual([])
  })
})

describe('the database', () => {
  it('S7: shows nothing of contacts to a connection that entered no account', async () => {
    const tables = [
      'crm_contacts',
      'crm_contacts_search',
      'crm_contact_notes',
      'crm_tasks',
      'crm_businesses',
      'crm_appointments',
    ]
    for (const table of tables) {
      const client = await test.database.pool.connect()
      await client.query(`select set_config('app.account_id', '', false)`)
      expect((await client.query(`select count(*) as total from ${table}`)).rows[0].total).toBe(0)
      // What it was told is not known to the pool.
      client.release(true)
    }
  })

  it('S7: shows a search of one account the rows of that account alone', async () => {
    const seen = await test.database.read(account.accountId, db =>
      db.selectFrom('crm_contacts_search').select('account_id').distinct().execute(),
    )
    expect(seen).toEqual([{ account_id: account.accountId }])
  })
})
