import { addDays, type TimeZone, weekdayOf } from '../lib/time-zone.ts'
import type { Appointment } from './calendars/appointment.ts'
import { insertAppointment } from './calendars/appointment-store.ts'
import { insertBlock } from './calendars/block-store.ts'
import { type Calendar, DEFAULT_SETTINGS } from './calendars/calendar.ts'
import { insertCalendar } from './calendars/calendar-store.ts'
import { insertGroup } from './calendars/group-store.ts'
import { findZone } from './calendars/moments.ts'
import { insertNote } from './calendars/note-store.ts'
import { openSpans, type Span } from './calendars/open-hours.ts'
import { placeOf } from './calendars/place.ts'
import { slotRulesOf } from './calendars/slot-rules.ts'
import { slotsIn } from './calendars/slots.ts'
import { fillTitle, type TitleContact } from './calendars/title.ts'
import { SAMPLE_APPOINTMENTS, SAMPLE_BLOCK, SAMPLE_CALENDARS, SAMPLE_GROUP } from './sample/bookings.ts'
import { daysAgo, inTurn, type SampleTarget } from './sample/store.ts'

const DAY_MS = 86_400_000

/** Fills the calendars of a sample account: two in a group, appointments past and to come, and a day that is blocked. */
export async function insertCalendars(
  target: SampleTarget,
  contacts: readonly (TitleContact & { id: string })[],
): Promise<void> {
  const { db, accountId, nextWireId } = target
  const zone = await findZone(db, accountId)
  const createdAt = daysAgo(target, 300)
  const group = { id: nextWireId(), ...SAMPLE_GROUP, isActive: true }
  await insertGroup(db, accountId, { ...group, now: createdAt })
  const calendars = SAMPLE_CALENDARS.map(sample => makeCalendar(target, sample, group.id))
  for (const calendar of calendars) await insertCalendar(db, accountId, calendar)
  for (const [index, wanted] of SAMPLE_APPOINTMENTS.entries()) {
    const [calendar, contact] = [calendars[wanted.calendar], inTurn(contacts, index * 3)]
    if (calendar === undefined || contact === undefined) continue
    const slot = slotOf(target, { calendar, zone, days: wanted.days, index: wanted.slot })
    const appointment = makeAppointment(target, { calendar, contact, slot, status: wanted.status })
    await insertAppointment(db, accountId, appointment)
    if (wanted.note !== undefined) await insertNoteOn(target, appointment, wanted.note)
  }
  await insertSampleBlock(target, calendars, zone)
}

function makeCalendar(
  target: SampleTarget,
  { name, slug, settings }: (typeof SAMPLE_CALENDARS)[number],
  groupId: string,
): Calendar {
  const teamMembers = target.userWireIds.map(userId => ({ userId }))
  const team = teamMembers.length === 0 ? {} : { teamMembers }
  const createdAt = daysAgo(target, 300)
  return {
    ...{ id: target.nextWireId(), name, slug, groupId, isActive: true, createdAt, updatedAt: createdAt },
    type: teamMembers.length === 0 ? 'event' : 'round_robin',
    settings: { ...DEFAULT_SETTINGS, ...settings, ...team, widgetSlug: slug },
  }
}

/** One of the slots of the weekday so many days from now. */
function slotOf(
  target: SampleTarget,
  wanted: { calendar: Calendar; zone: TimeZone; days: number; index: number },
): Span {
  const { calendar, zone, days, index } = wanted
  const date = weekdayFrom(zone.dateOf(target.now.getTime() + days * DAY_MS), Math.sign(days))
  const day = { startMs: zone.momentOf(date, 0), endMs: zone.momentOf(date, 24 * 60) - 1 }
  const slots = slotsIn(openSpans(calendar.settings, zone, day), slotRulesOf(calendar.settings))
  return inTurn(slots, index) ?? { startMs: day.startMs, endMs: day.startMs + DAY_MS / 24 }
}

/** The date, or the next weekday after it (before it, backwards). */
function weekdayFrom(date: string, step: number): string {
  const isWeekend = weekdayOf(date) === 0 || weekdayOf(date) === 6
  return isWeekend ? weekdayFrom(addDays(date, step), step) : date
}

function makeAppointment(
  target: SampleTarget,
  made: { calendar: Calendar; contact: TitleContact & { id: string }; slot: Span; status: Appointment['status'] },
): Appointment {
  const { calendar, contact, slot, status } = made
  const assignedUserId = inTurn(target.userWireIds, 0) ?? null
  const bookedAt = new Date(Math.min(target.now.getTime(), slot.startMs - 3 * DAY_MS))
  return {
    ...{ id: target.nextWireId(), contactId: contact.id, calendarId: calendar.id, groupId: calendar.groupId, status },
    title: fillTitle(calendar.settings.eventTitle ?? '', calendar.name, contact),
    ...{ assignedUserId, users: [], resources: [], description: null },
    ...placeOf(calendar.settings, assignedUserId, {}),
    source: 'booking_widget',
    ...{ startAt: new Date(slot.startMs), endAt: new Date(slot.endMs) },
    ...{ rrule: null, instanceStarts: null, masterId: null, createdAt: bookedAt, updatedAt: bookedAt },
  }
}

async function insertNoteOn(target: SampleTarget, { id, startAt }: Appointment, body: string): Promise<void> {
  const at = new Date(Math.min(target.now.getTime(), startAt.getTime()))
  const userId = inTurn(target.userWireIds, 0) ?? null
  const note = { id: target.nextWireId(), appointmentId: id, userId, body, createdAt: at, updatedAt: at }
  await insertNote(target.db, target.accountId, note)
}

async function insertSampleBlock(target: SampleTarget, calendars: readonly Calendar[], zone: TimeZone): Promise<void> {
  const calendar = calendars[SAMPLE_BLOCK.calendar]
  if (calendar === undefined) return
  const date = weekdayFrom(zone.dateOf(target.now.getTime() + SAMPLE_BLOCK.days * DAY_MS), 1)
  await insertBlock(target.db, target.accountId, {
    ...{ id: target.nextWireId(), calendarId: calendar.id, userId: null, title: SAMPLE_BLOCK.title },
    startAt: new Date(zone.momentOf(date, 0)),
    endAt: new Date(zone.momentOf(date, 24 * 60)),
    createdAt: target.now,
    updatedAt: target.now,
  })
}
