import { refuse } from '../wire-error.ts'

/** Weekdays as RFC 5545 writes them, 0 = Sunday. */
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** One of BYDAY: a weekday, and which one of the month (-1 = the last); undefined = each. */
export interface DayRule {
  weekday: number
  ordinal?: number
}

/** What of RFC 5545 is understood of a rule. */
export interface RecurrenceRule {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: number
  count: number | undefined
  /** As it is written: a date, or a moment. */
  until: string | undefined
  byDay: DayRule[]
  byMonthDay: number[]
  /** As they are written: moments that are left out. */
  excluded: string[]
}

/** `20211105`, `20211105T040000` on the wall clock, or with a Z in UTC. */
export const RULE_MOMENT = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/

/** Reads the text of an rrule, its EXDATE lines included; 422 for what is not understood, so that nothing is silently dropped. */
export function readRecurrenceRule(text: string): RecurrenceRule {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map(line => line.trim())
  const rules = lines.filter(line => /^RRULE:/i.test(line) || /^FREQ=/i.test(line))
  const excluded = lines.filter(line => /^EXDATE:/i.test(line)).flatMap(line => line.slice(7).split(','))
  const others = lines.filter(line => !rules.includes(line) && !/^(EXDATE:|DTSTART[:;]|$)/i.test(line))
  if (rules.length !== 1 || others.length > 0) throw refuseRule('must be one RRULE line, and EXDATE lines if any')
  if (!excluded.every(moment => RULE_MOMENT.test(moment))) {
    throw refuseRule('must have moments such as 20211105T040000Z after EXDATE:')
  }
  return { ...readParts((rules[0] ?? '').replace(/^RRULE:/i, '')), excluded }
}

const KNOWN = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'WKST']

function readParts(text: string): Omit<RecurrenceRule, 'excluded'> {
  const parts = new Map(
    text
      .toUpperCase()
      .split(';')
      .filter(part => part !== '')
      .map(part => [part.split('=')[0] ?? '', part.split('=').slice(1).join('=')]),
  )
  const unknown = [...parts.keys()].find(name => !KNOWN.includes(name))
  if (unknown !== undefined) throw refuseRule(`has ${unknown.slice(0, 30)}: understood are ${KNOWN.join(', ')}`)
  const freq = readFreq(parts.get('FREQ'))
  const byDay = readList(parts.get('BYDAY'), readDay)
  const byMonthDay = readList(parts.get('BYMONTHDAY'), readMonthDay)
  checkParts(freq, byDay, byMonthDay)
  const until = parts.get('UNTIL')
  if (until !== undefined && !RULE_MOMENT.test(until)) throw refuseRule('must have an UNTIL such as 20210623T043000Z')
  return {
    freq,
    interval: readCount(parts, 'INTERVAL') ?? 1,
    count: readCount(parts, 'COUNT'),
    until,
    byDay,
    byMonthDay,
  }
}

function readFreq(text: string | undefined): RecurrenceRule['freq'] {
  const known = (['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const).find(freq => freq === text)
  if (known === undefined) throw refuseRule('must have a FREQ of DAILY, WEEKLY, MONTHLY or YEARLY')
  return known
}

function readCount(parts: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = parts.get(name)
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,2}$/.test(text)) throw refuseRule(`must have an ${name} of 1 to 999`)
  return Number(text)
}

function readList<T>(text: string | undefined, read: (item: string) => T): T[] {
  return text === undefined ? [] : text.split(',').slice(0, 400).map(read)
}

function readDay(text: string): DayRule {
  const [, ordinal, name = ''] = /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text) ?? []
  const weekday = WEEKDAYS.indexOf(name)
  if (weekday < 0) throw refuseRule('must have days such as MO, 2TU or -1FR in BYDAY')
  return ordinal === undefined ? { weekday } : { weekday, ordinal: Number(ordinal) }
}

function readMonthDay(text: string): number {
  const day = /^[+-]?[1-9]\d?$/.test(text) ? Number(text) : 0
  if (day === 0 || Math.abs(day) > 31) throw refuseRule('must have days of 1 to 31 or -1 to -31 in BYMONTHDAY')
  return day
}

function checkParts(freq: RecurrenceRule['freq'], byDay: readonly DayRule[], byMonthDay: readonly number[]): void {
  const hasOrdinals = byDay.some(day => day.ordinal !== undefined)
  if (hasOrdinals && freq !== 'MONTHLY') throw refuseRule('can have days such as 2TU with FREQ=MONTHLY alone')
  if (byMonthDay.length > 0 && freq !== 'MONTHLY') throw refuseRule('can have BYMONTHDAY with FREQ=MONTHLY alone')
  if (byDay.length > 0 && freq === 'YEARLY') throw refuseRule('cannot have BYDAY with FREQ=YEARLY')
}

/** The 422 of an rrule. */
export function refuseRule(rule: string): Error {
  return refuse('rrule', rule)
}
