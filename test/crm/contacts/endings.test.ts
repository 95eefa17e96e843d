import { afterAll, beforeAll, expect, it } from 'vitest'
import { calendarOperations } from '../../../src/crm/calendars/routes.ts'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { opportunityOperations } from '../../../src/crm/opportunities/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addPipeline } from '../../support/deals.ts'

let test: TestDatabase
let account: CrmAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, [...contactOperations, ...opportunityOperations, ...calendarOperations])
})
afterAll(() => test.drop())

it('a contact that is deleted takes all of its own with it, and the end of each is told before its own', async () => {
  const { locationId } = account
  const made = async (id: string, input: object) => {
    const { status, body } = await account.call(id, input)
    expect([id, status < 300]).toEqual([id, true])
    return body
  }
  const { contact } = await made('create-contact', { body: { locationId, name: 'Goes' } })
  const { contact: other } = await made('create-contact', { body: { locationId, name: 'Stays' } })
  const pipeline = await addPipeline(test, account, 1)
  const { calendar } = await made('create-calendar', { body: { locationId, name: 'Calendar' } })
  for (const contactId of [contact.id, other.id]) {
    const params = { contactId }
    await made('create-note', { params, body: { body: 'noted' } })
    await made('create-task', { params, body: { title: 'call', dueDate: '2026-02-01T10:00:00Z', completed: false } })
    const deal = { pipelineId: pipeline.id, pipelineStageId: pipeline.stageIds[0], locationId, name: 'Deal' }
    await made('create-opportunity', { body: { ...deal, status: 'open', contactId } })
  }
  const startTime = '2026-01-05T10:00:00Z'
  const slot = { calendarId: calendar.id, locationId, startTime, ignoreFreeSlotValidation: true }
  await made('create-appointment', { body: { ...slot, contactId: contact.id } })
  account.published.length = 0
  await made('delete-contact', { params: { contactId: contact.id } })
  const told = account.published.map(({ type, body }) => [type, (body.appointment as typeof body | undefined) ?? body])
  expect(told).toEqual([
    ['NoteDelete', expect.objectContaining({ contactId: contact.id })],
    ['TaskDelete', expect.objectContaining({ contactId: contact.id })],
    ['AppointmentDelete', expect.objectContaining({ contactId: contact.id })],
    ['OpportunityDelete', expect.objectContaining({ contactId: contact.id })],
    ['ContactDelete', expect.objectContaining({ id: contact.id })],
  ])
  expect((await account.call('get-all-notes', { params: { contactId: other.id } })).body.notes).toHaveLength(1)
})
