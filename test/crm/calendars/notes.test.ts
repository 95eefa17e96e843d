import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
let userId: string
let appointmentId: string
let contactId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  userId = await account.addUser('Author')
  contactId = await account.makeContact()
})
afterAll(() => test.drop())
beforeEach(async () => {
  const calendarId = await account.makeCalendar({ openHours: MORNINGS })
  appointmentId = (await account.book(calendarId, '2026-03-05T10:00:00Z', { contactId })).body.id
  account.published.length = 0
})

const create = (body: object) => account.call('create-appointment-note', { params: { appointmentId }, body })
const update = (noteId: string, body: object) =>
  account.call('update-appointment-note', { params: { appointmentId, noteId }, body })
const list = (query: Record<string, unknown> = { limit: 10, offset: 0 }) =>
  account.call('get-appointment-notes', { params: { appointmentId }, query })

describe('the notes of an appointment', () => {
  it('are written, signed, changed, listed and deleted; no event is documented for them', async () => {
    const { status, body } = await create({ userId, body: 'First words' })
    expect(status).toBe(201)
    const signed = { userId, createdBy: { id: userId, name: 'Author' } }
    const { id } = body.note
    const dateAdded = account.clock.now().toISOString()
    expect(body.note).toEqual({ id, body: 'First words', contactId, dateAdded, ...signed })
    const changed = { ...body.note, body: 'Second thoughts' }
    expect(await update(id, { body: 'Second thoughts' })).toEqual({ status: 200, body: { note: changed } })
    expect((await list()).body).toEqual({ notes: [changed], hasMore: false })
    const gone = await account.call('delete-appointment-note', { params: { appointmentId, noteId: id } })
    expect(gone).toEqual({ status: 200, body: { success: true } })
    expect((await list()).body).toEqual({ notes: [], hasMore: false })
    expect((await update(id, { body: 'x' })).status).toBe(404)
    expect(account.published).toEqual([])
  })

  it('need no author, and may get one', async () => {
    const { note } = (await create({ body: 'Anonymous' })).body
    expect(note).not.toHaveProperty('createdBy')
    expect((await update(note.id, { body: 'Signed', userId })).body.note.createdBy).toEqual({
      id: userId,
      name: 'Author',
    })
  })

  it('come page by page, the newest first', async () => {
    for (let number = 1; number <= 5; number++) {
      account.clock.advance('1 minute')
      await create({ body: `${number}` })
    }
    const page = async (limit: number, offset: number) => {
      const { notes, hasMore } = (await list({ limit, offset })).body
      return [notes.map((note: { body: string }) => note.body).join(''), hasMore]
    }
    expect(await page(2, 0)).toEqual(['54', true])
    expect(await page(2, 2)).toEqual(['32', true])
    expect(await page(2, 4)).toEqual(['1', false])
    expect(await page(5, 0)).toEqual(['54321', false])
    expect(await page(20, 9)).toEqual(['', false])
  })

  it('go with their appointment', async () => {
    const { note } = (await create({ body: 'x' })).body
    await account.call('delete-event', { params: { eventId: appointmentId }, body: {} })
    expect(await account.rows('select 1 from crm_appointment_notes where id = $1', [note.id])).toEqual([])
    expect((await list()).status).toBe(404)
  })

  it.each([
    [{}, 'body'],
    [{ body: '' }, 'body'],
    [{ body: 'x'.repeat(5001) }, 'body'],
    [{ body: 'x', userId: 'nobody' }, 'userId must be the id of a user'],
    [{ body: 'x', contactId: 'x' }, 'property contactId should not exist'],
  ])('S5: are refused as %j', async (body, says) => {
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
    expect((await list()).body.notes).toEqual([])
  })

  it.each([
    { limit: 21, offset: 0 },
    { limit: 0, offset: 0 },
    { limit: 1, offset: -1 },
    { limit: 'x', offset: 0 },
  ])('are not listed by %j', async query => expect((await list(query)).status).toBe(422))
})
