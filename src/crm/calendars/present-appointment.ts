import type { TimeZone } from '../../lib/time-zone.ts'
import type { WireEvent } from '../operation.ts'
import { withoutAbsent } from '../wire-json.ts'
import type { Appointment } from './appointment.ts'

type Wire = Record<string, unknown>

/** Where and when responses are read: the location, and its wall clock. */
export interface Reader {
  locationId: string
  zone: TimeZone
}

/** An appointment as creating and changing show it. */
export function presentWritten(appointment: Appointment, { locationId, zone }: Reader): Wire {
  return withoutAbsent({
    ...{ id: appointment.id, calendarId: appointment.calendarId, locationId, contactId: appointment.contactId },
    startTime: zone.format(appointment.startAt.getTime()),
    endTime: zone.format(appointment.endAt.getTime()),
    title: appointment.title,
    meetingLocationType: appointment.meetingLocationType,
    appointmentStatus: appointment.status,
    assignedUserId: appointment.assignedUserId,
    address: appointment.address,
    isRecurring: isRecurring(appointment),
    rrule: appointment.rrule,
  })
}

/** An appointment as reading shows it. */
export function presentEvent(appointment: Appointment, { locationId, zone }: Reader): Wire {
  const { id, address, title, calendarId, contactId, groupId, assignedUserId, users, description, rrule } = appointment
  return withoutAbsent({
    ...{ id, address, title, calendarId, locationId, contactId, groupId },
    appointmentStatus: appointment.status,
    ...{ assignedUserId, users, notes: description, description },
    isRecurring: isRecurring(appointment),
    rrule,
    ...times(appointment, zone),
    assignedResources: appointment.resources,
    createdBy: { source: appointment.source },
    masterEventId: appointment.masterId,
  })
}

/** What the world is told of an appointment: of one that is gone, what it was at its end. */
export function appointmentEvent(type: string, appointment: Appointment, { locationId, zone }: Reader): WireEvent {
  const { id, address, title, calendarId, contactId, groupId, assignedUserId, users, description, source } = appointment
  const body = withoutAbsent({
    ...{ id, address, title, calendarId, contactId, groupId, appointmentStatus: appointment.status },
    ...{ assignedUserId, users, notes: description, source, ...times(appointment, zone) },
  })
  return { type, body: { type, locationId, appointment: body } }
}

function isRecurring({ rrule, masterId }: Appointment): boolean {
  return rrule !== null || masterId !== null
}

function times({ startAt, endAt, createdAt, updatedAt }: Appointment, zone: TimeZone): Wire {
  const text = (at: Date) => zone.format(at.getTime())
  return { startTime: text(startAt), endTime: text(endAt), dateAdded: text(createdAt), dateUpdated: text(updatedAt) }
}
