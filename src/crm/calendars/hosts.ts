import type { Hosts } from './availability.ts'
import type { Calendar, CalendarSettings } from './calendar.ts'
import type { TeamMember } from './calendar-schema.ts'

/**
 * Who takes a calendar's appointments, of those who still belong to the location (`here`). `wanted` narrows them; a calendar
 * without a team is nobody's, and then it says whose own time counts too.
 */
export function hostsOf(
  { type, settings }: Pick<Calendar, 'type' | 'settings'>,
  here: ReadonlySet<string>,
  wanted?: readonly string[],
): Hosts | undefined {
  const team = (settings.teamMembers ?? []).map(member => member.userId)
  const need = type === 'collective' ? 'all' : 'any'
  if (team.length === 0) return { userIds: wanted ?? [], need, isShared: true }
  const userIds = team.filter(id => here.has(id) && (wanted?.includes(id) ?? true))
  // A team of which nobody is left, or asked for, takes no appointments.
  return userIds.length === 0 ? undefined : { userIds, need, isShared: type === 'class_booking' }
}

/** How many appointments each person has taken lately. */
export type Load = ReadonlyMap<string, number>

/** Who takes a new appointment: of the free ones by priority or by load, as the calendar's event type says. */
export function chooseHost(settings: CalendarSettings, free: readonly string[], load: Load): string | undefined {
  const team = settings.teamMembers ?? []
  const isEqual = settings.eventType === 'RoundRobin_OptimizeForEqualDistribution'
  const loadOf = (id: string) => load.get(id) ?? 0
  const rank = (a: string, b: string) => {
    const byPriority = priorityOf(team, b) - priorityOf(team, a)
    const byLoad = loadOf(a) - loadOf(b)
    return isEqual ? byLoad || byPriority : byPriority || byLoad
  }
  return free.toSorted(rank)[0]
}

function priorityOf(team: readonly TeamMember[], userId: string): number {
  return team.find(member => member.userId === userId)?.priority ?? 0.5
}

/** Who leads a calendar in which all take part: the primary member, else the first. */
export function primaryHost(settings: CalendarSettings, userIds: readonly string[]): string | undefined {
  const primary = settings.teamMembers?.find(member => member.isPrimary === true)?.userId
  return primary !== undefined && userIds.includes(primary) ? primary : userIds[0]
}
