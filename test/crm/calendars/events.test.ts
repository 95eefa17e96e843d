import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
let calendarId: string
let groupId: string
let ann: string
let bob: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  ;[ann, bob] = [await account.addUser('Ann'), await account.addUser('Bob')]
  const group = { locationId: account.locationId, name: 'G', description: '', slug: 'g' }
  groupId = (await account.call('create-calendar-group', { body: group })).body.group.id
  calendarId = await account.makeCalendar({ openHours: MORNINGS, groupId })
  const collective = await account.makeCalendar({
    ...{ openHours: MORNINGS, calendarType: 'collective', teamMembers: [{ userId: ann }, { userId: bob }] },
  })
  ids.early = (await account.book(calendarId, '2026-01-05T10:00:00Z', { assignedUserId: ann })).body.id
  ids.late = (await account.book(calendarId, '2026-01-05T11:30:00Z')).body.id
  ids.both = (await account.book(collective, '2026-01-05T11:00:00Z')).body.id
})
afterAll(() => test.drop())

const ms = (time: string) => String(Date.parse(`2026-01-05T${time}:00Z`))
const whole = { startTime: ms('00:00'), endTime: ms('23:59') }

async function list(query: object, operation = 'get-calendar-events'): Promise<string[]> {
  const reply = await account.call(operation, { query: { locationId: account.locationId, ...whole, ...query } })
  expect(reply.status).toBe(200)
  return reply.body.events.map((event: { id: string }) => Object.keys(ids).find(name => ids[name] === event.id))
}

describe('appointments are listed', () => {
  it('by calendar, by the group it is in now, and by everybody who takes part, in the order of time', async () => {
    expect(await list({ calendarId })).toEqual(['early', 'late'])
    expect(await list({ groupId })).toEqual(['early', 'late'])
    expect(await list({ userId: ann })).toEqual(['early', 'both'])
    expect(await list({ userId: bob })).toEqual(['both'])
    expect(await list({ calendarId, userId: bob })).toEqual(['early', 'late'])
    await account.call('update-calendar', { params: { calendarId }, body: { groupId: null } })
    expect(await list({ groupId })).toEqual([])
    await account.call('update-calendar', { params: { calendarId }, body: { groupId } })
  })

  it.each([
    ['10:29', '11:30', ['early']],
    ['10:30', '11:30', []],
    ['10:30', '11:31', ['late']],
    ['09:00', '10:00', []],
    ['09:00', '10:01', ['early']],
    ['10:10', '10:10', ['early']],
  ])('where they touch the window from %s to %s', async (start, end, expected) => {
    expect(await list({ calendarId, startTime: ms(start), endTime: ms(end) })).toEqual(expected)
  })

  it('with a group only where there is one, and nothing for ids that are nobody’s', async () => {
    const query = { locationId: account.locationId, ...whole, calendarId }
    const { events } = (await account.call('get-calendar-events', { query })).body
    expect(events.map((event: { groupId?: string }) => event.groupId)).toEqual([groupId, groupId])
    for (const id of ['nobody', "' or 1=1 --", 'x'.repeat(50)]) {
      for (const owner of [{ calendarId: id }, { userId: id }, { groupId: id }]) {
        expect([await list(owner), await list(owner, 'get-blocked-slots')]).toEqual([[], []])
      }
    }
  })

  it('nothing of another account, whose ids are nobody’s here', async () => {
    const other = await createCalendarAccount(test)
    for (const owner of [{ calendarId }, { userId: ann }, { groupId }]) {
      const query = { locationId: other.locationId, ...whole, ...owner }
      expect((await other.call('get-calendar-events', { query })).body).toEqual({ events: [] })
    }
  })

  it.each([
    [{}, 'calendarId , userId or groupId must be given'],
    [{ calendarId: 'x', startTime: undefined }, 'startTime'],
    [{ calendarId: 'x', startTime: '2026-01-05' }, 'startTime'],
    [{ calendarId: 'x', startTime: '9'.repeat(15) }, 'must be in milliseconds'],
    [{ calendarId: 'x', endTime: '0' }, 'endTime must not be before startTime'],
  ])('not with %j', async (query, says) => {
    for (const operation of ['get-calendar-events', 'get-blocked-slots']) {
      const reply = await account.call(operation, { query: { locationId: account.locationId, ...whole, ...query } })
      expect(reply.status).toBe(422)
      expect(reply.body.message.join('; ')).toContain(says)
    }
  })
})

describe('blocked times', () => {
  const times = { startTime: '2026-01-06T10:00:00Z', endTime: '2026-01-06T11:00:00Z' }
  const block = (body: object) =>
    account.call('create-block-slot', { body: { locationId: account.locationId, ...times, ...body } })
  const change = (eventId: string, body: object) =>
    account.call('edit-block-slot', { params: { eventId }, body: { locationId: account.locationId, ...body } })
  const window = { startTime: String(Date.parse('2026-01-06')), endTime: String(Date.parse('2026-01-07')) }

  it('are made, listed, changed, given to another and deleted, and no event tells of them', async () => {
    account.published.length = 0
    const { status, body } = await block({ calendarId, title: 'Lunch' })
    const shown = { startTime: '2026-01-06T10:00:00+00:00', endTime: '2026-01-06T11:00:00+00:00' }
    expect(status).toBe(201)
    expect(body).toEqual({ id: body.id, locationId: account.locationId, calendarId, title: 'Lunch', ...shown })
    ids.block = body.id
    expect(await list({ calendarId, ...window }, 'get-blocked-slots')).toEqual(['block'])
    expect(await list({ groupId, ...window }, 'get-blocked-slots')).toEqual(['block'])
    const given = await change(body.id, { assignedUserId: ann, endTime: '2026-01-06T12:00:00Z' })
    const { calendarId: _, ...rest } = body
    const changed = { ...rest, assignedUserId: ann, endTime: '2026-01-06T12:00:00+00:00' }
    expect(given).toEqual({ status: 201, body: changed })
    expect(await list({ calendarId, ...window }, 'get-blocked-slots')).toEqual([])
    expect(await list({ userId: ann, ...window }, 'get-blocked-slots')).toEqual(['block'])
    expect((await change(body.id, { title: 'Tea' })).body).toEqual({ ...changed, title: 'Tea' })
    const deleted = await account.call('delete-event', { params: { eventId: body.id }, body: {} })
    expect(deleted).toEqual({ status: 201, body: { succeeded: true } })
    expect((await change(body.id, { title: 'Gone' })).status).toBe(404)
    expect(account.published).toEqual([])
  })

  it('of a person are blocked in each of their calendars', async () => {
    const own = await account.makeCalendar({ openHours: MORNINGS, teamMembers: [{ userId: bob }] })
    const { id } = (await block({ assignedUserId: bob, calendarId: '' })).body
    expect(await account.freeSlots(own, ['2026-01-06'])).toHaveLength(2)
    await account.call('delete-event', { params: { eventId: id }, body: {} })
    expect(await account.freeSlots(own, ['2026-01-06'])).toHaveLength(4)
  })

  it.each([
    [{}, 'calendarId or assignedUserId must be given, and not both'],
    [{ calendarId: 'c', assignedUserId: 'u' }, 'calendarId or assignedUserId must be given, and not both'],
    [{ assignedUserId: 'nobody' }, 'assignedUserId must be the id of a user'],
    [{ assignedUserId: 'x', endTime: times.startTime }, 'endTime must be after startTime'],
    [{ assignedUserId: 'x', endTime: '2028-01-06T10:00:00Z' }, 'endTime must be within 366 days'],
    [{ assignedUserId: 'x', startTime: 'soon' }, 'startTime must be a date and time'],
    [{ assignedUserId: 'x', contactId: 'x' }, 'property contactId should not exist'],
  ])('S5: are refused as %j', async (body, says) => {
    const reply = await block(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
  })

  it('are refused in a calendar that is not there', async () => {
    for (const id of ['nobody', "'--"]) {
      const body = { statusCode: 404, message: `Calendar with id ${id} not found` }
      expect(await block({ calendarId: id })).toEqual({ status: 404, body })
    }
  })
})

describe('the contact’s own list', () => {
  it('has what is booked, in the group that its calendar is in now', async () => {
    const contactId = await account.makeContact()
    const { id } = (await account.book(calendarId, '2026-01-07T10:00:00Z', { contactId, description: 'Why' })).body
    const { events } = (await account.call('get-appointments-for-contact', { params: { contactId } })).body
    expect(events).toMatchObject([{ id, calendarId, groupId, notes: 'Why', startTime: '2026-01-07 10:00:00' }])
  })
})
