import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const DUE = '2020-10-25T11:00:00Z'

let test: TestDatabase
let account: CrmAccount
let contactId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
})
afterAll(() => test.drop())
beforeEach(async () => {
  const { body } = await account.call('create-contact', { body: { locationId: account.locationId, name: 'T' } })
  contactId = body.contact.id
  account.published.length = 0
})

const create = (body: object = {}) =>
  account.call('create-task', {
    params: { contactId },
    body: { title: 'First Task', dueDate: DUE, completed: false, ...body },
  })
const list = async () => (await account.call('get-all-tasks', { params: { contactId } })).body.tasks
const told = () => account.published.map(({ type }) => type)

describe('tasks', () => {
  it('are set, read back, changed and deleted, told with their events', async () => {
    const assignedTo = await account.addUser('Ada')
    const { status, body } = await create({ body: 'loram ipsum', assignedTo })
    const { task } = body
    expect(status).toBe(201)
    const expected = { title: 'First Task', body: 'loram ipsum', assignedTo, completed: false, contactId }
    expect(task).toEqual({ ...expected, id: task.id, dueDate: '2020-10-25T11:00:00.000Z' })
    const params = { contactId, taskId: task.id }
    expect((await account.call('get-task', { params })).body).toEqual({ task })

    const change = { title: 'Renamed', body: '', dueDate: '2021-07-08T04:30:00+02:00' }
    const changed = await account.call('update-task', { params, body: change })
    expect(changed.body.task).toEqual({ ...task, ...change, dueDate: '2021-07-08T02:30:00.000Z' })
    expect(await list()).toEqual([changed.body.task])
    expect(await account.call('delete-task', { params })).toEqual({ status: 200, body: { succeded: true } })
    expect(await list()).toEqual([])
    expect(told()).toEqual(['TaskCreate', 'TaskDelete'])
    expect(account.published[0]?.body).toEqual({
      ...{ type: 'TaskCreate', locationId: account.locationId, id: task.id, contactId, assignedTo },
      ...{ title: 'First Task', body: 'loram ipsum', dueDate: '2020-10-25T11:00:00.000Z' },
      dateAdded: account.clock.now().toISOString(),
    })
  })

  it('are completed by either way, told once, and opened again untold', async () => {
    const params = { contactId, taskId: (await create()).body.task.id }
    const complete = (completed: boolean) => account.call('update-task-completed', { params, body: { completed } })
    expect((await complete(true)).body.task.completed).toBe(true)
    await complete(true)
    await account.call('update-task', { params, body: { completed: true } })
    expect(told()).toEqual(['TaskCreate', 'TaskComplete'])
    expect((await complete(false)).body.task.completed).toBe(false)
    await account.call('update-task', { params, body: { completed: true } })
    expect(told()).toEqual(['TaskCreate', 'TaskComplete', 'TaskComplete'])
  })

  it('tell of one completion though ten complete at once', async () => {
    const params = { contactId, taskId: (await create()).body.task.id }
    await Promise.all(
      Array.from({ length: 10 }, () => account.call('update-task-completed', { params, body: { completed: true } })),
    )
    expect(told()).toEqual(['TaskCreate', 'TaskComplete'])
  })

  it.each([
    [{ title: '' }, 'title'],
    [{ title: 'x'.repeat(501) }, 'title'],
    [{ title: undefined }, "must have required property 'title'"],
    [{ completed: undefined }, "must have required property 'completed'"],
    [{ completed: 'true' }, 'completed'],
    [{ dueDate: 'tomorrow' }, 'dueDate must be an ISO 8601 date'],
    [{ dueDate: '2020-13-45T11:00:00Z' }, 'dueDate must be an ISO 8601 date'],
    [{ dueDate: '' }, 'dueDate must be an ISO 8601 date'],
    [{ assignedTo: 'nobody' }, 'assignedTo must be the id of a user'],
    [{ id: 'mine' }, 'property id should not exist'],
  ])('S5: are refused as %j', async (body, says) => {
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
    expect([await list(), told()]).toEqual([[], []])
  })
})

describe('appointments', () => {
  it('are listed, the latest first, in the form of time that this one document has', async () => {
    const text = `
      insert into crm_appointments (account_id, id, contact_id, calendar_id, title, appointment_status, users, notes,
                                    address, assigned_user_id, start_at, end_at, created_at, updated_at)
      values ($1, $2, $3, 'CAL', 'Test', 'confirmed', '{u1,u2}', 'bring tea', 'Main St', 'u1', $4, $5, $6, $6)`
    const at = [new Date('2021-07-16T11:00:00Z'), new Date('2021-07-16T11:30:00Z'), account.clock.now()]
    await account.rows(text, [account.accountId, 'appointment1', contactId, ...at])
    await account.rows(text, [account.accountId, 'appointment2', contactId, account.clock.now(), ...at.slice(1)])
    const { status, body } = await account.call('get-appointments-for-contact', { params: { contactId } })
    expect(status).toBe(200)
    expect(body.events.map(({ id }: { id: string }) => id)).toEqual(['appointment2', 'appointment1'])
    expect(body.events[1]).toEqual({
      ...{ id: 'appointment1', calendarId: 'CAL', contactId, locationId: account.locationId, title: 'Test' },
      ...{ status: 'booked', appointmentStatus: 'confirmed', assignedUserId: 'u1', users: ['u1', 'u2'] },
      ...{ startTime: '2021-07-16 11:00:00', endTime: '2021-07-16 11:30:00', notes: 'bring tea', address: 'Main St' },
      ...{ dateAdded: '2026-01-01 00:00:00', dateUpdated: '2026-01-01 00:00:00', assignedResources: [] },
    })
  })
})
