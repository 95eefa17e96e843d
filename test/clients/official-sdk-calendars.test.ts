import { GHLNotFoundError, GHLValidationError, type HighLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MORNINGS } from '../support/calendars.ts'
import { type ClientServer, MONDAY, startClientServer } from './client-server.ts'
import { ALL_SCOPES, connectOfficialClient, idOf } from './official-client.ts'
import { DRIVEN, notCalled, watchReplies } from './watch-replies.ts'

/** The Monday, in the milliseconds of the wire. */
const DAY = { start: Date.parse(MONDAY), end: Date.parse(MONDAY) + 86_400_000 - 1 }

const watch = watchReplies()
let server: ClientServer
let ghl: HighLevel
let locationId: string
let userId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  ghl = await connectOfficialClient(server, { scopes: ALL_SCOPES, watch })
  const { users } = await ghl.users.searchUsers({ companyId: server.agency.companyId, locationId })
  userId = idOf(users?.[0])
})
afterAll(() => server.stop())

async function makeCalendar(name: string): Promise<string> {
  return idOf((await ghl.calendars.createCalendar({ locationId, name, openHours: MORNINGS })).calendar)
}

async function slotsOf(calendarId: string): Promise<unknown> {
  return await ghl.calendars.getSlots({ calendarId, startDate: DAY.start, endDate: DAY.end })
}

async function makeContact(firstName: string): Promise<string> {
  return idOf((await ghl.contacts.createContact({ locationId, firstName })).contact)
}

describe('calendars', () => {
  it('are created, read, changed, listed and deleted', async () => {
    const draft = { locationId, name: 'SDK calendar', teamMembers: [{ userId }], slotDuration: 45, slotBuffer: 5 }
    const { calendar } = await ghl.calendars.createCalendar(draft)
    const calendarId = idOf(calendar)
    expect(calendar).toMatchObject({ ...draft, calendarType: 'round_robin', slug: 'sdk-calendar' })
    await ghl.calendars.updateCalendar({ calendarId }, { name: 'Renamed', appoinmentPerSlot: 2, isActive: false })
    const changed = { name: 'Renamed', appoinmentPerSlot: 2, isActive: false, slotDuration: 45 }
    expect((await ghl.calendars.getCalendar({ calendarId })).calendar).toMatchObject(changed)
    const idsOf = async (showDrafted: boolean) =>
      (await ghl.calendars.getCalendars({ locationId, showDrafted })).calendars?.map(idOf)
    expect(await idsOf(true)).toContain(calendarId)
    expect(await idsOf(false)).not.toContain(calendarId)
    expect(await ghl.calendars.deleteCalendar({ calendarId })).toEqual({ success: true })
    await expect(ghl.calendars.getCalendar({ calendarId })).rejects.toThrow(GHLNotFoundError)
  })

  it('are sorted into groups', async () => {
    const slug = 'sdk-group'
    expect(await ghl.calendars.validateGroupsSlug({ locationId, slug })).toEqual({ available: true })
    const draft = { locationId, name: 'SDK group', description: 'All of them', slug }
    const groupId = idOf((await ghl.calendars.createCalendarGroup(draft)).group)
    expect(await ghl.calendars.validateGroupsSlug({ locationId, slug })).toEqual({ available: false })
    await ghl.calendars.editGroup({ groupId }, { name: 'Renamed', description: 'Some', slug: 'sdk-renamed' })
    expect(await ghl.calendars.disableGroup({ groupId }, { isActive: false })).toEqual({ success: true })
    const { groups } = await ghl.calendars.getGroups({ locationId })
    const changed = {
      id: groupId,
      locationId,
      name: 'Renamed',
      description: 'Some',
      slug: 'sdk-renamed',
      isActive: false,
    }
    expect(groups).toContainEqual(changed)
    const calendarId = await makeCalendar('Grouped')
    await ghl.calendars.updateCalendar({ calendarId }, { groupId })
    expect((await ghl.calendars.getCalendars({ locationId, groupId })).calendars?.map(idOf)).toEqual([calendarId])
    expect(await ghl.calendars.deleteGroup({ groupId })).toEqual({ success: true })
    expect((await ghl.calendars.getCalendar({ calendarId })).calendar.groupId).toBeUndefined()
  })
})

describe('appointments', () => {
  it('are booked in free slots, moved, listed and deleted', async () => {
    const [calendarId, contactId] = [await makeCalendar('Booked'), await makeContact('Punctual')]
    const times = ['10:00', '10:30', '11:00', '11:30'].map(time => `${MONDAY}T${time}:00+00:00`)
    expect(await slotsOf(calendarId)).toEqual({ [MONDAY]: { slots: times } })
    const ofUsers = { calendarId, startDate: DAY.start, endDate: DAY.end, timezone: 'Asia/Kolkata', userIds: [userId] }
    expect(await ghl.calendars.getSlots(ofUsers)).toMatchObject({ [MONDAY]: { slots: { length: 4 } } })
    const wish = { locationId, calendarId, contactId, startTime: `${MONDAY}T10:00:00Z` }
    const made = await ghl.calendars.createAppointment(wish)
    const eventId = idOf(made)
    expect(await slotsOf(calendarId)).toEqual({ [MONDAY]: { slots: times.slice(1) } })
    const twice = ghl.calendars.createAppointment(wish)
    await expect(twice).rejects.toThrow(GHLValidationError)
    await expect(twice).rejects.toThrow('The slot you have selected is no longer available.')
    await ghl.calendars.editAppointment({ eventId }, { startTime: `${MONDAY}T11:30:00Z`, title: 'Moved' })
    const { event } = await ghl.calendars.getAppointment({ eventId })
    expect(event).toMatchObject({ title: 'Moved', startTime: times[3], endTime: `${MONDAY}T12:00:00+00:00` })
    const window = { locationId, startTime: String(DAY.start), endTime: String(DAY.end) }
    const { events } = await ghl.calendars.getCalendarEvents({ ...window, calendarId })
    expect(events?.map(idOf)).toEqual([eventId])
    const ofContact = await ghl.contacts.getAppointmentsForContact({ contactId })
    expect(ofContact.events?.map(idOf)).toEqual([eventId])
    expect(await ghl.calendars.deleteEvent({ eventId }, {})).toEqual({ succeeded: true })
    expect(await slotsOf(calendarId)).toEqual({ [MONDAY]: { slots: times } })
  })

  it('make room for blocked times, of a calendar and of a person', async () => {
    const calendarId = await makeCalendar('Blocked')
    const draft = { calendarId, locationId, startTime: `${MONDAY}T10:00:00Z`, endTime: `${MONDAY}T11:00:00Z` }
    const eventId = idOf(await ghl.calendars.createBlockSlot({ ...draft, title: 'Fire drill' }))
    expect(Object.values((await slotsOf(calendarId)) as object)).toMatchObject([{ slots: { length: 2 } }])
    await ghl.calendars.editBlockSlot({ eventId }, { ...draft, endTime: `${MONDAY}T12:00:00Z` })
    expect(await slotsOf(calendarId)).toEqual({})
    const window = { locationId, startTime: String(DAY.start), endTime: String(DAY.end) }
    const { events } = await ghl.calendars.getBlockedSlots({ ...window, calendarId })
    expect(events).toMatchObject([{ id: eventId, title: 'Fire drill', endTime: `${MONDAY}T12:00:00+00:00` }])
    await ghl.calendars.editBlockSlot({ eventId }, { locationId, assignedUserId: userId } as never)
    expect((await ghl.calendars.getBlockedSlots({ ...window, userId })).events?.map(idOf)).toContain(eventId)
    await ghl.calendars.deleteEvent({ eventId }, {})
    expect((await ghl.calendars.getBlockedSlots({ ...window, userId })).events?.map(idOf)).not.toContain(eventId)
  })

  it('have notes', async () => {
    const [calendarId, contactId] = [await makeCalendar('Noted'), await makeContact('Noted')]
    const booked = await ghl.calendars.createAppointment({
      locationId,
      calendarId,
      contactId,
      startTime: `${MONDAY}T10:00:00Z`,
    })
    const appointmentId = idOf(booked)
    const { note } = await ghl.calendars.createAppointmentNote({ appointmentId }, { userId, body: 'First words' })
    const noteId = idOf(note)
    await ghl.calendars.updateAppointmentNote({ appointmentId, noteId }, { body: 'Second thoughts' })
    const page = { appointmentId, limit: 10, offset: 0 }
    const { notes, hasMore } = await ghl.calendars.getAppointmentNotes(page)
    expect(hasMore).toBe(false)
    expect(notes).toMatchObject([{ id: noteId, body: 'Second thoughts', userId, contactId }])
    expect(await ghl.calendars.deleteAppointmentNote({ appointmentId, noteId })).toEqual({ success: true })
    expect((await ghl.calendars.getAppointmentNotes(page)).notes).toEqual([])
  })
})

it('called every served operation of these, and each reply was as documented', () => {
  expect(notCalled(watch, DRIVEN.calendars)).toEqual([])
  expect(watch.faults).toEqual([])
})
