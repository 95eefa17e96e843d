import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let contactId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
})
afterAll(() => test.drop())
beforeEach(async () => {
  const { body } = await account.call('create-contact', { body: { locationId: account.locationId, name: 'N' } })
  contactId = body.contact.id
  account.published.length = 0
})

const create = (body: object) => account.call('create-note', { params: { contactId }, body })
const list = async () => (await account.call('get-all-notes', { params: { contactId } })).body.notes
const told = () => account.published.map(({ type }) => type)

describe('notes', () => {
  it('are written, read back, changed and deleted, each told with its event', async () => {
    const userId = await account.addUser('Author')
    const written = { body: 'lorem ipsum', title: 'Follow-up summary', color: '#FFAA00', pinned: true, userId }
    const { status, body } = await create(written)
    const { note } = body
    expect(status).toBe(201)
    expect(note).toMatchObject({ ...written, contactId, dateAdded: account.clock.now().toISOString() })
    const params = { contactId, id: note.id }
    expect((await account.call('get-note', { params })).body).toEqual({ note })

    const changed = await account.call('update-note', { params, body: { body: 'changed', pinned: false } })
    expect(changed).toEqual({ status: 200, body: { note: { ...note, body: 'changed', pinned: false } } })
    expect(await list()).toEqual([changed.body.note])

    expect(await account.call('delete-note', { params })).toEqual({ status: 200, body: { succeded: true } })
    expect(await list()).toEqual([])
    expect((await account.call('get-note', { params })).status).toBe(404)
    expect(told()).toEqual(['NoteCreate', 'NoteUpdate', 'NoteDelete'])
    const { locationId } = account
    const eventBody = {
      type: 'NoteUpdate',
      locationId,
      id: note.id,
      body: 'changed',
      contactId,
      dateAdded: note.dateAdded,
    }
    expect(account.published[1]?.body).toEqual(eventBody)
  })

  it('are listed with pinned ones first, then newest first', async () => {
    const ids: string[] = []
    for (const pinned of [true, false, false]) {
      account.clock.advance('1 minute')
      ids.push((await create({ body: 'x', pinned })).body.note.id)
    }
    expect((await list()).map(({ id }: { id: string }) => id)).toEqual([ids[0], ids[2], ids[1]])
  })

  it('go with their contact', async () => {
    const { body } = await create({ body: 'x' })
    await account.call('delete-contact', { params: { contactId } })
    expect(await account.rows('select 1 from crm_contact_notes where id = $1', [body.note.id])).toEqual([])
  })

  it.each([
    [{}, "must have required property 'body'"],
    [{ body: '' }, 'body'],
    [{ body: 'x'.repeat(65_001) }, 'body'],
    [{ body: 'x', userId: 'nobody' }, 'userId must be the id of a user'],
    [{ body: 'x', pinned: 'yes' }, 'pinned'],
    [{ body: 'x', dateAdded: 'x' }, 'property dateAdded should not exist'],
    [{ body: 'x', contactId: 'x' }, 'property contactId should not exist'],
  ])('S5: are refused as %j', async (body, says) => {
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
    expect([await list(), told()]).toEqual([[], []])
  })
})
