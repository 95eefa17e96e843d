/** Dates and moments in words, in one time zone. */
export interface Say {
  /** "April 1, 2026". */
  date(at: unknown): string
  /** "April 1, 2026, 09:14 UTC". */
  moment(at: unknown): string
}

/** What steers a terminal, turns the reading direction or breaks a line: it has no place in a sentence. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu
const TEXT_MAX = 200

/** Text that somebody else chose, as it may stand in a sentence; what is no text is nothing. */
export function shownText(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  const text = value.replace(UNPRINTABLE, ' ').trim()
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}

/** Zones that are spoken in; a formatter takes a third of a millisecond to make. */
const known = new Map<string, Say>()
const KNOWN_MAX = 500

/** Dates as clocks show them in a time zone; in UTC where this machine knows no such zone. */
export function sayIn(timezone: string): Say {
  const say = known.get(timezone) ?? newSay(timezone)
  if (known.size < KNOWN_MAX) known.set(timezone, say)
  return say
}

function newSay(timezone: string): Say {
  const zone = isTimeZone(timezone) ? timezone : 'UTC'
  const day = { year: 'numeric', month: 'long', day: 'numeric', timeZone: zone } as const
  const date = new Intl.DateTimeFormat('en-US', day)
  const moment = new Intl.DateTimeFormat('en-US', {
    ...day,
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  })
  return { date: at => format(date, at), moment: at => format(moment, at) }
}

function format(formatter: Intl.DateTimeFormat, at: unknown): string {
  const moment = at instanceof Date ? at : new Date(typeof at === 'string' ? at : Number.NaN)
  return Number.isNaN(moment.getTime()) ? 'an unknown date' : formatter.format(moment).replace(' at ', ', ')
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}
