import { withoutAbsent } from '../wire-json.ts'
import type { Calendar, CustomDate } from './calendar.ts'
import type { LocationConfiguration, TeamMember } from './calendar-schema.ts'

type Wire = Record<string, unknown>

/** A calendar as every response shows it. */
export function presentCalendar(calendar: Calendar, locationId: string): Wire {
  const { teamMembers, locationConfigurations, availabilities, ...settings } = calendar.settings
  return withoutAbsent({
    id: calendar.id,
    locationId,
    groupId: calendar.groupId,
    name: calendar.name,
    slug: calendar.slug,
    calendarType: calendar.type,
    isActive: calendar.isActive,
    ...settings,
    teamMembers: teamMembers?.map(presentMember),
    locationConfigurations: locationConfigurations && withMeetingIds(locationConfigurations),
    availabilities: availabilities?.map(presentDate),
  })
}

function presentMember(member: TeamMember): Wire {
  const { locationConfigurations, ...rest } = member
  return withoutAbsent({
    ...rest,
    locationConfigurations: locationConfigurations && withMeetingIds(locationConfigurations),
  })
}

/** Dates of their own are shown with their id, which the document asks for in changes and forgot in responses. */
function presentDate({ id, date, hours }: CustomDate): Wire {
  return { id, date: `${date}T00:00:00.000Z`, hours, deleted: false }
}

function withMeetingIds(configurations: readonly LocationConfiguration[]): Wire[] {
  return configurations.map((one, index) => ({ ...one, meetingId: meetingId(one, index) }))
}

/** What an appointment names one of several places by: `custom_0`. */
export function meetingId({ kind }: LocationConfiguration, index: number): string {
  return `${kind}_${index}`
}
