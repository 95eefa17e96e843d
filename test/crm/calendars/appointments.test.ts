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

const members = (...userIds: string[]) => ({ teamMembers: userIds.map(id => ({ userId: id })) })
const confirmed = (reply: { status: number }) => expect(reply.status).toBe(200)
const refused = (reply: unknown) => expect(reply).toEqual({ status: 400, body: SLOT_GONE })

describe('200 where the slot is', () => {
  it('the one it has already, or one beside it', async () => {
    const { body } = await account.book(calendarId, '2026-01-05T10:00:00Z')
    confirmed(await change(body.id, { startTime: '2026-01-05T10:00:00Z', endTime: '2026-01-05T11:00:00Z' }))
    const moved = await change(body.id, { startTime: '2026-01-05T10:30:00Z' })
    expect(moved.body).toMatchObject({ startTime: '2026-01-05T10:30:00+00:00', endTime: '2026-01-05T11:30:00+00:00' })
  })

  it('the one it has, and nothing changes: no event tells of it', async () => {
    const { body } = await account.book(calendarId, '2026-01-05T10:00:00Z')
    account.clock.advance('1 hour')
    for (const same of [{}, { title: 'Ada Guest', startTime: '2026-01-05T10:00:00Z' }]) {
      expect(await change(body.id, same)).toEqual({ status: 200, body })
    }
    expect((await get(body.id)).body.event.dateUpdated).toBe((await get(body.id)).body.event.dateAdded)
    expect(told()).toEqual(['AppointmentCreate'])
  })

  it('free again after the one there was cancelled; and not to be had back', async () => {
    const { body } = await account.book(calendarId, '2026-01-05T10:00:00Z')
    confirmed(await change(body.id, { appointmentStatus: 'cancelled' }))
    const second = await account.book(calendarId, '2026-01-05T10:00:00Z')
    confirmed(second)
    refused(await change(body.id, { appointmentStatus: 'confirmed' }))
    await remove(second.body.id)
    confirmed(await change(body.id, { appointmentStatus: 'confirmed' }))
  })

  it('longer than the calendar has them, until the next appointment', async () => {
    confirmed(await account.book(calendarId, '2026-01-05T11:30:00Z'))
    refused(await account.book(calendarId, '2026-01-05T10:00:00Z', { endTime: '2026-01-05T11:31:00Z' }))
    confirmed(await account.book(calendarId, '2026-01-05T10:00:00Z', { endTime: '2026-01-05T11:30:00Z' }))
  })

  it('written without an offset, on the location’s wall clock', async () => {
    const other = await createCalendarAccount(test)
    await other.setTimezone('Asia/Kathmandu')
    const { body } = await other.book(await other.makeCalendar({ openHours: MORNINGS }), '2026-01-05T10:30:00')
    expect(body).toMatchObject({ startTime: '2026-01-05T10:30:00+05:45', endTime: '2026-01-05T11:00:00+05:45' })
  })

  it('of any kind with ignoreFreeSlotValidation', async () => {
    const free = { ignoreFreeSlotValidation: true }
    for (const startTime of ['2026-01-05T10:00:00Z', '2026-01-05T10:07:00Z', '2025-06-01T03:00:00Z']) {
      confirmed(await account.book(calendarId, startTime, free))
    }
    const { body } = await account.book(calendarId, '2026-01-05T11:00:00Z')
    refused(await change(body.id, { startTime: '2026-01-05T10:00:00Z' }))
    confirmed(await change(body.id, { startTime: '2026-01-05T10:00:00Z', ...free }))
  })

  it('before the minimum notice or after the last day, with ignoreDateRange alone', async () => {
    const id = await account.makeCalendar({
      ...{ openHours: MORNINGS, allowBookingAfter: 2, allowBookingAfterUnit: 'days', allowBookingFor: 7 },
    })
    for (const day of ['2026-01-02', '2026-01-09']) {
      refused(await account.book(id, `${day}T10:00:00Z`))
      confirmed(await account.book(id, `${day}T10:00:00Z`, { ignoreDateRange: true }))
      refused(await account.book(id, `${day}T10:00:00Z`, { ignoreDateRange: true }))
    }
    confirmed(await account.book(id, '2026-01-08T10:00:00Z'))
  })

  it('with what the calendar has where the caller says nothing', async () => {
    const id = await account.makeCalendar({
      openHours: MORNINGS,
      autoConfirm: false,
      slotDuration: 45,
      eventTitle: 'Talk with {{contact.first_name}}',
      locationConfigurations: [{ kind: 'physical', location: '1 Main Street' }],
    })
    const { body } = await account.book(id, '2026-01-05T10:00:00Z', { contactId })
    expect(body).toMatchObject({
      ...{ title: 'Talk with Ada', appointmentStatus: 'new', endTime: '2026-01-05T10:45:00+00:00' },
      ...{ meetingLocationType: 'address', address: '1 Main Street' },
    })
    const zoom = await change(body.id, { meetingLocationType: 'zoom', description: 'Call', assignedUserId: userId })
    expect(zoom.body).toMatchObject({ meetingLocationType: 'zoom', assignedUserId: userId, title: 'Talk with Ada' })
    expect(zoom.body).not.toHaveProperty('address')
  })
})

describe('400', () => {
  it('a slot that is taken, is none, or lies outside of the open hours', async () => {
    const taken = await account.book(calendarId, '2026-01-05T10:30:00Z')
    confirmed(taken)
    for (const time of ['10:30', '10:15', '09:30', '12:00']) {
      refused(await account.book(calendarId, `2026-01-05T${time}:00Z`))
    }
    refused(await account.book(calendarId, '2025-12-31T10:00:00Z'))
    expect(told()).toEqual(['AppointmentCreate'])
    refused(await change(taken.body.id, { startTime: '2026-01-05T09:00:00Z', title: 'Changed' }))
    expect((await get(taken.body.id)).body.event.title).toBe('Ada Guest')
    expect(told()).toEqual(['AppointmentCreate'])
  })

  it('a slot of a full class, a full day, a draft, or too close to another', async () => {
    const seats = await account.makeCalendar({
      ...{ openHours: MORNINGS, calendarType: 'class_booking', appoinmentPerSlot: 2, ...members(userId) },
    })
    for (let seat = 0; seat < 2; seat++) confirmed(await account.book(seats, '2026-01-12T10:00:00Z'))
    refused(await account.book(seats, '2026-01-12T10:00:00Z'))
    const perDay = await account.makeCalendar({ openHours: MORNINGS, appoinmentPerDay: 1 })
    confirmed(await account.book(perDay, '2026-01-12T10:00:00Z'))
    refused(await account.book(perDay, '2026-01-12T11:00:00Z'))
    confirmed(await account.book(perDay, '2026-01-13T11:00:00Z'))
    refused(
      await account.book(await account.makeCalendar({ openHours: MORNINGS, isActive: false }), '2026-01-12T10:00:00Z'),
    )
    const buffered = await account.makeCalendar({ openHours: MORNINGS, slotInterval: 15, slotBuffer: 15 })
    confirmed(await account.book(buffered, '2026-01-12T10:00:00Z'))
    refused(await account.book(buffered, '2026-01-12T10:30:00Z'))
    confirmed(await account.book(buffered, '2026-01-12T10:45:00Z'))
  })
})

describe('404', () => {
  it('a calendar or a contact that is not there', async () => {
    const body = { locationId: account.locationId, calendarId, contactId, startTime: '2026-01-05T10:00:00Z' }
    for (const [noun, property] of [
      ['Calendar', 'calendarId'],
      ['Contact', 'contactId'],
    ] as const) {
      for (const id of ['nobody', "'--", 'ü']) {
        const reply = await account.call('create-appointment', { body: { ...body, [property]: id } })
        expect(reply).toEqual({ status: 404, body: { statusCode: 404, message: `${noun} with id ${id} not found` } })
      }
    }
    expect(told()).toEqual([])
  })

  it('no appointment of a deleted contact; that of a deleted calendar stays in its history', async () => {
    const guest = await account.makeContact()
    const { body } = await account.book(calendarId, '2026-01-05T10:00:00Z', { contactId: guest })
    await account.call('delete-calendar', { params: { calendarId } })
    expect((await get(body.id)).body.event).toMatchObject({ calendarId, contactId: guest })
    const later = { startTime: '2026-01-05T10:30:00Z', appointmentStatus: 'showed' }
    expect((await change(body.id, later)).body).toMatchObject({ startTime: '2026-01-05T10:30:00+00:00' })
    await account.call('delete-contact', { params: { contactId: guest } })
    expect((await get(body.id)).status).toBe(404)
  })
})

describe('422', () => {
  it.each([
    [{ startTime: 'tomorrow' }, 'startTime must be a date and time'],
    [{ endTime: '2026-01-05T10:00:00Z' }, 'endTime must be after startTime'],
    [{ endTime: '2026-01-13T10:00:00Z' }, 'endTime must be within 7 days of startTime'],
    [{ assignedUserId: 'nobody' }, 'assignedUserId must be the id of a user'],
    [{ meetingLocationId: 'custom_9' }, 'meetingLocationId must be'],
    [{ appointmentStatus: 'active' }, 'appointmentStatus'],
    [{ meetingLocationType: 'pub' }, 'meetingLocationType'],
    [{ dateAdded: 'x' }, 'property dateAdded should not exist'],
    [{ ignoreFreeSlotValidation: 'yes' }, 'ignoreFreeSlotValidation'],
  ])('S5: %j', async (body, says) => {
    const reply = await account.book(calendarId, '2026-01-05T10:00:00Z', body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
    expect(told()).toEqual([])
  })
})
