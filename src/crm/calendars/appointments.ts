import type { Sql } from '../../lib/database.ts'
import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { transact, type Work } from '../work.ts'
import type { Appointment } from './appointment.ts'
import { DURATION_DAYS_MAX, insertAppointment } from './appointment-store.ts'
import { takeSlot, teamUnchecked } from './booking.ts'
import type { Calendar } from './calendar.ts'
import { requireCalendar } from './calendars.ts'
import { requireTitleContact } from './contact-store.ts'
import { requireAppointment } from './find-appointment.ts'
import { findZone, readMoment } from './moments.ts'
import { placeOf } from './place.ts'
import { appointmentEvent, presentEvent, presentWritten, type Reader } from './present-appointment.ts'
import type { CreateAppointmentBody } from './schema.ts'
import { seriesOf } from './series.ts'
import { slotRulesOf } from './slot-rules.ts'
import { fillTitle } from './title.ts'

const DAY_MS = 86_400_000

/** Reads one appointment. */
export async function runGetAppointment(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await context.read(async db => {
    const appointment = await requireAppointment(db, context, params.eventId)
    return { event: presentEvent(appointment, await readerOf(db, context)) }
  })
}

/** How the location reads times. */
export async function readerOf(db: Sql, { accountId, locationId }: OperationContext): Promise<Reader> {
  return { locationId, zone: await findZone(db, accountId) }
}

/** Books an appointment; 400 where its slot is taken, or is none that the calendar offers. */
export async function runCreateAppointment(context: OperationContext, { body }: OperationInput): Promise<object> {
  return await transact(context, async work => {
    const reader = await readerOf(work.db, context)
    const appointment = await makeAppointment(work, body as CreateAppointmentBody, reader)
    await insertAppointment(work.db, context.accountId, appointment)
    await work.publish(appointmentEvent('AppointmentCreate', appointment, reader))
    return presentWritten(appointment, reader)
  })
}

async function makeAppointment(work: Work, body: CreateAppointmentBody, { zone }: Reader): Promise<Appointment> {
  const { db, context } = work
  const calendar = await requireCalendar(db, context, body.calendarId)
  const contact = await requireTitleContact(db, context.accountId, body.contactId)
  const times = readTimes(calendar, readMoment('startTime', body.startTime, zone), {
    endAt: body.endTime === undefined ? undefined : readMoment('endTime', body.endTime, zone),
  })
  const assignedUserId = body.assignedUserId || null
  await requireUsers(work, 'assignedUserId', [assignedUserId])
  const isUnchecked = body.ignoreFreeSlotValidation === true
  const wish = { calendar, zone, ...times, assignedUserId, isDateRangeIgnored: body.ignoreDateRange === true }
  const team = isUnchecked ? teamUnchecked(calendar, assignedUserId) : await takeSlot(work, wish)
  return {
    id: context.nextWireId(),
    contactId: contact.id,
    calendarId: calendar.id,
    groupId: calendar.groupId,
    title: body.title || fillTitle(calendar.settings.eventTitle ?? '', calendar.name, contact),
    status: body.appointmentStatus ?? (calendar.settings.autoConfirm === false ? 'new' : 'confirmed'),
    ...team,
    resources: [],
    description: body.description ?? null,
    ...placeOf(calendar.settings, team.assignedUserId, body),
    source: 'third_party',
    ...times,
    ...seriesOf(isUnchecked ? body.rrule : undefined, { ...times, zone }),
    masterId: null,
    createdAt: context.now,
    updatedAt: context.now,
  }
}

/** When an appointment begins and ends: as given, else as long as it was, else as long as the calendar's slots. */
export function readTimes(
  calendar: Calendar | undefined,
  startAt: Date,
  { endAt, durationMs }: { endAt?: Date | undefined; durationMs?: number | undefined },
): { startAt: Date; endAt: Date } {
  const lengthMs = durationMs ?? slotRulesOf(calendar?.settings ?? {}).durationMs
  const end = endAt ?? new Date(startAt.getTime() + lengthMs)
  if (end <= startAt) throw refuse('endTime', 'must be after startTime')
  if (end.getTime() - startAt.getTime() > DURATION_DAYS_MAX * DAY_MS) {
    throw refuse('endTime', `must be within ${DURATION_DAYS_MAX} days of startTime`)
  }
  return { startAt, endAt: end }
}
