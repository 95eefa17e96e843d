import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calendarOperations } from '../../../src/crm/calendars/routes.ts'
import type { Operation } from '../../../src/crm/operation.ts'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

type Ids = Record<'calendarId' | 'groupId' | 'eventId' | 'appointmentId' | 'blockId' | 'noteId', string>

let test: TestDatabase
let account: CalendarAccount
let mine: Ids
let foreign: Ids
let deleted: Ids
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  mine = await makeAll(account, 'mine')
  foreign = await makeAll(await createCalendarAccount(test), 'theirs')
  deleted = await makeAll(account, 'gone')
  await account.call('delete-group', { params: { groupId: deleted.groupId } })
  for (const eventId of [deleted.eventId, deleted.blockId]) {
    await account.call('delete-event', { params: { eventId }, body: {} })
  }
  await account.call('delete-calendar', { params: { calendarId: deleted.calendarId } })
  account.published.length = 0
})
afterAll(() => test.drop())

async function makeAll(owner: CalendarAccount, slug: string): Promise<Ids> {
  const { locationId } = owner
  const group = await owner.call('create-calendar-group', { body: { locationId, name: slug, description: '', slug } })
  const calendarId = await owner.makeCalendar({ openHours: MORNINGS })
  const { id } = (await owner.book(calendarId, '2026-01-05T10:00:00Z')).body
  const times = { startTime: '2026-01-06T10:00:00Z', endTime: '2026-01-06T11:00:00Z' }
  const block = await owner.call('create-block-slot', { body: { locationId, calendarId, ...times } })
  const params = { appointmentId: id }
  const note = await owner.call('create-appointment-note', { params, body: { body: 'secret' } })
  const ids = { groupId: group.body.group.id, calendarId, eventId: id, appointmentId: id }
  return { ...ids, blockId: block.body.id, noteId: note.body.note.id }
}

const MALFORMED = [
  '',
  ' ',
  '0',
  '-1',
  '1e9',
  '٣',
  'x'.repeat(5000),
  "' or 1=1 --",
  '%00',
  '\u0000',
  '\ud800',
  '__proto__',
]
const INSTANCES = ['x_1_1', `${'x'.repeat(20)}_1767607200000_1800`, 'x_999999999999999_1', '_1_1']

const BODIES: Record<string, object> = {
  'update-calendar': { name: 'x' },
  'edit-group': { name: 'x', description: '', slug: 'x' },
  'disable-group': { isActive: false },
  'edit-appointment': { title: 'x' },
  'edit-block-slot': { title: 'x' },
  'delete-event': {},
  'create-appointment-note': { body: 'x' },
  'update-appointment-note': { body: 'x' },
}
const QUERIES: Record<string, Record<string, unknown>> = { 'get-slots': { startDate: 0, endDate: 1 } }

/** Each parameter of a path, the noun of its refusal, and the kind of id it takes. */
const NOUNS: Record<string, [noun: string, kind: keyof Ids]> = {
  calendarId: ['Calendar', 'calendarId'],
  groupId: ['Group', 'groupId'],
  appointmentId: ['Appointment', 'appointmentId'],
  noteId: ['Note', 'noteId'],
}

function nounOf({ id }: Operation, param: string): [string, keyof Ids] {
  if (id === 'edit-block-slot') return ['Blocked slot', 'blockId']
  if (id === 'delete-event') return ['Event', 'eventId']
  return NOUNS[param] ?? ['Appointment', 'eventId']
}

const cases = calendarOperations.flatMap(operation =>
  [...operation.path.matchAll(/:(\w+)/g)].map(([, param = '']) => [operation.id, param, operation] as const),
)

describe.each(cases)('S1: %s', (id, param, operation) => {
  it(`answers 404 alike for a ${param} of another account, deleted, never there and malformed`, async () => {
    const [noun, kind] = nounOf(operation, param)
    const wanted = [foreign[kind], deleted[kind], 'neverExisted00000000', ...MALFORMED]
    if (kind === 'eventId' || kind === 'appointmentId') wanted.push(...INSTANCES)
    for (const one of wanted) {
      const params = { ...mine, [param]: one }
      const where = operation.locationFrom === 'body.locationId' ? { locationId: account.locationId } : {}
      const body = operation.body === undefined ? undefined : { ...BODIES[id], ...where }
      const reply = await account.call(id, { params, query: QUERIES[id] ?? {}, body })
      expect(reply).toEqual({ status: 404, body: { statusCode: 404, message: `${noun} with id ${one} not found` } })
    }
    expect(account.published).toEqual([])
  })
})

it('S1: a note is found with its own appointment only', async () => {
  const calendarId = await account.makeCalendar({ openHours: MORNINGS })
  const other = (await account.book(calendarId, '2026-01-05T10:00:00Z')).body.id
  const params = { appointmentId: other, noteId: mine.noteId }
  expect((await account.call('update-appointment-note', { params, body: { body: 'x' } })).status).toBe(404)
  expect((await account.call('delete-appointment-note', { params })).status).toBe(404)
})

it('S7: the database shows nothing of calendars to a connection that entered no account', async () => {
  const tables = [
    'crm_calendars',
    'crm_calendar_groups',
    'crm_blocked_slots',
    'crm_appointments',
    'crm_appointment_notes',
  ]
  for (const table of tables) {
    const client = await test.database.pool.connect()
    await client.query(`select set_config('app.account_id', '', false)`)
    expect((await client.query(`select count(*) as total from ${table}`)).rows[0].total).toBe(0)
    // What it was told is not known to the pool.
    client.release(true)
  }
})

it('S6: another’s ids in a body open nothing', async () => {
  const { locationId } = account
  const stranger = await createCalendarAccount(test)
  const [theirContact, theirUser] = [await stranger.makeContact(), await stranger.addUser('Theirs')]
  const booked = async (body: object) => (await account.book(mine.calendarId, '2026-01-05T11:00:00Z', body)).status
  expect(await booked({ calendarId: foreign.calendarId })).toBe(404)
  expect(await booked({ contactId: theirContact })).toBe(404)
  expect(await booked({ assignedUserId: theirUser })).toBe(422)
  const times = { startTime: '2026-01-06T10:00:00Z', endTime: '2026-01-06T11:00:00Z' }
  const block = async (body: object) =>
    (await account.call('create-block-slot', { body: { locationId, ...times, ...body } })).status
  expect([await block({ calendarId: foreign.calendarId }), await block({ assignedUserId: theirUser })]).toEqual([
    404, 422,
  ])
  const update = async (body: object) =>
    (await account.call('update-calendar', { params: { calendarId: mine.calendarId }, body })).status
  expect(await update({ groupId: foreign.groupId })).toBe(404)
  expect(await update({ teamMembers: [{ userId: theirUser }] })).toBe(422)
})
