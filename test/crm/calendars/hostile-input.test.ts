import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calendarOperations } from '../../../src/crm/calendars/routes.ts'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type GoodValues, inputsOf, text } from '../../support/hostile-values.ts'

const RUNS = 30

/** Stand in generated input for ids that are made when the test runs. */
const IDS: Record<string, string> = {}
const own = (name: string) => fc.constant(`<${name}>`)

let test: TestDatabase
let account: CalendarAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  const { locationId } = account
  const calendar = await account.makeCalendar({ openHours: MORNINGS })
  const group = { locationId, name: 'G', description: '', slug: 'g' }
  const series = { ignoreFreeSlotValidation: true, rrule: 'FREQ=DAILY;COUNT=3' }
  const { id } = (await account.book(calendar, '2026-01-05T10:00:00Z', series)).body
  const block = { locationId, calendarId: calendar, startTime: '2026-02-05T10:00Z', endTime: '2026-02-05T11:00Z' }
  Object.assign(IDS, {
    ...{ calendar, user: await account.addUser('User'), contact: await account.makeContact(), appointment: id },
    group: (await account.call('create-calendar-group', { body: group })).body.group.id,
    block: (await account.call('create-block-slot', { body: block })).body.id,
    instance: `${id}_${Date.parse('2026-01-06T10:00:00Z')}_1800`,
  })
  const params = { appointmentId: id }
  IDS.note = (await account.call('create-appointment-note', { params, body: { body: 'x' } })).body.note.id
})
afterAll(() => test.drop())

/** The input with the real ids in it. */
const filled = <T>(input: T): T =>
  input === undefined
    ? input
    : JSON.parse(JSON.stringify(input).replace(/<(\w+)>/g, (written, name) => IDS[name] ?? written))

const WILD = [
  ...['2026-01-05T10:00:00+14:00', '1970-01-01T00:00:00Z', '9998-12-31T23:59:59-14:00', '0000-01-01T00:00'],
  ...['2026-01-05T10:00', '9999-12-31T23:59:59Z', '2026-02-30T00:00:00Z'],
]
/** Mostly of the first days of the year, or of the day after them: a start and an end that go together. */
const moments = (day: number, days: number) =>
  fc.oneof(
    {
      arbitrary: fc.nat(days * 144).map(tens => new Date(Date.UTC(2026, 0, day) + tens * 600_000).toISOString()),
      weight: 20,
    },
    { arbitrary: fc.oneof(fc.constantFrom(...WILD), text(40)), weight: 1 },
  )
const RULES = [
  ...[
    'FREQ=YEARLY;INTERVAL=999',
    'FREQ=DAILY;BYDAY=MO',
    'RRULE:FREQ=MONTHLY;BYMONTHDAY=-31',
    'FREQ=WEEKLY;UNTIL=99991231',
  ],
  ...['FREQ=MONTHLY;BYDAY=5SU,-5MO;COUNT=999', 'FREQ=DAILY;UNTIL=00000101', 'FREQ=DAILY\nEXDATE:99991231T235959Z'],
]
const times = fc.constantFrom('0', '1767571200000', '253370764800000')
const dates = fc.constantFrom(1_767_571_200_000, 1_769_000_000_000, 253_370_764_800_000)
const hour = fc.record({
  ...{ openHour: fc.nat(23), openMinute: fc.nat(60), closeHour: fc.nat(23), closeMinute: fc.nat(60) },
})
const GOOD: GoodValues = {
  ...{ calendarId: own('calendar'), contactId: own('contact'), userId: own('user'), assignedUserId: own('user') },
  ...{ groupId: own('group'), startTime: moments(1, 3), endTime: moments(4, 1), startDate: dates, endDate: dates },
  ...{ userIds: fc.constant(['<user>']), timezone: fc.constantFrom('Asia/Kathmandu', '+05:30', 'utc', 'EST5EDT') },
  slug: fc.stringMatching(/^[\w.~/-]{1,100}$/),
  widgetSlug: fc.constant('w'),
  teamMembers: fc.array(fc.record({ userId: own('user'), priority: fc.constantFrom(0, 1) }), { maxLength: 1 }),
  ...{ slotDuration: fc.integer({ min: 1, max: 24 }), slotInterval: fc.integer({ min: 1, max: 24 }) },
  ...{ slotBuffer: fc.nat(20), preBuffer: fc.nat(20), name: text(255).filter(value => /\S/.test(value)) },
  availabilities: fc.array(fc.record({ date: fc.constantFrom('2026-02-28', '9999-12-31'), hours: fc.array(hour) })),
  openHours: fc.array(fc.record({ daysOfTheWeek: fc.array(fc.nat(6), { maxLength: 7 }), hours: fc.array(hour) })),
  rrule: fc.oneof({ arbitrary: fc.constantFrom(...RULES), weight: 5 }, { arbitrary: text(200), weight: 1 }),
  meetingLocationId: fc.constant('default'),
}
/** In a window of events times are milliseconds. */
const valuesFor = (id: string): GoodValues =>
  /^get-(calendar-events|blocked-slots)$/.test(id) ? { ...GOOD, startTime: times, endTime: times } : GOOD

describe.each(calendarOperations)('S60: $id', ({ ...operation }) => {
  it('answers every input with a documented reply or a refusal, never with a failure', async () => {
    const isDeleting = operation.method === 'DELETE'
    const eventIds = operation.id === 'edit-block-slot' ? own('block') : fc.constantFrom('<appointment>', '<instance>')
    const inputs = inputsOf(operation, valuesFor(operation.id))
    await fc.assert(
      fc.asyncProperty(inputs, text(200), eventIds, async ({ body, query }, hostile, eventId) => {
        const where = operation.locationFrom === 'body.locationId' ? { locationId: account.locationId } : {}
        const ids = { calendarId: IDS.calendar, groupId: IDS.group, eventId, appointmentId: eventId, noteId: IDS.note }
        const spared = Object.fromEntries(Object.keys(ids).map(name => [name, hostile]))
        const reply = await account.call(operation.id, {
          params: filled(isDeleting ? spared : ids),
          query: filled({ ...query, locationId: account.locationId }),
          body: body === undefined ? undefined : { ...filled(body as object), ...where },
        })
        expect(reply.status).toBeLessThan(500)
      }),
      { numRuns: RUNS },
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

it('S61: what is accepted reads back as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(text(500).filter(Boolean), text(5000), text(2000), async (title, description, address) => {
      const wish = { ignoreFreeSlotValidation: true, title, description, address }
      const { status, body } = await account.book(IDS.calendar ?? '', '2026-01-05T10:00:00Z', wish)
      expect(status).toBe(200)
      const { event } = (await account.call('get-appointment', { params: { eventId: body.id } })).body
      expect(event).toMatchObject({ title, description, address })
    }),
    { numRuns: RUNS },
  )
})
