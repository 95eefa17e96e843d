import type { Sql } from '../../lib/database.ts'
import type { TimeZone } from '../../lib/time-zone.ts'
import { lockNames } from '../lock-names.ts'
import type { OperationContext } from '../operation.ts'
import { refuse, WireError } from '../wire-error.ts'
import type { Work } from '../work.ts'
import { type Availability, availabilityOf, type Hosts } from './availability.ts'
import { countLoad, listBusy, listUsersHere, type Moving } from './busy-store.ts'
import type { Calendar } from './calendar.ts'
import { chooseHost, hostsOf, primaryHost } from './hosts.ts'
import { openSpans, type Span } from './open-hours.ts'
import { bookableSpan, slotRulesOf } from './slot-rules.ts'
import { isSlotStart } from './slots.ts'

const DAY_MS = 86_400_000

/** How far back appointments count when they are shared out evenly. */
const LOAD_DAYS = 30

/** A time that somebody wants in a calendar. */
export interface Wish {
  calendar: Calendar
  zone: TimeZone
  startAt: Date
  endAt: Date
  assignedUserId: string | null
  /** Not the minimum notice nor the last day that bookings are taken for. */
  isDateRangeIgnored: boolean
  /** The appointment itself, when it moves. */
  except?: Moving
}

/** Who takes an appointment, and who takes part. */
export interface Team {
  assignedUserId: string | null
  users: string[]
}

/**
 * Takes the time, or refuses it in the live service's words. Who books for the same calendar or the same person waits here
 * until the other's transaction has ended, so that of two who want the last slot one gets it.
 */
export async function takeSlot(work: Work, wish: Wish): Promise<Team> {
  const { db, context } = work
  const { calendar, assignedUserId } = wish
  const hosts = await findHosts(db, context, {
    calendar,
    wanted: assignedUserId === null ? undefined : [assignedUserId],
  })
  if (hosts === undefined) throw assignedUserId === null ? slotGone() : notOfTeam()
  await lockNames(
    db,
    [calendar.id, ...hosts.userIds].map(id => `${context.accountId} time of ${id}`),
  )
  const span = { startMs: wish.startAt.getTime(), endMs: wish.endAt.getTime() }
  const asked = { calendar, zone: wish.zone, hosts, span, except: wish.except }
  const availability = await loadAvailability(db, context.accountId, asked)
  if (!isOffered(wish, span, context.now) || !availability.isFree(span)) throw slotGone()
  return await teamOf(work, { calendar, hosts, free: availability.freeHosts(span), wanted: assignedUserId })
}

/** Who would take an appointment that is booked without looking at the time. */
export function teamUnchecked({ settings, type }: Calendar, assignedUserId: string | null): Team {
  const team = (settings.teamMembers ?? []).map(member => member.userId)
  const leader =
    assignedUserId ?? (type === 'collective' ? primaryHost(settings, team) : chooseHost(settings, team, new Map()))
  return { assignedUserId: leader ?? null, users: type === 'collective' ? team.filter(id => id !== leader) : [] }
}

/** Who takes a calendar's appointments; undefined where a team has nobody for it. All of a collective calendar take part. */
export async function findHosts(
  db: Sql,
  { accountId }: Pick<OperationContext, 'accountId'>,
  { calendar, wanted }: { calendar: Calendar; wanted: readonly string[] | undefined },
): Promise<Hosts | undefined> {
  const team = (calendar.settings.teamMembers ?? []).map(member => member.userId)
  const here = await listUsersHere(db, accountId, team)
  const narrowed = hostsOf(calendar, here, wanted)
  return narrowed?.need === 'all' && team.length > 0 ? hostsOf(calendar, here) : narrowed
}

/** What is taken around a span of time, ready to be asked. */
export async function loadAvailability(
  db: Sql,
  accountId: string,
  asked: { calendar: Calendar; zone: TimeZone; hosts: Hosts; span: Span; except?: Moving | undefined },
): Promise<Availability> {
  const { calendar, zone, hosts, span, except } = asked
  // A day and its margin on both sides: for the appointments of a whole date, and for time before and after.
  const window = { accountId, from: new Date(span.startMs - 2 * DAY_MS), to: new Date(span.endMs + 2 * DAY_MS) }
  const query = { calendarId: calendar.id, userIds: hosts.userIds, except }
  const busy = await listBusy(db, window, query)
  return availabilityOf({ rules: slotRulesOf(calendar.settings), hosts, busy, zone })
}

/** True when the calendar offers a slot at that time, taken or not. Its end may lie behind closing time. */
function isOffered({ calendar, zone, isDateRangeIgnored }: Wish, span: Span, now: Date): boolean {
  const { isActive, settings } = calendar
  const open = openSpans(settings, zone, { startMs: span.startMs, endMs: span.startMs })
  const bookable = bookableSpan(settings, zone, now)
  const isInRange = isDateRangeIgnored || (span.startMs >= bookable.startMs && span.startMs < bookable.endMs)
  return isActive && isInRange && isSlotStart(open, span.startMs, slotRulesOf(settings))
}

async function teamOf(
  { db, context }: Work,
  found: { calendar: Calendar; hosts: Hosts; free: string[]; wanted: string | null },
): Promise<Team> {
  const { calendar, hosts, free, wanted } = found
  const { accountId, now } = context
  if (hosts.need === 'all') {
    const leader = wanted ?? primaryHost(calendar.settings, hosts.userIds) ?? null
    return { assignedUserId: leader, users: hosts.userIds.filter(id => id !== leader) }
  }
  if (free.length < 2) return { assignedUserId: wanted ?? free[0] ?? null, users: [] }
  const since = new Date(now.getTime() - LOAD_DAYS * DAY_MS)
  const load = await countLoad(db, accountId, { calendarId: calendar.id, since })
  return { assignedUserId: chooseHost(calendar.settings, free, load) ?? null, users: [] }
}

function slotGone(): WireError {
  return new WireError(400, 'The slot you have selected is no longer available.')
}

function notOfTeam(): WireError {
  return refuse('assignedUserId', 'must be the id of a team member of this calendar')
}
