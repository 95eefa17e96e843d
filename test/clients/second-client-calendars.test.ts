import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MORNINGS } from '../support/calendars.ts'
import { type ClientServer, MONDAY, startClientServer } from './client-server.ts'
import { ALL_SCOPES, idOf } from './official-client.ts'
import { connectSecondClient, dataOf, type SecondClient } from './second-client.ts'
import { DRIVEN, notCalled, watchReplies } from './watch-replies.ts'

const WINDOW = { startTime: String(Date.parse(MONDAY)), endTime: String(Date.parse(MONDAY) + 86_400_000 - 1) }

const watch = watchReplies()
let server: ClientServer
let client: SecondClient
let calendars: SecondClient['calendars']
let locationId: string
let userId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  client = await connectSecondClient(server, { scopes: ALL_SCOPES, watch })
  calendars = client.calendars
  const { users } = await dataOf(client.users.GET('/users/', { params: { query: { locationId } } }))
  userId = idOf(users?.[0])
})
afterAll(() => server.stop())

async function makeCalendar(name: string): Promise<string> {
  const body = { locationId, name, openHours: MORNINGS }
  return idOf((await dataOf(calendars.POST('/calendars/', { body: body as never }))).calendar)
}

async function book(calendarId: string, startTime: string) {
  const { contact } = await dataOf(client.contacts.POST('/contacts/', { body: { locationId, firstName: 'Guest' } }))
  const body = { locationId, calendarId, contactId: idOf(contact), startTime }
  return await calendars.POST('/calendars/events/appointments', { body: body as never })
}

describe('calendars', () => {
  it('are created, read, changed, listed and deleted', async () => {
    const calendarId = await makeCalendar('Second calendar')
    const params = { path: { calendarId } }
    await dataOf(calendars.PUT('/calendars/{calendarId}', { params, body: { slotDuration: 20 } as never }))
    const { calendar } = await dataOf(calendars.GET('/calendars/{calendarId}', { params }))
    expect(calendar).toMatchObject({ id: calendarId, name: 'Second calendar', slotDuration: 20 })
    const list = await dataOf(calendars.GET('/calendars/', { params: { query: { locationId } } }))
    expect(list.calendars?.map(idOf)).toContain(calendarId)
    expect(await dataOf(calendars.DELETE('/calendars/{calendarId}', { params }))).toEqual({ success: true })
    expect((await calendars.GET('/calendars/{calendarId}', { params })).response.status).toBe(404)
  })

  it('are sorted into groups', async () => {
    const draft = { locationId, name: 'Second group', description: 'All', slug: 'second-group' }
    const groupId = idOf((await dataOf(calendars.POST('/calendars/groups', { body: draft }))).group)
    const { slug } = draft
    const check = { body: { locationId, slug } }
    expect(await dataOf(calendars.POST('/calendars/groups/validate-slug', check))).toEqual({ available: false })
    const params = { path: { groupId } }
    const body = { name: 'Renamed', description: 'Some', slug }
    await dataOf(calendars.PUT('/calendars/groups/{groupId}', { params, body }))
    await dataOf(calendars.PUT('/calendars/groups/{groupId}/status', { params, body: { isActive: false } }))
    const { groups } = await dataOf(calendars.GET('/calendars/groups', { params: { query: { locationId } } }))
    expect(groups).toContainEqual({ id: groupId, locationId, ...body, isActive: false })
    expect(await dataOf(calendars.DELETE('/calendars/groups/{groupId}', { params }))).toEqual({ success: true })
  })
})

describe('appointments', () => {
  it('are booked in free slots, moved, listed and deleted', async () => {
    const calendarId = await makeCalendar('Booked')
    const query = { startDate: Number(WINDOW.startTime), endDate: Number(WINDOW.endTime), userIds: [userId] }
    const slots = { params: { path: { calendarId }, query: { ...query, timezone: 'Asia/Kolkata' } } }
    const free = () => dataOf(calendars.GET('/calendars/{calendarId}/free-slots', slots as never))
    const times = ['15:30', '16:00', '16:30', '17:00'].map(time => `${MONDAY}T${time}:00+05:30`)
    expect(await free()).toEqual({ [MONDAY]: { slots: times } })
    const eventId = idOf(await dataOf(book(calendarId, times[0] ?? '')))
    expect(await free()).toEqual({ [MONDAY]: { slots: times.slice(1) } })
    expect((await book(calendarId, times[0] ?? '')).error).toEqual({
      statusCode: 400,
      message: 'The slot you have selected is no longer available.',
    })
    const params = { path: { eventId } }
    const move = { params, body: { startTime: times[3] } as never }
    await dataOf(calendars.PUT('/calendars/events/appointments/{eventId}', move))
    const { event } = await dataOf(calendars.GET('/calendars/events/appointments/{eventId}', { params } as never))
    expect(event).toMatchObject({ id: eventId, startTime: `${MONDAY}T11:30:00+00:00`, title: 'Guest' })
    const listed = { params: { query: { locationId, calendarId, ...WINDOW } } }
    expect((await dataOf(calendars.GET('/calendars/events', listed))).events?.map(idOf)).toEqual([eventId])
    const gone = await dataOf(calendars.DELETE('/calendars/events/{eventId}', { params, body: {} as never }))
    expect(gone).toEqual({ succeeded: true })
  })

  it('make room for blocked times', async () => {
    const calendarId = await makeCalendar('Blocked')
    const times = { startTime: `${MONDAY}T10:00:00Z`, endTime: `${MONDAY}T11:00:00Z` }
    const draft = { locationId, calendarId, title: 'Fire drill', ...times }
    const made = await dataOf(calendars.POST('/calendars/events/block-slots', { body: draft as never }))
    const params = { path: { eventId: idOf(made) } }
    const body = { ...draft, title: 'False alarm' } as never
    await dataOf(calendars.PUT('/calendars/events/block-slots/{eventId}', { params, body }))
    const listed = { params: { query: { locationId, calendarId, ...WINDOW } } }
    const { events } = await dataOf(calendars.GET('/calendars/blocked-slots', listed))
    expect(events).toMatchObject([{ id: params.path.eventId, title: 'False alarm' }])
  })

  it('have notes', async () => {
    const appointmentId = idOf(await dataOf(book(await makeCalendar('Noted'), `${MONDAY}T10:00:00Z`)))
    const ofAppointment = { params: { path: { appointmentId } } }
    const path = '/calendars/appointments/{appointmentId}/notes'
    const made = await dataOf(calendars.POST(path, { ...ofAppointment, body: { body: 'One', userId } as never }))
    const noteId = idOf(made.note)
    const ofNote = { params: { path: { appointmentId, noteId } } } as never
    const notePath = '/calendars/appointments/{appointmentId}/notes/{noteId}'
    await dataOf(calendars.PUT(notePath, { ...(ofNote as object), body: { body: 'Two' } } as never))
    const page = { params: { path: { appointmentId }, query: { limit: 5, offset: 0 } } }
    expect(await dataOf(calendars.GET(path, page))).toMatchObject({
      notes: [{ id: noteId, body: 'Two' }],
      hasMore: false,
    })
    expect(await dataOf(calendars.DELETE(notePath, ofNote))).toEqual({ success: true })
  })
})

it('called every served operation of these, and each reply was as documented', () => {
  expect(notCalled(watch, DRIVEN.calendars)).toEqual([])
  expect(watch.faults).toEqual([])
})
