import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test.drop())
beforeEach(async () => {
  account = await createCalendarAccount(test)
})

const DAY_MS = 86_400_000
const monday = { startDate: Date.parse('2026-01-05'), endDate: Date.parse('2026-01-06') - 1 }
const ask = (calendarId: string, query: Record<string, unknown>) =>
  account.call('get-slots', { params: { calendarId }, query })
const timesOf = (slots: string[]) => slots.map(text => text.slice(11, 16)).join(' ')

describe('200', () => {
  it('slots stand under their date, with the offset of the location', async () => {
    await account.setTimezone('America/New_York')
    const calendarId = await account.makeCalendar({ openHours: MORNINGS, slotDuration: 60, slotInterval: 60 })
    const { status, body } = await ask(calendarId, { ...monday, endDate: monday.endDate + DAY_MS })
    expect(status).toBe(200)
    expect(body).toEqual({
      '2026-01-05': { slots: ['2026-01-05T10:00:00-05:00', '2026-01-05T11:00:00-05:00'] },
      '2026-01-06': { slots: ['2026-01-06T10:00:00-05:00', '2026-01-06T11:00:00-05:00'] },
    })
  })

  it('or under the date and with the offset of the zone that is asked for', async () => {
    const openHours = [{ daysOfTheWeek: [1], hours: [{ openHour: 17, openMinute: 0, closeHour: 19, closeMinute: 0 }] }]
    const calendarId = await account.makeCalendar({ openHours, slotDuration: 60, slotInterval: 60 })
    const { body } = await ask(calendarId, { ...monday, timezone: 'Asia/Kathmandu' })
    expect(body).toEqual({
      '2026-01-05': { slots: ['2026-01-05T22:45:00+05:45', '2026-01-05T23:45:00+05:45'] },
    })
    const later = await ask(calendarId, { ...monday, timezone: 'Pacific/Auckland' })
    expect(Object.keys(later.body)).toEqual(['2026-01-06'])
  })

  it('a month in which clocks change has its office hours throughout', async () => {
    await account.setTimezone('Europe/Berlin')
    account.clock.set('2026-03-01T00:00:00Z')
    const calendarId = await account.makeCalendar({ openHours: MORNINGS, slotDuration: 60, slotInterval: 120 })
    const slots = await account.freeSlots(calendarId, ['2026-03-15', '2026-04-14'])
    expect(slots).toHaveLength(31)
    expect(new Set(slots.map(text => text.slice(11)))).toEqual(new Set(['10:00:00+01:00', '10:00:00+02:00']))
    expect(slots.filter(text => text.endsWith('+02:00'))[0]).toBe('2026-03-29T10:00:00+02:00')
  })

  it('slots over midnight are there once, on the date they begin', async () => {
    const openHours = [{ daysOfTheWeek: [1], hours: [{ openHour: 23, openMinute: 0, closeHour: 1, closeMinute: 0 }] }]
    const calendarId = await account.makeCalendar({ openHours, slotDuration: 60 })
    const { body } = await ask(calendarId, { startDate: monday.startDate, endDate: monday.endDate + DAY_MS })
    expect(Object.entries(body).map(([date, { slots }]: any) => `${date}: ${timesOf(slots)}`)).toEqual([
      '2026-01-05: 23:00 23:30',
      '2026-01-06: 00:00',
    ])
  })

  it('what is past, taken, blocked or too close to it is not offered', async () => {
    account.clock.set('2026-01-05T10:20:00Z')
    const calendarId = await account.makeCalendar({ openHours: MORNINGS, slotBuffer: 15, slotInterval: 15 })
    expect(timesOf(await account.freeSlots(calendarId, ['2026-01-05']))).toBe('10:30 10:45 11:00 11:15 11:30')
    await account.book(calendarId, '2026-01-05T11:00:00Z')
    expect(timesOf(await account.freeSlots(calendarId, ['2026-01-05']))).toBe('')
    expect(timesOf(await account.freeSlots(calendarId, ['2026-01-06']))).toBe(
      '10:00 10:15 10:30 10:45 11:00 11:15 11:30',
    )
    const block = { calendarId, startTime: '2026-01-06T10:30:00Z', endTime: '2026-01-06T11:15:00Z' }
    await account.call('create-block-slot', { body: { locationId: account.locationId, ...block } })
    expect(timesOf(await account.freeSlots(calendarId, ['2026-01-06']))).toBe('10:00 11:15 11:30')
  })

  it('every slot that is offered can be booked, and none of the others', async () => {
    const host = await account.addUser('Host')
    const elsewhere = await account.makeCalendar({ openHours: MORNINGS, teamMembers: [{ userId: host }] })
    await account.book(elsewhere, '2026-01-05T11:00:00Z')
    const calendarId = await account.makeCalendar({
      ...{ openHours: MORNINGS, slotInterval: 15, slotBuffer: 10, appoinmentPerDay: 3 },
      teamMembers: [{ userId: host }],
    })
    await account.book(calendarId, '2026-01-05T10:00:00Z')
    const offered = new Set(await account.freeSlots(calendarId, ['2026-01-05']))
    expect(timesOf([...offered])).toBe('11:30')
    for (let minute = 600; minute < 720; minute += 5) {
      const startTime = new Date(monday.startDate + minute * 60_000).toISOString().replace('.000Z', '+00:00')
      if (offered.has(startTime)) continue
      expect([startTime, (await account.book(calendarId, startTime)).status]).toEqual([startTime, 400])
    }
    expect((await account.book(calendarId, [...offered][0] ?? '')).status).toBe(200)
  })

  it('of a person who is asked for, by themselves or among others', async () => {
    const [ann, bob] = [await account.addUser('Ann'), await account.addUser('Bob')]
    const calendarId = await account.makeCalendar({
      openHours: MORNINGS,
      teamMembers: [{ userId: ann }, { userId: bob }],
    })
    await account.book(calendarId, '2026-01-05T10:00:00Z', { assignedUserId: ann })
    const free = async (query: object) => timesOf(await account.freeSlots(calendarId, ['2026-01-05'], query))
    expect(await free({ userId: ann })).toBe('10:30 11:00 11:30')
    expect(await free({ userIds: [ann] })).toBe('10:30 11:00 11:30')
    expect(await free({ userIds: [ann, bob] })).toBe('10:00 10:30 11:00 11:30')
    const outsider = await account.addUser('Outsider')
    expect(await free({ userId: outsider })).toBe('')
    const teamless = await account.makeCalendar({ openHours: MORNINGS })
    expect(timesOf(await account.freeSlots(teamless, ['2026-01-05'], { userId: ann }))).toBe('10:30 11:00 11:30')
  })

  it('a draft has none, and a busy look hides some for good', async () => {
    const draft = await account.makeCalendar({ openHours: MORNINGS, isActive: false })
    expect((await ask(draft, monday)).body).toEqual({})
    const lookBusyConfig = { enabled: true, LookBusyPercentage: 50 }
    const busy = await account.makeCalendar({ openHours: MORNINGS, lookBusyConfig })
    const shown = await account.freeSlots(busy, ['2026-01-02', '2026-01-31'])
    expect(shown.length).toBeGreaterThan(30)
    expect(shown.length).toBeLessThan(90)
    expect(await account.freeSlots(busy, ['2026-01-02', '2026-01-31'])).toEqual(shown)
  })
})

describe('422', () => {
  it.each([
    [{ startDate: monday.startDate }, 'endDate'],
    [{ endDate: monday.endDate }, 'startDate'],
    [{ ...monday, endDate: monday.startDate - 1 }, 'endDate must not be before startDate'],
    [{ ...monday, endDate: monday.startDate + 32 * DAY_MS }, 'endDate must be within 31 days of startDate'],
    [{ ...monday, startDate: 'monday' }, 'startDate'],
    [{ ...monday, startDate: 1e17, endDate: 1e17 }, 'startDate'],
    [{ ...monday, timezone: 'Mars/Olympus' }, 'timezone must be the name of a time zone'],
    [{ ...monday, userId: 'nobody' }, 'userId must be the id of a user'],
    [{ ...monday, userIds: ['nobody'] }, 'userIds must be the id of a user'],
  ])('%j', async (query, says) => {
    const reply = await ask(await account.makeCalendar(), query)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
  })

  it('not for a month with the extra hour of autumn', async () => {
    const startDate = Date.parse('2026-10-01T00:00:00-04:00')
    const endDate = Date.parse('2026-10-31T23:59:59-04:00')
    expect((await ask(await account.makeCalendar(), { startDate, endDate: endDate + 3_600_000 })).status).toBe(200)
  })
})
