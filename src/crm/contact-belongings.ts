import { listAppointmentsOf } from './calendars/appointment-store.ts'
import { readerOf } from './calendars/appointments.ts'
import { appointmentEvent } from './calendars/present-appointment.ts'
import type { WireEvent } from './operation.ts'
import { opportunityDeleted } from './opportunities/events.ts'
import { listOpportunitiesOf } from './opportunities/store.ts'
import type { Work } from './work.ts'

/**
 * What the world is told of the appointments and opportunities that go with a contact: who mirrors them by events would else
 * keep them for ever. Both are locked first, or one that changes meanwhile would be told of as it was.
 */
export async function belongingsDeleted({ db, context }: Work, contactId: string): Promise<WireEvent[]> {
  const { accountId, locationId } = context
  const opportunities = await listOpportunitiesOf(db, accountId, contactId)
  const appointments = await listAppointmentsOf(db, accountId, contactId)
  const reader = await readerOf(db, context)
  return [
    ...appointments.map(one => appointmentEvent('AppointmentDelete', one, reader)),
    ...opportunities.map(one => opportunityDeleted(one, locationId)),
  ]
}
