import type { TimeZone } from '../../lib/time-zone.ts'
import type { Span } from './open-hours.ts'
import type { SlotRules } from './slot-rules.ts'

/** Time that is taken: by an appointment of this calendar, one of a person's elsewhere, or a block. */
export interface Busy extends Span {
  kind: 'own' | 'elsewhere' | 'block'
  /** Whose time it is; a block of a whole calendar is nobody's in particular. */
  userIds: readonly string[]
}

/** Who takes the appointments of a calendar. `any`: one of them; `all`: all together; nobody: the calendar itself. */
export interface Hosts {
  userIds: readonly string[]
  need: 'any' | 'all'
  /** The seats of a class, and of a calendar without a team, are the calendar's and not one person's. */
  isShared: boolean
}

export interface Availability {
  /** True when an appointment of that time can be booked. */
  isFree(span: Span): boolean
  /** Who could take it. */
  freeHosts(span: Span): string[]
}

export interface AvailabilityFacts {
  rules: SlotRules
  hosts: Hosts
  busy: readonly Busy[]
  zone: TimeZone
}

const HOUR_MS = 3_600_000

/** Holds a calendar's taken time so that many spans can be asked about. No clock, no database. */
export function availabilityOf({ rules, hosts, busy, zone }: AvailabilityFacts): Availability {
  const near = byHour(busy, rules)
  const perDate = rules.perDay === 0 ? undefined : countPerDate(busy, zone)
  const isOpenDate = (span: Span) =>
    perDate === undefined || (perDate.get(zone.dateOf(span.startMs)) ?? 0) < rules.perDay
  const freeHosts = (span: Span) => {
    const taken = near(span)
    return hosts.userIds.filter(userId => isHostFree(taken, span, { rules, userId, isShared: hosts.isShared }))
  }
  return {
    freeHosts,
    isFree(span) {
      const taken = near(span)
      if (!isOpenDate(span) || isCalendarBlocked(taken, span)) return false
      if (hosts.isShared && peak(ownOf(taken), span, rules) >= rules.perSlot) return false
      const free = freeHosts(span).length
      return free === hosts.userIds.length || (hosts.need === 'any' && free > 0)
    },
  }
}

function isCalendarBlocked(taken: readonly Busy[], span: Span): boolean {
  return taken.some(one => one.kind === 'block' && one.userIds.length === 0 && overlaps(one, span))
}

/** A person is free who has neither a block nor anything elsewhere, and room for one more of this calendar. */
function isHostFree(
  taken: readonly Busy[],
  span: Span,
  { rules, userId, isShared }: { rules: SlotRules; userId: string; isShared: boolean },
): boolean {
  const theirs = taken.filter(one => one.userIds.includes(userId))
  const padded = { startMs: span.startMs - rules.preMs, endMs: span.endMs + rules.postMs }
  const isAway = theirs.some(one => one.kind !== 'own' && overlaps(one, one.kind === 'block' ? span : padded))
  return !isAway && (isShared || peak(ownOf(theirs), span, rules) < rules.perSlot)
}

const ownOf = (taken: readonly Busy[]) => taken.filter(one => one.kind === 'own')

const overlaps = (one: Span, other: Span) => one.startMs < other.endMs && one.endMs > other.startMs

/** How many of these run at the same moment within the span at most, each with its time before and after. */
function peak(own: readonly Busy[], span: Span, { preMs, postMs }: SlotRules): number {
  const pad = ({ startMs, endMs }: Span) => ({ startMs: startMs - preMs, endMs: endMs + postMs })
  const wanted = pad(span)
  const running = own.map(pad).filter(one => overlaps(one, wanted))
  // The most run at once where one of them begins, or where the span does.
  const moments = [wanted.startMs, ...running.map(one => Math.max(one.startMs, wanted.startMs))]
  return Math.max(...moments.map(at => running.filter(one => one.startMs <= at && one.endMs > at).length))
}

/** What may touch a span, found by the hours it lies in: a month of slots is held against thousands of appointments. */
function byHour(busy: readonly Busy[], { preMs, postMs }: SlotRules): (span: Span) => Busy[] {
  const marginMs = preMs + postMs
  const hours = new Map<number, Busy[]>()
  for (const one of busy) {
    for (const hour of hoursOf(one, 0)) {
      const there = hours.get(hour)
      if (there === undefined) hours.set(hour, [one])
      else there.push(one)
    }
  }
  return span => [...new Set(hoursOf(span, marginMs).flatMap(hour => hours.get(hour) ?? []))]
}

function hoursOf({ startMs, endMs }: Span, marginMs: number): number[] {
  const first = Math.floor((startMs - marginMs) / HOUR_MS)
  const last = Math.floor((endMs + marginMs) / HOUR_MS)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function countPerDate(busy: readonly Busy[], zone: TimeZone): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { startMs } of ownOf(busy)) {
    const date = zone.dateOf(startMs)
    counts.set(date, (counts.get(date) ?? 0) + 1)
  }
  return counts
}
