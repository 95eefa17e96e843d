import type { Sql } from '../../lib/database.ts'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { findHosts, loadAvailability } from './booking.ts'
import type { Calendar } from './calendar.ts'
import type { FreeSlotsQuery } from './calendar-schema.ts'
import { requireCalendar } from './calendars.ts'
import { findZone } from './moments.ts'
import { openSpans, type Span } from './open-hours.ts'
import { bookableSpan, slotRulesOf } from './slot-rules.ts'
import { isHidden, slotsIn } from './slots.ts'

/** 31 days of the wall clock; the hours more are those of a month in which summer time ends. */
const RANGE_MS_MAX = (31 * 24 + 2) * 3_600_000

/** Lists the slots that can be booked, by their date in the zone that is asked for, else in the location's. */
export async function runFreeSlots(context: OperationContext, { params, query }: OperationInput): Promise<object> {
  const asked = query as FreeSlotsQuery
  const span = { startMs: asked.startDate, endMs: asked.endDate }
  checkRange(span)
  const shownIn = asked.timezone === undefined ? undefined : openTimeZone(asked.timezone)
  if (asked.timezone !== undefined && shownIn === undefined) {
    throw refuse('timezone', 'must be the name of a time zone such as America/Chihuahua')
  }
  return await context.read(async db => {
    const calendar = await requireCalendar(db, context, params.calendarId)
    const zone = await findZone(db, context.accountId)
    const wanted = await readUsers(db, context, asked)
    const slots = await findFreeSlots(db, context, { calendar, zone, span, wanted })
    return byDate(slots, shownIn ?? zone)
  })
}

function checkRange({ startMs, endMs }: Span): void {
  if (endMs < startMs) throw refuse('endDate', 'must not be before startDate')
  if (endMs - startMs > RANGE_MS_MAX) throw refuse('endDate', 'must be within 31 days of startDate')
}

async function readUsers(
  db: Sql,
  context: OperationContext,
  { userId, userIds }: FreeSlotsQuery,
): Promise<string[] | undefined> {
  const wanted = [...new Set([...(userIds ?? []), ...(userId === undefined ? [] : [userId])])].filter(id => id !== '')
  if (wanted.length === 0) return undefined
  await requireUsers({ db, context }, userId === undefined ? 'userIds' : 'userId', wanted)
  return wanted
}

/** The slots that begin within a span and can be booked now. */
async function findFreeSlots(
  db: Sql,
  context: OperationContext,
  asked: { calendar: Calendar; zone: TimeZone; span: Span; wanted: string[] | undefined },
): Promise<Span[]> {
  const { calendar, zone, span, wanted } = asked
  const { settings } = calendar
  const rules = slotRulesOf(settings)
  const bookable = bookableSpan(settings, zone, context.now)
  const startMs = Math.max(span.startMs, bookable.startMs)
  const endMs = Math.min(span.endMs, bookable.endMs - 1)
  const hosts = await findHosts(db, context, { calendar, wanted })
  if (!calendar.isActive || hosts === undefined || endMs < startMs) return []
  const slots = slotsIn(openSpans(settings, zone, { startMs, endMs }), rules)
  const availability = await loadAvailability(db, context.accountId, {
    calendar,
    zone,
    hosts,
    span: { startMs, endMs },
  })
  const { enabled = false, LookBusyPercentage = 0 } = settings.lookBusyConfig ?? {}
  return slots
    .filter(slot => slot.startMs >= startMs && slot.startMs <= endMs)
    .filter(slot => !enabled || !isHidden(calendar.id, slot.startMs, LookBusyPercentage))
    .filter(slot => availability.isFree(slot))
}

function byDate(slots: readonly Span[], zone: TimeZone): Record<string, { slots: string[] }> {
  const dates: Record<string, { slots: string[] }> = {}
  for (const { startMs } of slots) {
    const text = zone.format(startMs)
    const date = text.slice(0, 10)
    dates[date] ??= { slots: [] }
    dates[date].slots.push(text)
  }
  return dates
}
