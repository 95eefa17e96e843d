import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { openTimeZone, type TimeZone } from '../../lib/time-zone.ts'
import { refuse } from '../wire-error.ts'

/** The location's own wall clock: what hours are open by, and what times are shown in. */
export async function findZone(db: Sql, accountId: string): Promise<TimeZone> {
  const { rows } = await sql<{ timezone: string }>`select timezone from accounts where id = ${accountId}`.execute(db)
  return zoneOrUtc(rows[0]?.timezone ?? 'UTC')
}

/** An account may have come with a zone that this machine doesn't know (yet): UTC is wrong by hours, a 500 by more. */
function zoneOrUtc(name: string): TimeZone {
  return openTimeZone(name) ?? (openTimeZone('UTC') as TimeZone)
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/

/** Reads an ISO 8601 moment of the years 1970 to 9998; one without an offset is on the location's wall clock. */
export function readMoment(property: string, text: string, zone: TimeZone): Date {
  const moment = new Date(momentMs(text, zone))
  const year = moment.getUTCFullYear()
  if (year >= 1970 && year <= 9998) return moment
  throw refuse(property, 'must be a date and time such as 2021-06-23T03:30:00+05:30')
}

/** NaN for what is no moment. The pattern comes first: `Date.parse` makes something of nearly any text. */
function momentMs(text: string, zone: TimeZone): number {
  const [all, date, hour, minute, second = ':00', offset] = MOMENT.exec(text) ?? []
  if (all === undefined || date === undefined) return Number.NaN
  const wallMs = Date.parse(`${date}T${hour}:${minute}${second}Z`)
  if (!isOnDate(wallMs, date)) return Number.NaN
  if (offset === 'Z') return wallMs
  return offset === undefined ? zone.momentOf(date, minuteOfDay(wallMs)) : wallMs - offsetOf(offset)
}

/** False also for 30 February, which `Date.parse` takes for 2 March. */
function isOnDate(wallMs: number, date: string): boolean {
  return !Number.isNaN(wallMs) && new Date(wallMs).toISOString().startsWith(date)
}

function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? []
  const isReal = Number(hours) <= 14 && Number(minutes) < 60
  return isReal ? (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000) : Number.NaN
}

function minuteOfDay(wallMs: number): number {
  const dayMs = 86_400_000
  return (((wallMs % dayMs) + dayMs) % dayMs) / 60_000
}
