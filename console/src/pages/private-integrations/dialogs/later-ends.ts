import { OVERLAP_HOURS_MOST } from '../../../../../src/domain/rotation.ts'
import { DAY_MS, HOUR_MS } from '../../../ui/time-words.ts'

const EXTRA_DAYS = [1, 3, 7, 14]

/** Ends of the overlap a few days later, and the latest that is possible; none when it stands there already. */
export function laterEnds(given: { startedAt: string; endsAt: string; expiresAt: string | null }): number[] {
  const endsAt = Date.parse(given.endsAt)
  const bound = Date.parse(given.startedAt) + OVERLAP_HOURS_MOST * HOUR_MS
  const latest = given.expiresAt === null ? bound : Math.min(bound, Date.parse(given.expiresAt))
  const ends = EXTRA_DAYS.map(days => endsAt + days * DAY_MS).filter(end => end < latest)
  return [...ends, latest].filter(end => end > endsAt)
}
