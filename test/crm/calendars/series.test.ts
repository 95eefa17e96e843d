import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const RRULE = 'RRULE:FREQ=DAILY;INTERVAL=1;COUNT=4'
const AT = '2026-01-05T10:00:00Z'

let test: TestDatabase
let account: CalendarAccount
let calendarId: string
let masterId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
})
afterAll(() => test.drop())
beforeEach(async () => {
  calendarId = await account.makeCalendar({ openHours: MORNINGS })
  masterId = (await account.book(calendarId, AT, { ignoreFreeSlotValidation: true, rrule: RRULE })).body.id
  account.published.length = 0
})

const instance = (date: string) => `${masterId}_${Date.parse(`${date}T10:00:00Z`)}_1800`
const get = (eventId: string) => account.call('get-appointment', { params: { eventId } })
const change = (eventId: string, body: object) => account.call('edit-appointment', { params: { eventId }, body })
const remove = (eventId: string) => account.call('delete-event', { params: { eventId }, body: {} })

async function listed(): Promise<string[]> {
  const window = { startTime: String(Date.parse('2026-01-04')), endTime: String(Date.parse('2026-02-01')) }
  const query = { locationId: account.locationId, calendarId, ...window }
  const { events } = (await account.call('get-calendar-events', { query })).body
  return events.map((event: { id: string }) => event.id)
}

describe('a series of appointments', () => {
  it('is listed one by one, each with its own id, time and master', async () => {
    const ids = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08'].map(instance)
    expect(await listed()).toEqual(ids)
    const { event } = (await get(ids[2] ?? '')).body
    expect(event).toMatchObject({ id: ids[2], masterEventId: masterId, isRecurring: true, rrule: RRULE })
    expect(event.startTime).toBe('2026-01-07T10:00:00+00:00')
    expect((await get(masterId)).body.event).toMatchObject({ id: masterId, isRecurring: true, rrule: RRULE })
  })

  it('takes its time on every day, and on no other', async () => {
    expect((await account.book(calendarId, '2026-01-07T10:00:00Z')).status).toBe(400)
    expect((await account.book(calendarId, '2026-01-09T10:00:00Z')).status).toBe(200)
    expect(await account.freeSlots(calendarId, ['2026-01-08'])).not.toContain('2026-01-08T10:00:00+00:00')
  })

  it('changes one by one: that one leaves the rule, keeps its id, and frees its time', async () => {
    const id = instance('2026-01-06')
    const moved = await change(id, { startTime: '2026-01-06T11:00:00Z', title: 'Later' })
    expect(moved.body).toMatchObject({ id, title: 'Later', startTime: '2026-01-06T11:00:00+00:00', isRecurring: true })
    expect(await listed()).toEqual(['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08'].map(instance))
    expect((await get(id)).body.event).toMatchObject({ title: 'Later', masterEventId: masterId })
    expect((await get(instance('2026-01-07'))).body.event.title).toBe('Ada Guest')
    expect(await account.freeSlots(calendarId, ['2026-01-06'])).toContain('2026-01-06T10:00:00+00:00')
    expect((await change(id, { title: 'Much later' })).body.title).toBe('Much later')
  })

  it('may move within its own time, and stays in the rule where nothing changes', async () => {
    const id = instance('2026-01-06')
    const rows = async () => account.rows('select id from crm_appointments where master_id = $1', [masterId])
    expect((await change(id, { title: 'Ada Guest', startTime: '2026-01-06T10:00:00Z' })).status).toBe(200)
    expect([await rows(), account.published]).toEqual([[], []])
    const longer = await change(id, { endTime: '2026-01-06T11:00:00Z' })
    expect(longer.body).toMatchObject({ id, endTime: '2026-01-06T11:00:00+00:00' })
    expect(await rows()).toEqual([{ id }])
    const refused = await change(instance('2026-01-07'), { startTime: '2026-01-06T10:30:00Z' })
    expect(refused.status).toBe(400)
    expect(await listed()).toHaveLength(4)
  })

  it('changes as a whole by its master', async () => {
    await change(masterId, { title: 'All', startTime: '2026-01-05T10:30:00Z', ignoreFreeSlotValidation: true })
    const starts = ['05', '06', '07', '08'].map(day => Date.parse(`2026-01-${day}T10:30:00Z`))
    expect(await listed()).toEqual(starts.map(at => `${masterId}_${at}_1800`))
    await change(masterId, { rrule: 'RRULE:FREQ=WEEKLY;COUNT=2', ignoreFreeSlotValidation: true })
    expect(await listed()).toHaveLength(2)
    await change(masterId, { rrule: '', ignoreFreeSlotValidation: true })
    expect(await listed()).toEqual([masterId])
  })

  it('loses one, then all of them, and what was changed goes with its master', async () => {
    await change(instance('2026-01-06'), { title: 'Alone' })
    expect(await remove(instance('2026-01-07'))).toEqual({ status: 201, body: { succeeded: true } })
    expect((await get(instance('2026-01-07'))).status).toBe(404)
    expect(await listed()).toHaveLength(3)
    const deleted = account.published.at(-1)?.body.appointment as { id: string }
    expect(deleted.id).toBe(instance('2026-01-07'))
    await remove(masterId)
    expect(await listed()).toEqual([])
    expect((await get(instance('2026-01-06'))).status).toBe(404)
  })

  it('is forgotten with the last of it', async () => {
    await change(instance('2026-01-06'), { title: 'Alone' })
    for (const date of ['2026-01-05', '2026-01-07', '2026-01-08']) await remove(instance(date))
    expect((await get(masterId)).status).toBe(200)
    await remove(instance('2026-01-06'))
    expect((await get(masterId)).status).toBe(404)
    expect(await account.rows('select 1 from crm_appointments where id like $1', [`${masterId}%`])).toEqual([])
  })

  it('shares its notes, but those of one that changed', async () => {
    const note = (appointmentId: string) =>
      account.call('create-appointment-note', { params: { appointmentId }, body: { body: 'x' } })
    const notes = async (appointmentId: string) =>
      (await account.call('get-appointment-notes', { params: { appointmentId } })).body.notes
    await change(instance('2026-01-06'), { title: 'Alone' })
    await note(instance('2026-01-07'))
    expect(await notes(masterId)).toHaveLength(1)
    expect(await notes(instance('2026-01-08'))).toHaveLength(1)
    expect(await notes(instance('2026-01-06'))).toEqual([])
  })

  it('is not made without ignoreFreeSlotValidation, as documented', async () => {
    const { body } = await account.book(calendarId, '2026-01-12T10:00:00Z', { rrule: RRULE })
    expect(body).toMatchObject({ isRecurring: false })
    expect(body).not.toHaveProperty('rrule')
  })

  it.each(['2026-01-09', '2026-01-04'])('has none on %s', async date => {
    expect((await get(instance(date))).status).toBe(404)
  })

  it('has none of another length, and a rule that can’t be read is refused', async () => {
    expect((await get(instance('2026-01-06').replace('_1800', '_3600'))).status).toBe(404)
    const wish = { ignoreFreeSlotValidation: true, rrule: 'RRULE:FREQ=HOURLY' }
    const reply = await account.book(calendarId, AT, wish)
    expect(reply.status).toBe(422)
    expect(reply.body.message[0]).toMatch(/^rrule must have a FREQ/)
  })

  it('loses two of it that are deleted at the same moment', async () => {
    await Promise.all([remove(instance('2026-01-06')), remove(instance('2026-01-07'))])
    expect(await listed()).toEqual(['2026-01-05', '2026-01-08'].map(instance))
  })
})
