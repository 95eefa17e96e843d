import { describe, expect, it } from 'vitest'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import { instanceId, instanceOf, readInstanceId } from './appointment.ts'
import type { CalendarSettings } from './calendar.ts'
import { checkCalendar, impliedType, settingsWith, slugOf } from './calendar-rules.ts'
import { chooseHost, hostsOf, primaryHost } from './hosts.ts'
import { readMoment } from './moments.ts'
import { placeOf } from './place.ts'
import { fillTitle } from './title.ts'

const member = (userId: string, more: object = {}) => ({ userId, ...more })

describe('a moment', () => {
  const kolkata = openTimeZone('Asia/Kolkata') as TimeZone
  const york = openTimeZone('America/New_York') as TimeZone

  it.each([
    ['2021-06-23T03:30:00+05:30', '2021-06-22T22:00:00.000Z'],
    ['2021-06-23T03:30:00-0800', '2021-06-23T11:30:00.000Z'],
    ['2021-06-23T03:30:00.250Z', '2021-06-23T03:30:00.250Z'],
    ['2021-06-23T03:30Z', '2021-06-23T03:30:00.000Z'],
    ['2021-06-23T03:30:00', '2021-06-22T22:00:00.000Z'],
  ])('%s is %s where clocks are at +05:30', (text, moment) => {
    expect(readMoment('startTime', text, kolkata).toISOString()).toBe(moment)
  })

  it('without an offset in an hour that clocks skip is the one after it', () => {
    expect(readMoment('startTime', '2026-03-08T02:30:00', york).toISOString()).toBe('2026-03-08T07:30:00.000Z')
  })

  it.each([
    ...[
      '',
      'tomorrow',
      '2021-06-23',
      '1624418400000',
      '2021-02-30T10:00:00Z',
      '2021-06-23T25:00:00Z',
      '9999-01-01T00:00Z',
    ],
    ...[
      '2021-06-23T03:30:00+99:00',
      '1969-12-31T23:59:59Z',
      '2021-06-23 03:30:00',
      '2021-6-23T03:30:00Z',
      '٢021-06-23T03:30Z',
    ],
  ])('%j is refused by name', text => {
    expect(() => readMoment('startTime', text, kolkata)).toThrow(/^startTime must be/)
  })
})

describe('a calendar', () => {
  const settings: CalendarSettings = { slotDuration: 30, slotInterval: 30 }
  const check = (type: Parameters<typeof impliedType> extends never ? never : string, more: CalendarSettings) =>
    checkCalendar({ type: type as 'event', settings: { ...settings, ...more } })

  it.each([
    ['round_robin', [], 'at least one'],
    ['collective', [], 'at least one'],
    ['class_booking', [], 'at least one'],
    ['service_booking', [], 'at least one'],
    ['personal', [], 'exactly one'],
    ['personal', [member('a'), member('b')], 'exactly one'],
    ['round_robin', [member('a'), member('a')], 'once'],
    ['collective', [member('a', { isPrimary: true }), member('b', { isPrimary: true })], 'one primary'],
  ])('of type %s is refused with the team %j', (type, teamMembers, says) => {
    expect(() => check(type, { teamMembers })).toThrow(says)
  })

  it.each([
    [{ slotDuration: 0 }, 'slotDuration'],
    [{ slotDuration: 0.5 }, 'slotDuration'],
    [{ slotDuration: 25, slotDurationUnit: 'hours' }, 'slotDuration'],
    [{ slotInterval: 0 }, 'slotInterval'],
    [{ slotBuffer: 24.001, slotBufferUnit: 'hours' }, 'slotBuffer'],
    [{ preBuffer: 0.1 }, 'preBuffer'],
  ] as [CalendarSettings, string][])('is refused with %j', (more, says) => {
    expect(() => check('event', more)).toThrow(says)
  })

  it('is fine with hours, and without any buffer', () => {
    expect(() => check('event', { slotDuration: 0.25, slotDurationUnit: 'hours', slotBuffer: 0 })).not.toThrow()
    expect([impliedType([]), impliedType(undefined), impliedType([member('a')])]).toEqual([
      'event',
      'event',
      'round_robin',
    ])
  })

  it.each([
    ['First meeting!', 'first-meeting'],
    ['Élan & Söhne 2', 'e-lan-so-hne-2'],
    ['日本', 'calendar'],
    ['x'.repeat(300), 'x'.repeat(60)],
  ])('named %j gets the slug %s', (name, slug) => expect(slugOf(name)).toBe(slug))
})

describe('custom dates', () => {
  const hours = [{ openHour: 9, openMinute: 0, closeHour: 10, closeMinute: 0 }]
  const date = (text: string) => `${text}T00:00:00.000Z`
  let next = 0
  const nextId = () => `d${++next}`
  const dates = (settings: CalendarSettings) => settings.availabilities?.map(one => one.date)

  it('are added, replaced by date or id, and taken away; the rest stays', () => {
    const one = settingsWith(
      {},
      {
        availabilities: [
          { date: date('2026-01-07'), hours },
          { date: date('2026-01-05'), hours },
        ],
      },
      nextId,
    )
    expect(dates(one)).toEqual(['2026-01-05', '2026-01-07'])
    const [first, second] = one.availabilities ?? []
    const two = settingsWith(one, { availabilities: [{ date: date('2026-01-05'), hours: [] }] }, nextId)
    expect(two.availabilities?.[0]).toEqual({ ...first, hours: [] })
    const moved = { id: second?.id ?? '', date: date('2026-01-09'), hours }
    expect(dates(settingsWith(two, { availabilities: [moved] }, nextId))).toEqual(['2026-01-05', '2026-01-09'])
    const gone = { id: second?.id ?? '', date: date('2026-01-07'), hours, deleted: true }
    expect(dates(settingsWith(two, { availabilities: [gone] }, nextId))).toEqual(['2026-01-05'])
  })

  it('are refused where the day or the id is none', () => {
    const given = (availability: object) => () =>
      settingsWith({}, { availabilities: [{ date: date('2026-01-05'), hours, ...availability }] }, nextId)
    expect(given({ date: date('2026-02-30') })).toThrow('availabilities.0.date')
    expect(given({ id: 'stranger' })).toThrow('availabilities.0.id')
  })

  it('are at most a thousand of one calendar', () => {
    const year = (start: number) =>
      Array.from({ length: 366 }, (_, day) => {
        const at = new Date(Date.UTC(start, 0, 1 + day)).toISOString()
        return { date: at.replace(/T.*/, 'T00:00:00.000Z'), hours: [] }
      })
    const two = [2026, 2028].reduce((all, start) => settingsWith(all, { availabilities: year(start) }, nextId), {})
    expect(() => settingsWith(two, { availabilities: year(2030) }, nextId)).toThrow('more than 1000')
  })

  it('have a type that null takes away', () => {
    const custom = settingsWith({}, { availabilityType: 1 }, nextId)
    expect(custom.availabilityType).toBe(1)
    expect(settingsWith(custom, { name: 'x' } as object, nextId).availabilityType).toBe(1)
    expect(settingsWith(custom, { availabilityType: null }, nextId)).not.toHaveProperty('availabilityType')
  })
})

describe('who takes an appointment', () => {
  const team = [member('ann', { priority: 0 }), member('bob', { priority: 1 }), member('cid')]
  const settings: CalendarSettings = { teamMembers: team }
  const equal: CalendarSettings = { ...settings, eventType: 'RoundRobin_OptimizeForEqualDistribution' }
  const load = new Map([
    ['bob', 3],
    ['cid', 1],
    ['ann', 1],
  ])

  it('is by priority, and among equals who has had fewest', () => {
    expect(chooseHost(settings, ['ann', 'bob', 'cid'], load)).toBe('bob')
    expect(chooseHost({}, ['bob', 'cid'], load)).toBe('cid')
    expect(chooseHost(settings, [], load)).toBeUndefined()
  })

  it('is who has had fewest, and among equals by priority, where appointments are shared out evenly', () => {
    expect(chooseHost(equal, ['ann', 'bob', 'cid'], load)).toBe('cid')
  })

  it('leads a collective calendar as its primary member, else as its first', () => {
    const primary = { teamMembers: [member('ann'), member('bob', { isPrimary: true })] }
    expect(primaryHost(primary, ['ann', 'bob'])).toBe('bob')
    expect(primaryHost(settings, ['ann', 'bob'])).toBe('ann')
  })

  it('is one of the team who is still here, and of those asked for', () => {
    const here = new Set(['ann', 'bob'])
    const calendar = { type: 'round_robin' as const, settings }
    expect(hostsOf(calendar, here)).toEqual({ userIds: ['ann', 'bob'], need: 'any', isShared: false })
    expect(hostsOf(calendar, here, ['bob', 'cid'])?.userIds).toEqual(['bob'])
    expect(hostsOf(calendar, here, ['dan'])).toBeUndefined()
    expect(hostsOf(calendar, new Set())).toBeUndefined()
    expect(hostsOf({ type: 'event', settings: {} }, here, ['dan'])).toEqual({
      userIds: ['dan'],
      need: 'any',
      isShared: true,
    })
  })
})

describe('the place', () => {
  const settings: CalendarSettings = {
    locationConfigurations: [{ kind: 'physical', location: '1 Main Street' }, { kind: 'zoom_conference' }],
    teamMembers: [member('bob', { locationConfigurations: [{ kind: 'outbound_call', location: '+13035550100' }] })],
  }

  it.each([
    [{}, null, { meetingLocationType: 'address', address: '1 Main Street' }],
    [{}, 'bob', { meetingLocationType: 'phone', address: '+13035550100' }],
    [{ meetingLocationId: 'zoom_conference_1' }, null, { meetingLocationType: 'zoom', address: null }],
    [{ meetingLocationId: 'default' }, null, { meetingLocationType: 'address', address: '1 Main Street' }],
    [{ address: 'Café' }, null, { meetingLocationType: 'custom', address: 'Café' }],
    [{ address: 'Café', meetingLocationType: 'address' }, null, { meetingLocationType: 'address', address: 'Café' }],
    [{ meetingLocationType: 'gmeet' }, null, { meetingLocationType: 'gmeet', address: null }],
    [
      { meetingLocationType: 'gmeet', meetingLocationId: 'physical_0', overrideLocationConfig: false },
      null,
      { meetingLocationType: 'address', address: '1 Main Street' },
    ],
  ])('wished as %j is for %s %j', (wish, userId, place) => expect(placeOf(settings, userId, wish)).toEqual(place))

  it('is refused by an id that the calendar does not have', () => {
    expect(() => placeOf(settings, null, { meetingLocationId: 'custom_0' })).toThrow('meetingLocationId')
    expect(placeOf({}, null, {})).toEqual({ meetingLocationType: null, address: null })
  })
})

describe('the title', () => {
  const ada = { name: 'Ada Guest', firstName: 'Ada', lastName: 'Guest', email: 'ada@example.com', phone: null }
  const nobody = { name: null, firstName: null, lastName: null, email: null, phone: '+13035550100' }

  it.each([
    ['{{contact.name}}', ada, 'Ada Guest'],
    ['{{ contact.first_name }} / {{calendar.name}}', ada, 'Ada / Talk'],
    ['{{contact.phone}}{{contact.birthday}}{{constructor}}', ada, 'ada@example.com'],
    ['{{contact.name}}', nobody, '+13035550100'],
    ['', { ...nobody, phone: null }, 'Talk'],
  ])('of %j with %j is %s', (template, contact, title) => expect(fillTitle(template, 'Talk', contact)).toBe(title))

  it('is cut to what a title holds, and never inside a character', () => {
    const long = fillTitle('{{contact.name}}', 'Talk', { ...ada, name: `${'x'.repeat(499)}😀` })
    expect(long).toBe(`${'x'.repeat(499)}\ufffd`)
  })
})

describe('one of a series', () => {
  const master = {
    id: 'ocQHyuzHvysMo5N5VsXc',
    startAt: new Date(1_729_821_600_000),
    endAt: new Date(1_729_823_400_000),
  }

  it('is named by its series, its time and its length, as documented', () => {
    const id = 'ocQHyuzHvysMo5N5VsXc_1729821600000_1800'
    expect(instanceId(master, master.startAt)).toBe(id)
    expect(readInstanceId(id)).toEqual({ masterId: master.id, startAt: master.startAt })
    const startAt = new Date(1_729_908_000_000)
    const instance = instanceOf(master as Parameters<typeof instanceOf>[0], startAt)
    expect(instance).toMatchObject({ masterId: master.id, startAt, endAt: new Date(1_729_909_800_000) })
  })

  it.each([
    '',
    'abc',
    'abc_1',
    'abc_x_1',
    '_1_1',
    'abc_1_1_1',
    'a b_1_1',
    `abc_${'9'.repeat(15)}9_1`,
    'abc_999999999999999_1x',
  ])('%j names none', id => expect(readInstanceId(id)).toBeUndefined())
})
