import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
let userId: string
let calendarId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
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
const SLOT_GONE = { statusCode: 400, message: 'The slot you have selected is no longer available.' }

const members = (...userIds: string[]) => ({ teamMembers: userIds.map(id => ({ userId: id })) })
const confirmed = (reply: { status: number }) => expect(reply.status).toBe(200)
const refused = (reply: unknown) => expect(reply).toEqual({ status: 400, body: SLOT_GONE })

describe('a team', () => {
  let ann: string
  let bob: string
  beforeAll(async () => {
    ann = await account.addUser('Ann')
    bob = await account.addUser('Bob')
  })
  const at = '2026-01-06T10:00:00Z'

  it('takes turns, and nobody is in two places at once', async () => {
    const first = await account.makeCalendar({ openHours: MORNINGS, ...members(ann, bob) })
    const second = await account.makeCalendar({ openHours: MORNINGS, ...members(ann) })
    const one = await account.book(first, at)
    const two = await account.book(first, at)
    expect(new Set([one.body.assignedUserId, two.body.assignedUserId])).toEqual(new Set([ann, bob]))
    refused(await account.book(first, at))
    refused(await account.book(second, at))
    confirmed(await account.book(second, '2026-01-06T10:30:00Z'))
  })

  it('shares appointments out evenly where the calendar says so', async () => {
    const eventType = 'RoundRobin_OptimizeForEqualDistribution'
    const id = await account.makeCalendar({
      openHours: MORNINGS,
      eventType,
      teamMembers: [
        { userId: ann, priority: 1 },
        { userId: bob, priority: 0 },
      ],
    })
    const taken: string[] = []
    for (const time of ['10:00', '10:30', '11:00', '11:30']) {
      taken.push((await account.book(id, `2026-01-07T${time}:00Z`)).body.assignedUserId)
    }
    expect(taken).toEqual([ann, bob, ann, bob])
  })

  it('comes as a whole to a collective calendar, led by its primary member', async () => {
    const id = await account.makeCalendar({
      ...{ openHours: MORNINGS, calendarType: 'collective' },
      teamMembers: [{ userId: ann }, { userId: bob, isPrimary: true }],
    })
    const { body } = await account.book(id, '2026-01-08T10:00:00Z')
    const { event } = (await get(body.id)).body
    expect([event.assignedUserId, event.users]).toEqual([bob, [ann]])
    const annsOwn = await account.makeCalendar({ openHours: MORNINGS, ...members(ann) })
    refused(await account.book(annsOwn, '2026-01-08T10:00:00Z'))
    confirmed(await account.book(annsOwn, '2026-01-08T10:30:00Z'))
    refused(await account.book(id, '2026-01-08T10:30:00Z'))
  })

  it('is asked for the one who is wanted, who must belong to it', async () => {
    const id = await account.makeCalendar({ openHours: MORNINGS, ...members(ann, bob) })
    const on = '2026-01-09T10:00:00Z'
    expect((await account.book(id, on, { assignedUserId: bob })).body.assignedUserId).toBe(bob)
    refused(await account.book(id, on, { assignedUserId: bob }))
    const outsider = await account.book(id, on, { assignedUserId: userId })
    expect(outsider.status).toBe(422)
    expect(outsider.body.message).toEqual(['assignedUserId must be the id of a team member of this calendar'])
  })

  it('takes no appointment when nobody of it is left in the account', async () => {
    const gone = await account.addUser('Gone')
    const id = await account.makeCalendar({ openHours: MORNINGS, ...members(gone) })
    await account.rows('delete from memberships using users where users.id = user_id and wire_id = $1', [gone])
    refused(await account.book(id, '2026-01-05T10:00:00Z'))
    expect(await account.freeSlots(id, ['2026-01-05'])).toEqual([])
  })
})

describe('of callers at the same moment', () => {
  it('one gets the last slot, and one event tells of it', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => account.book(calendarId, '2026-01-05T10:00:00Z')))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const reply of replies.filter(({ status }) => status !== 200)) refused(reply)
    expect(told()).toEqual(['AppointmentCreate'])
  })

  it('one gets a person who is wanted in two calendars, whatever the calendars have free', async () => {
    const host = await account.addUser('Wanted')
    const two = [members(host), { ...members(host, userId), calendarType: 'collective' }]
    const ids = await Promise.all(two.map(team => account.makeCalendar({ openHours: MORNINGS, ...team })))
    const wishes = [...ids, ...ids].map(id => account.book(id, '2026-01-14T10:00:00Z'))
    expect((await Promise.all(wishes)).filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('two who move their appointments into one slot do not both succeed', async () => {
    const a = await account.book(calendarId, '2026-01-05T10:00:00Z')
    const b = await account.book(calendarId, '2026-01-05T10:30:00Z')
    const moves = [a, b].map(({ body }) => change(body.id, { startTime: '2026-01-05T11:00:00Z' }))
    expect(new Set((await Promise.all(moves)).map(({ status }) => status))).toEqual(new Set([200, 400]))
  })
})
