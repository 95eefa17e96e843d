import { refuse } from '../wire-error.ts'
import type { CalendarSettings } from './calendar.ts'
import type { LocationConfiguration } from './calendar-schema.ts'
import { meetingId } from './present-calendar.ts'

/** Where an appointment is held. */
export interface Place {
  meetingLocationType: string | null
  address: string | null
}

/** What a body says of the place; any of it may be missing. */
export interface PlaceWish {
  address?: string
  meetingLocationType?: string
  meetingLocationId?: string
  overrideLocationConfig?: boolean
}

/** The calendar's kinds of places in the words of appointments. */
const TYPE_OF_KIND: Record<LocationConfiguration['kind'], string> = {
  custom: 'custom',
  zoom_conference: 'zoom',
  google_conference: 'gmeet',
  ms_teams_conference: 'ms_teams',
  inbound_call: 'phone',
  outbound_call: 'phone',
  physical: 'address',
  booker: 'custom',
}

/** True when a body says anything of the place. */
export function namesPlace({ address, meetingLocationType, meetingLocationId }: PlaceWish): boolean {
  return address !== undefined || meetingLocationType !== undefined || meetingLocationId !== undefined
}

/**
 * The place as a body wishes it: an address is taken as it is, a type overrides what the calendar has, an id picks one of the
 * places that the calendar and the person have, and without any of them it is the first of those.
 */
export function placeOf(settings: CalendarSettings, assignedUserId: string | null, wish: PlaceWish): Place {
  const { address, meetingLocationType, meetingLocationId, overrideLocationConfig } = wish
  if (address !== undefined) return { address, meetingLocationType: meetingLocationType ?? 'custom' }
  if (meetingLocationType !== undefined && overrideLocationConfig !== false)
    return { address: null, meetingLocationType }
  const configured = configurationsOf(settings, assignedUserId)
  const isDefault = meetingLocationId === undefined || meetingLocationId === 'default'
  const chosen = isDefault
    ? configured[0]
    : configured.find((one, index) => meetingId(one, index) === meetingLocationId)
  if (chosen === undefined && !isDefault)
    throw refuse('meetingLocationId', 'must be the meetingId of one of the calendar’s locations')
  if (chosen === undefined) return { address: null, meetingLocationType: meetingLocationType ?? null }
  return { address: chosen.location ?? null, meetingLocationType: TYPE_OF_KIND[chosen.kind] }
}

function configurationsOf(settings: CalendarSettings, assignedUserId: string | null): LocationConfiguration[] {
  const member = settings.teamMembers?.find(one => one.userId === assignedUserId)
  return member?.locationConfigurations ?? settings.locationConfigurations ?? []
}
