import { refuse } from '../wire-error.ts'
import type { Calendar, CalendarSettings, CalendarType, CustomDate } from './calendar.ts'
import type { AvailabilityInput, SettingsInput, TeamMember } from './calendar-schema.ts'

/** The type of a calendar whose caller names none: with people it is shared among them. */
export function impliedType(members: readonly TeamMember[] | undefined): CalendarType {
  return members === undefined || members.length === 0 ? 'event' : 'round_robin'
}

/** The settings with what a body gives; a null or `deleted` takes away. `nextId` names new dates. */
export function settingsWith(before: CalendarSettings, given: SettingsInput, nextId: () => string): CalendarSettings {
  const { availabilities, availabilityType, ...rest } = given
  const { availabilityType: typeBefore, ...kept } = before
  const type = availabilityType === undefined ? typeBefore : (availabilityType ?? undefined)
  return {
    ...kept,
    ...rest,
    ...(type === undefined ? {} : { availabilityType: type }),
    ...(availabilities === undefined
      ? {}
      : { availabilities: datesWith(before.availabilities, availabilities, nextId) }),
  }
}

/** Three years of dates of their own. */
const DATES_MAX = 1000

/** Dates are changed by their id, or by being the same date; those that are not mentioned stay. */
function datesWith(
  before: readonly CustomDate[] = [],
  given: readonly AvailabilityInput[],
  nextId: () => string,
): CustomDate[] {
  const dates = new Map(before.map(date => [date.id, date]))
  for (const [index, { id, deleted, ...input }] of given.entries()) {
    const date = realDate(input.date, `availabilities.${index}.date`)
    const known = id === undefined ? [...dates.values()].find(one => one.date === date) : dates.get(id)
    if (id !== undefined && known === undefined) {
      throw refuse(`availabilities.${index}.id`, 'must be the id of one of the availabilities of this calendar')
    }
    if (deleted === true && known !== undefined) dates.delete(known.id)
    if (deleted !== true) put(dates, { id: known?.id ?? nextId(), date, hours: input.hours })
  }
  if (dates.size > DATES_MAX) throw refuse('availabilities', `must not be more than ${DATES_MAX} of one calendar`)
  return [...dates.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1))
}

/** Each date is there once: what is said last of it counts. */
function put(dates: Map<string, CustomDate>, date: CustomDate): void {
  for (const other of dates.values()) if (other.date === date.date) dates.delete(other.id)
  dates.set(date.id, date)
}

function realDate(text: string, property: string): string {
  const date = text.slice(0, 10)
  const day = new Date(`${date}T00:00:00Z`)
  const isReal = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
  if (!isReal) throw refuse(property, 'must be a date such as 2023-09-24T00:00:00.000Z')
  return date
}

const DAY_MINUTES = 24 * 60

/** Throws 422 for settings that contradict each other or the calendar's type. */
export function checkCalendar({ type, settings }: Pick<Calendar, 'type' | 'settings'>): void {
  checkMembers(type, settings.teamMembers ?? [])
  checkOpenHours(settings.openHours ?? [])
  checkMinutes('slotDuration', minutesOf(settings.slotDuration ?? 0, settings.slotDurationUnit), 1)
  checkMinutes('slotInterval', minutesOf(settings.slotInterval ?? 0, settings.slotIntervalUnit), 1)
  checkMinutes('slotBuffer', minutesOf(settings.slotBuffer ?? 0, settings.slotBufferUnit), 0)
  checkMinutes('preBuffer', minutesOf(settings.preBuffer ?? 0, settings.preBufferUnit), 0)
}

/** A length of time in minutes; without a unit it is in minutes already. */
export function minutesOf(amount: number, unit: 'mins' | 'hours' | undefined): number {
  return unit === 'hours' ? amount * 60 : amount
}

function checkMinutes(property: string, minutes: number, least: number): void {
  const isFine = Number.isInteger(minutes) && minutes >= least && minutes <= DAY_MINUTES
  if (!isFine) throw refuse(property, `must be ${least === 0 ? '0' : '1 minute'} to 24 hours, in whole minutes`)
}

/** Slots are computed stretch by stretch: hundreds of them on one day would keep everybody else waiting. */
const STRETCHES_MAX = 24

function checkOpenHours(openHours: NonNullable<CalendarSettings['openHours']>): void {
  for (let weekday = 0; weekday < 7; weekday++) {
    const onDay = openHours.filter(({ daysOfTheWeek }) => daysOfTheWeek.includes(weekday))
    const count = onDay.reduce((sum, { hours }) => sum + hours.length, 0)
    if (count > STRETCHES_MAX) throw refuse('openHours', `must have at most ${STRETCHES_MAX} stretches on one day`)
  }
}

const NEEDS_MEMBERS: ReadonlySet<CalendarType> = new Set([
  ...(['round_robin', 'collective', 'class_booking', 'service_booking'] as const),
])

function checkMembers(type: CalendarType, members: readonly TeamMember[]): void {
  const ids = members.map(member => member.userId)
  if (new Set(ids).size !== ids.length) throw refuse('teamMembers', 'must name each user once')
  if (members.filter(member => member.isPrimary === true).length > 1) {
    throw refuse('teamMembers', 'must have one primary member at most')
  }
  if (type === 'personal' && members.length !== 1) {
    throw refuse('teamMembers', 'must have exactly one member in a calendar of type personal')
  }
  if (NEEDS_MEMBERS.has(type) && members.length === 0) {
    throw refuse('teamMembers', `must have at least one member in a calendar of type ${type}`)
  }
}

/** A slug made of the name: `First meeting!` is `first-meeting`. */
export function slugOf(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  return words.join('-').slice(0, 60) || 'calendar'
}
