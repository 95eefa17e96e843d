import type { ClientCadence, ExpirySafety } from './cadence.ts'
import { shownText } from './say.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A rhythm in words: "about every 7 days". */
export function cadenceWords(cadenceMs: number | undefined): string {
  if (cadenceMs === undefined) return 'seen once so far, so it may come weekly'
  if (cadenceMs <= HOUR_MS) return 'all the time'
  return `about every ${span(cadenceMs)}`
}

/** Where there is nothing to expire. */
export const NOTHING_RETIRES = 'No rotation is in progress: there is no old token to expire.'

/** What to make of it, in one sentence for the page. */
export function safetySentence({ safe, clients }: ExpirySafety, now: Date): string {
  if (clients.length === 0 && !safe) {
    return 'Too early to tell: nobody has used the old token yet, and it is less than a week old. Wait a day after the rotation.'
  }
  if (clients.length === 0) return 'It looks safe to expire the old token: nobody has used it.'
  if (safe) return `It looks safe to expire the old token: ${reasons(clients)}.`
  const [first, ...others] = clients.filter(({ status }) => status === 'active')
  if (first === undefined) throw new Error('unsafe without a reason')
  const more =
    others.length === 0
      ? ''
      : `; ${others.length === 1 ? 'one more client has' : `${others.length} more have`} used it lately`
  return `Still in use: ${clientWords(first)} called ${span(now.getTime() - first.lastSeenAt.getTime())} ago and ${rhythmClause(first.cadenceMs)}${more}. Expiring the old token now will break that.`
}

/** The same as what a client does: "comes about every 7 days". */
function rhythmClause(cadenceMs: number | undefined): string {
  return cadenceMs === undefined ? 'may be a job that comes weekly' : `comes ${cadenceWords(cadenceMs)}`
}

function reasons(clients: readonly ClientCadence[]): string {
  const moved = clients.filter(({ status }) => status === 'moved').length
  const quiet = clients.length - moved
  const parts = [
    ...(moved > 0 ? [`${counted(moved)} moved to the new one`] : []),
    ...(quiet > 0 ? [`${counted(quiet)} been silent for longer than ever before`] : []),
  ]
  return parts.join(', and ')
}

function counted(count: number): string {
  return count === 1 ? 'one client has' : `${count} clients have`
}

function clientWords({ clientName, userAgent, network }: ClientCadence): string {
  const program = shownText(clientName) || shownText(userAgent).split(' ')[0] || 'a program without a name'
  return `${program} from ${shownText(network)}`
}

/** The largest unit that fits, rounded: "7 days", "1 hour". */
function span(ms: number): string {
  const [unit, word] =
    ms >= DAY_MS ? [DAY_MS, 'day'] : ms >= HOUR_MS ? [HOUR_MS, 'hour'] : ([MINUTE_MS, 'minute'] as const)
  const count = Math.max(1, Math.round(ms / unit))
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
