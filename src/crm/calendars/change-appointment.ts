import { canonicalJson } from '../../lib/canonical-json.ts'
import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { transact, type Work } from '../work.ts'
import { type Appointment, FREEING_STATUSES } from './appointment.ts'
import { deleteAppointment, deleteEmptySeries, insertAppointment, updateAppointment } from './appointment-store.ts'
import { readerOf, readTimes } from './appointments.ts'
import { type Team, takeSlot, teamUnchecked } from './booking.ts'
import type { Moving } from './busy-store.ts'
import type { Calendar } from './calendar.ts'
import { findCalendar } from './calendar-store.ts'
import { requireCalendar } from './calendars.ts'
import { type LockedAppointment, requireLockedAppointment } from './find-appointment.ts'
import { readMoment } from './moments.ts'
import { namesPlace, placeOf } from './place.ts'
import { appointmentEvent, presentWritten, type Reader } from './present-appointment.ts'
import type { UpdateAppointmentBody } from './schema.ts'
import { leaveSeries, seriesOf } from './series.ts'

/** Changes an appointment, one of a series or a whole series; 400 where it moves to a slot that is taken or not offered. */
export async function runUpdateAppointment(
  context: OperationContext,
  { params, body }: OperationInput,
): Promise<object> {
  return await transact(context, async work => {
    const reader = await readerOf(work.db, context)
    const { appointment: before, series } = await requireLockedAppointment(work, params.eventId)
    const after = await changed(work, { before, body: body as UpdateAppointmentBody, reader })
    if (isSame(before, after)) return presentWritten(before, reader)
    const saved = { ...after, updatedAt: context.now }
    await store(work, { appointment: saved, ...(series && { series, before }) })
    await work.publish(appointmentEvent('AppointmentUpdate', saved, reader))
    return presentWritten(saved, reader)
  })
}

/** One of a series keeps the rule of the series until it is something else than the rule says. */
function isSame(before: Appointment, after: Appointment): boolean {
  const rules = { rrule: before.rrule, instanceStarts: before.instanceStarts }
  const compared = before.masterId === null ? after : { ...after, ...rules }
  return canonicalJson({ ...before }) === canonicalJson({ ...compared })
}

/** One of a series that changes leaves it and gets a row of its own, under the id that it had. */
async function store(
  work: Work,
  { appointment, series, before = appointment }: LockedAppointment & { before?: Appointment },
): Promise<void> {
  const { db, context } = work
  if (series === undefined) return await updateAppointment(db, context.accountId, appointment)
  await leaveSeries(work, series, before)
  await insertAppointment(db, context.accountId, appointment)
}

/** Deletes an appointment that is locked: its row, or its place in the series. */
export async function removeAppointment(work: Work, { appointment, series }: LockedAppointment): Promise<void> {
  const { db, context } = work
  if (series === undefined) await deleteAppointment(db, context.accountId, appointment.id)
  else await leaveSeries(work, series, appointment)
  const seriesId = series?.id ?? appointment.masterId
  if (seriesId !== null) await deleteEmptySeries(db, context.accountId, seriesId)
  await work.publish(appointmentEvent('AppointmentDelete', appointment, await readerOf(db, context)))
}

interface Change {
  before: Appointment
  body: UpdateAppointmentBody
  reader: Reader
}

async function changed(work: Work, change: Change): Promise<Appointment> {
  const { before, body, reader } = change
  const calendar = await calendarOf(work, change)
  const times = changedTimes(calendar, change)
  const team = await changedTeam(work, { ...change, calendar, times })
  return {
    ...before,
    calendarId: calendar?.id ?? before.calendarId,
    groupId: calendar?.groupId ?? null,
    title: body.title ?? before.title,
    status: body.appointmentStatus ?? before.status,
    ...team,
    description: body.description ?? before.description,
    ...(namesPlace(body) ? placeOf(calendar?.settings ?? {}, team.assignedUserId, body) : {}),
    ...times,
    ...changedSeries(change, { ...times, zone: reader.zone }),
  }
}

/** The calendar that it is in from now on; undefined where it stays in one that was deleted. */
async function calendarOf({ db, context }: Work, { before, body }: Change): Promise<Calendar | undefined> {
  if (body.calendarId !== undefined) return await requireCalendar(db, context, body.calendarId)
  return await findCalendar(db, context.accountId, before.calendarId)
}

function changedTimes(calendar: Calendar | undefined, { before, body, reader }: Change) {
  const { startTime, endTime } = body
  if (startTime === undefined && endTime === undefined) return { startAt: before.startAt, endAt: before.endAt }
  const startAt = startTime === undefined ? before.startAt : readMoment('startTime', startTime, reader.zone)
  const endAt = endTime === undefined ? undefined : readMoment('endTime', endTime, reader.zone)
  return readTimes(calendar, startAt, { endAt, durationMs: before.endAt.getTime() - before.startAt.getTime() })
}

/** Who takes it; asks for the slot where the time, the calendar or the person changes, or it takes time again. */
async function changedTeam(
  work: Work,
  change: Change & { calendar: Calendar | undefined; times: { startAt: Date; endAt: Date } },
): Promise<Team> {
  const { before, body, calendar, times } = change
  const wanted = body.assignedUserId === undefined ? before.assignedUserId : body.assignedUserId || null
  if (body.assignedUserId !== undefined) await requireUsers(work, 'assignedUserId', [wanted])
  if (!takesTime(change, wanted)) return { assignedUserId: wanted, users: before.users.filter(id => id !== wanted) }
  if (calendar === undefined || body.ignoreFreeSlotValidation === true) {
    return calendar === undefined ? { assignedUserId: wanted, users: before.users } : teamUnchecked(calendar, wanted)
  }
  return await takeSlot(work, {
    ...{ calendar, zone: change.reader.zone, ...times, assignedUserId: wanted },
    isDateRangeIgnored: body.ignoreDateRange === true,
    except: movingOf(before),
  })
}

/** One of a series without a row of its own is found in the series by its time. */
function movingOf({ id, masterId, rrule, startAt }: Appointment): Moving {
  return masterId === null || rrule === null ? { id } : { id: masterId, startAt }
}

function takesTime(
  { before, body, ...rest }: Change & { times: { startAt: Date; endAt: Date } },
  wanted: string | null,
) {
  const isFreed = (status: Appointment['status']) => FREEING_STATUSES.includes(status)
  if (isFreed(body.appointmentStatus ?? before.status)) return false
  const isMoved = +rest.times.startAt !== +before.startAt || +rest.times.endAt !== +before.endAt
  const isElsewhere = body.calendarId !== undefined && body.calendarId !== before.calendarId
  return isMoved || isElsewhere || wanted !== before.assignedUserId || isFreed(before.status)
}

/** A series begins anew where its rule or its first time changes; one of a series has no rule of its own. */
function changedSeries({ before, body }: Change, times: Parameters<typeof seriesOf>[1]) {
  const rule = body.ignoreFreeSlotValidation === true ? body.rrule : undefined
  if (before.masterId !== null) return { rrule: null, instanceStarts: null }
  const isMoved = +times.startAt !== +before.startAt
  if (rule === undefined && !isMoved) return { rrule: before.rrule, instanceStarts: before.instanceStarts }
  return seriesOf(rule ?? before.rrule ?? undefined, times)
}
