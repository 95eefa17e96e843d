import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarAccount, createCalendarAccount, MORNINGS } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
let userId: string
let groupId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  userId = await account.addUser('Host')
  groupId = (await makeGroup('first')).body.group.id
})
afterAll(() => test.drop())

const makeGroup = (slug: string, more: object = {}) => {
  const draft = { locationId: account.locationId, name: 'Group', description: 'Of them', slug, ...more }
  return account.call('create-calendar-group', { body: draft })
}
const create = (body: object) =>
  account.call('create-calendar', { body: { locationId: account.locationId, name: 'Calendar', ...body } })
const update = (calendarId: string, body: object) => account.call('update-calendar', { params: { calendarId }, body })
const get = async (calendarId: string) => (await account.call('get-calendar', { params: { calendarId } })).body.calendar

const HOURS = [{ openHour: 9, openMinute: 0, closeHour: 17, closeMinute: 60 }]
const onWednesdays = (count: number) => ({ daysOfTheWeek: [3], hours: Array.from({ length: count }, () => HOURS[0]) })
const DATE = { date: '2026-12-24T00:00:00.000Z', hours: HOURS }
const PLACE = { kind: 'custom', location: 'https://meet.example.com/room' }

/** Every documented field of a calendar that can be written. */
const everything = () => ({
  isActive: false,
  notifications: [
    {
      type: 'email',
      ...{ shouldSendToContact: true, shouldSendToGuest: false, shouldSendToUser: true },
      ...{ shouldSendToSelectedUsers: true, selectedUsers: 'a@example.com,b@example.com' },
    },
  ],
  groupId,
  teamMembers: [
    {
      ...{ userId, priority: 0.5, meetingLocationType: 'custom', meetingLocation: 'Here', isPrimary: true },
      locationConfigurations: [PLACE, { kind: 'zoom_conference' }],
    },
  ],
  eventType: 'RoundRobin_OptimizeForEqualDistribution',
  ...{ name: 'Everything', description: 'All of it', slug: 'everything', widgetSlug: 'everything-widget' },
  ...{ calendarType: 'personal', widgetType: 'default', eventTitle: 'With {{contact.name}}', eventColor: '#ff0000' },
  meetingLocation: 'There',
  locationConfigurations: [PLACE, { kind: 'physical', location: '1 Main Street' }],
  ...{ slotDuration: 1, slotDurationUnit: 'hours', slotInterval: 20, slotIntervalUnit: 'mins' },
  ...{ slotBuffer: 0.5, slotBufferUnit: 'hours', preBuffer: 5, preBufferUnit: 'mins' },
  ...{ appoinmentPerSlot: 3, appoinmentPerDay: 9, allowBookingAfter: 2, allowBookingAfterUnit: 'weeks' },
  ...{ allowBookingFor: 3, allowBookingForUnit: 'months' },
  openHours: [{ daysOfTheWeek: [1, 2], hours: HOURS }],
  enableRecurring: true,
  recurring: { freq: 'WEEKLY', count: 24, bookingOption: 'book_next', bookingOverlapDefaultStatus: 'new' },
  ...{ formId: 'form', stickyContact: true, isLivePaymentMode: false, autoConfirm: false },
  ...{ shouldSendAlertEmailsToAssignedMember: true, alertEmail: 'alert@example.com', googleInvitationEmails: true },
  ...{ allowReschedule: false, allowCancellation: false, shouldAssignContactToTeamMember: true },
  ...{ shouldSkipAssigningContactForExisting: true, notes: 'Notes', pixelId: 'pixel' },
  ...{ formSubmitType: 'RedirectURL', formSubmitRedirectURL: 'https://example.com/thanks' },
  formSubmitThanksMessage: 'Thanks',
  ...{ availabilityType: 1, availabilities: [DATE], guestType: 'collect_detail', consentLabel: 'I agree' },
  calendarCoverImage: 'https://example.com/cover.png',
  lookBusyConfig: { enabled: true, LookBusyPercentage: 30 },
})

describe('a calendar', () => {
  it('gives back every documented field that was written, at once and later', async () => {
    const written = everything()
    const { status, body } = await create(written)
    expect(status).toBe(200)
    const { calendar } = body
    const places = [
      { ...PLACE, meetingId: 'custom_0' },
      { ...written.locationConfigurations[1], meetingId: 'physical_1' },
    ]
    const ownPlaces = [places[0], { kind: 'zoom_conference', meetingId: 'zoom_conference_1' }]
    expect(calendar).toEqual({
      ...written,
      ...{ id: calendar.id, locationId: account.locationId, locationConfigurations: places },
      teamMembers: [{ ...written.teamMembers[0], locationConfigurations: ownPlaces }],
      availabilities: [{ ...DATE, deleted: false, id: calendar.availabilities[0].id }],
    })
    expect(await get(calendar.id)).toEqual(calendar)
    const lists = await account.call('get-calendars', { query: { locationId: account.locationId, groupId } })
    expect(lists.body.calendars).toEqual([calendar])
    expect(account.published.map(({ type }) => type)).toEqual(['ContactCreate'])
  })

  it('changes in what a body names and in nothing else, field by field', async () => {
    const { id, ...before } = (await create({ ...everything(), slug: 'changing' })).body.calendar
    const {
      calendarType: _,
      locationId: __,
      ...fields
    } = {
      ...everything(),
      ...{ slug: 'changed', name: 'Changed', groupId: null },
      locationId: '',
    }
    for (const [name, value] of Object.entries(fields)) {
      const other = typeof value === 'boolean' ? !value : value
      const { status, body } = await update(id, { [name]: other })
      expect([name, status]).toEqual([name, 200])
      if (['teamMembers', 'locationConfigurations', 'availabilities'].includes(name)) continue
      if (other === null) expect(body.calendar).not.toHaveProperty(name)
      else expect(body.calendar[name]).toEqual(other)
      if (typeof value !== 'boolean') continue
      expect({ ...body.calendar, [name]: value }).toMatchObject({ calendarType: before.calendarType, id })
    }
  })

  it('has the documented defaults, office hours, and a slug of its name', async () => {
    const { calendar } = (await create({ name: 'My Calendar' })).body
    expect(calendar).toEqual({
      ...{ id: calendar.id, locationId: account.locationId, name: 'My Calendar', slug: 'my-calendar' },
      ...{ widgetSlug: 'my-calendar', calendarType: 'event', isActive: true, widgetType: 'classic' },
      ...{ eventType: 'RoundRobin_OptimizeForAvailability', eventTitle: '{{contact.name}}', eventColor: '#039be5' },
      ...{ slotDuration: 30, slotDurationUnit: 'mins', slotInterval: 30, slotIntervalUnit: 'mins' },
      ...{ appoinmentPerSlot: 1, enableRecurring: false, autoConfirm: true, googleInvitationEmails: false },
      ...{ allowReschedule: true, allowCancellation: true, formSubmitType: 'ThankYouMessage' },
      openHours: [
        { daysOfTheWeek: [1, 2, 3, 4, 5], hours: [{ openHour: 8, openMinute: 0, closeHour: 17, closeMinute: 0 }] },
      ],
    })
    const second = (await create({ name: 'My Calendar' })).body.calendar
    expect(second.slug).toBe(`my-calendar-${second.id}`)
  })

  it('is a draft until it is switched on, and can be left out of lists', async () => {
    const { id } = (await create({ isActive: false })).body.calendar
    const idsOf = async (showDrafted?: boolean) => {
      const query = { locationId: account.locationId, ...(showDrafted === undefined ? {} : { showDrafted }) }
      const { calendars } = (await account.call('get-calendars', { query })).body
      return calendars.map((calendar: { id: string }) => calendar.id)
    }
    expect([await idsOf(), await idsOf(true), await idsOf(false)].map(ids => ids.includes(id))).toEqual([
      true,
      true,
      false,
    ])
    await update(id, { isActive: true })
    expect(await idsOf(false)).toContain(id)
  })

  it('is deleted with what blocks it', async () => {
    const { id } = (await create({})).body.calendar
    const times = { startTime: '2026-01-05T10:00:00Z', endTime: '2026-01-05T11:00:00Z' }
    await account.call('create-block-slot', { body: { locationId: account.locationId, calendarId: id, ...times } })
    const params = { calendarId: id }
    expect(await account.call('delete-calendar', { params })).toEqual({ status: 200, body: { success: true } })
    expect((await account.call('delete-calendar', { params })).status).toBe(404)
    expect(await account.rows('select 1 from crm_blocked_slots where calendar_id = $1', [id])).toEqual([])
  })

  it('has a slug that no other has', async () => {
    await create({ slug: 'taken' })
    const taken = { status: 400, body: { statusCode: 400, message: 'The slug taken is already in use.' } }
    expect(await create({ slug: 'taken' })).toEqual(taken)
    const { id } = (await create({ slug: 'free' })).body.calendar
    expect(await update(id, { slug: 'taken' })).toEqual(taken)
    expect((await update(id, { slug: 'free' })).status).toBe(200)
    const both = await Promise.all([1, 2, 3].map(() => create({ slug: 'raced' })))
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it.each([
    [{ name: ' ' }, 'name'],
    [{ slug: 'a b' }, 'slug'],
    [{ slotDuration: 0 }, 'slotDuration must be'],
    [{ slotDuration: 30, slotDurationUnit: 'hours' }, 'slotDuration must be'],
    [{ calendarType: 'collective' }, 'teamMembers must have'],
    [{ teamMembers: [{ userId: 'nobody' }] }, 'teamMembers must be the id of a user'],
    [{ teamMembers: [{ userId: 'x', role: 'admin' }] }, 'role should not exist'],
    [{ openHours: [{ daysOfTheWeek: [7], hours: [] }] }, 'openHours'],
    [{ openHours: [{ daysOfTheWeek: [1], hours: [{ ...HOURS[0], closeHour: 24 }] }] }, 'openHours'],
    [{ openHours: [onWednesdays(12), onWednesdays(13)] }, 'openHours must have at most 24 stretches on one day'],
    [{ availabilities: [{ date: '2026-02-30', hours: [] }] }, 'availabilities.0.date'],
    [{ availabilityType: 2 }, 'availabilityType'],
    [{ lookBusyConfig: { enabled: true, LookBusyPercentage: 101 } }, 'lookBusyConfig'],
    [{ appoinmentPerSlot: 1.5 }, 'appoinmentPerSlot'],
    [{ appointmentPerSlot: 1 }, 'property appointmentPerSlot should not exist'],
  ])('S5: is refused with %j', async (body, says) => {
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
  })

  it('is refused in a group that is not there', async () => {
    for (const id of ['nobody', "'--"]) {
      const body = { statusCode: 404, message: `Group with id ${id} not found` }
      expect(await create({ groupId: id })).toEqual({ status: 404, body })
    }
  })
})

describe('a group', () => {
  it('is made, listed, changed, switched off and deleted; its calendars stay', async () => {
    const { status, body } = await makeGroup('second', { isActive: false })
    expect(status).toBe(201)
    const { group } = body
    const draft = { name: 'Group', description: 'Of them', slug: 'second', isActive: false }
    expect(group).toEqual({ id: group.id, locationId: account.locationId, ...draft })
    const params = { groupId: group.id }
    const change = { name: 'Changed', description: '', slug: 'second-changed' }
    const changed = { ...group, ...change }
    expect(await account.call('edit-group', { params, body: change })).toEqual({
      status: 200,
      body: { group: changed },
    })
    const on = await account.call('disable-group', { params, body: { isActive: true } })
    expect(on).toEqual({ status: 200, body: { success: true } })
    const { groups } = (await account.call('get-groups', { query: { locationId: account.locationId } })).body
    expect(groups).toContainEqual({ ...changed, isActive: true })
    const { id } = (await create({ groupId: group.id })).body.calendar
    expect(await account.call('delete-group', { params })).toEqual({ status: 200, body: { success: true } })
    expect((await account.call('delete-group', { params })).status).toBe(404)
    expect(await get(id)).not.toHaveProperty('groupId')
  })

  it('has a slug that no other has, which can be asked for', async () => {
    const available = async (slug: string) => {
      const body = { locationId: account.locationId, slug }
      return (await account.call('validate-groups-slug', { body })).body.available
    }
    expect(await available('wanted')).toBe(true)
    const { id } = (await makeGroup('wanted')).body.group
    expect([await available('wanted'), await available('not a slug'), await available('')]).toEqual([
      false,
      false,
      false,
    ])
    const taken = { status: 400, body: { statusCode: 400, message: 'The slug wanted is already in use.' } }
    expect(await makeGroup('wanted')).toEqual(taken)
    const other = (await makeGroup('unwanted')).body.group.id
    const body = { name: 'G', description: '', slug: 'wanted' }
    expect(await account.call('edit-group', { params: { groupId: other }, body })).toEqual(taken)
    expect((await account.call('edit-group', { params: { groupId: id }, body })).status).toBe(200)
  })

  it.each([
    [{ name: '' }, 'name'],
    [{ slug: 'Ümläut' }, 'slug'],
    [{ isActive: 'no' }, 'isActive'],
    [{ calendars: [] }, 'property calendars should not exist'],
  ])('S5: is refused with %j', async (more, says) => {
    const reply = await makeGroup('never', more)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
  })
})

it('S6: another account’s slugs and groups are no matter here', async () => {
  const other = await createCalendarAccount(test)
  const draft = { locationId: other.locationId, name: 'G', description: '', slug: 'first' }
  const made = await other.call('create-calendar-group', { body: draft })
  expect(made.status).toBe(201)
  const query = { locationId: account.locationId, groupId: made.body.group.id }
  expect((await account.call('get-calendars', { query })).body).toEqual({ calendars: [] })
  expect((await create({ groupId: made.body.group.id, openHours: MORNINGS })).status).toBe(404)
})
