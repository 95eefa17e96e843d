import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
let contactId: string
let userId: string
let calendarId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  contactId = await account.makeContact({ firstName: 'Ada', lastName: 'Guest', email: 'ada@example.com' })
  userId = await account.addUser('Host')
})
afterAll(() => test.drop())
beforeEach(async () => {
  calendarId = await account.makeCalendar({ openHours: MORNINGS })
  account.published.length = 0
})

const told = () => account.published.map(({ type }) => type)
const get = (eventId: string) => account.call('get-appointment', { params: { eventId } })
const change = (eventId: string, body: object) => account.call('edit-appointment', { params: { eventId }, body })
const remove = (eventId: string) => account.call('delete-event', { params: { eventId }, body: {} })
const SLOT_GONE = { statusCode: 400, message: 'The slot you have selected is no longer available.' }

describe('200', () => {
  it('an appointment is booked, read, changed and deleted, each told with its event', async () => {
    const group = await account.call('create-calendar-group', {
      body: { locationId: account.locationId, name: 'G', description: '', slug: 'g' },
    })
    const groupId = group.body.group.id
    await account.call('update-calendar', { params: { calendarId }, body: { groupId } })
    const wish = {
      title: 'First talk',
      description: 'About the kitchen',
      address: '1 Main Street',
      appointmentStatus: 'confirmed',
      assignedUserId: userId,
    }
    const { status, body } = await account.book(calendarId, '2026-01-05T10:30:00Z', { contactId, ...wish })
    expect(status).toBe(200)
    const times = { startTime: '2026-01-05T10:30:00+00:00', endTime: '2026-01-05T11:00:00+00:00' }
    const { description, ...shown } = wish
    const ids = { id: body.id, calendarId, locationId: account.locationId, contactId }
    expect(body).toEqual({ ...ids, ...shown, ...times, meetingLocationType: 'custom', isRecurring: false })
    const now = '2026-01-01T00:00:00+00:00'
    const event = {
      ...ids,
      ...wish,
      ...times,
      groupId,
      users: [],
      notes: description,
      dateAdded: now,
      dateUpdated: now,
    }
    const source = 'third_party'
    expect((await get(body.id)).body.event).toEqual({
      ...{ ...event, isRecurring: false, assignedResources: [], createdBy: { source } },
    })
    const { locationId: _, description: __, ...appointment } = event
    expect(account.published).toEqual([
      {
        type: 'AppointmentCreate',
        body: { type: 'AppointmentCreate', locationId: account.locationId, appointment: { ...appointment, source } },
      },
    ])

    const changed = await change(body.id, { startTime: '2026-01-05T11:00:00Z', appointmentStatus: 'showed' })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ endTime: '2026-01-05T11:30:00+00:00', appointmentStatus: 'showed', ...ids })
    expect(await remove(body.id)).toEqual({ status: 201, body: { succeeded: true } })
    expect((await get(body.id)).status).toBe(404)
    expect(told()).toEqual(['AppointmentCreate', 'AppointmentUpdate', 'AppointmentDelete'])
    const last = account.published[2]?.body.appointment as Record<string, unknown>
    expect(last).toMatchObject({ id: body.id, appointmentStatus: 'showed' })
  })
})

describe('400', () => {
  it('a slot that is taken, is none, or lies outside of the open hours', async () => {
    expect((await account.book(calendarId, '2026-01-05T10:30:00Z')).status).toBe(200)
    for (const startTime of [
      '2026-01-05T10:30:00Z',
      '2026-01-05T10:15:00Z',
      '2026-01-05T09:30:00Z',
      '2026-01-05T12:00:00Z',
    ]) {
      expect(await account.book(calendarId, startTime)).toEqual({ status: 400, body: SLOT_GONE })
    }
    expect(told()).toEqual(['AppointmentCreate'])
  })
})
