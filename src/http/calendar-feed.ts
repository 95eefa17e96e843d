import type { FastifyInstance } from 'fastify'
import { ICalAlarmType, ICalCalendar } from 'ical-generator'
import { type DueDate, type DueDates, readCalendarFeed } from '../actions/calendar-feeds.ts'
import { sayIn } from '../domain/say.ts'
import { sha256 } from '../lib/secrets.ts'
import type { Services } from './services.ts'

const HOUR_SECONDS = 3600
const DAY_SECONDS = 24 * HOUR_SECONDS
const HALF_HOUR_MS = 1_800_000

/** The address of a feed. The secret stands in it because calendar programs can send no header: the one exception. */
export function calendarUrl(publicUrl: URL, secret: string): string {
  return new URL(`/calendar/${secret}.ics`, publicUrl).href
}

/** Mounts the calendar of due dates, for whoever has its address. */
export function mountCalendarFeed(app: FastifyInstance, services: Pick<Services, 'deps' | 'publicUrl'>): void {
  const access = { dialect: 'problem', isPublic: true } as const
  app.get<{ Params: { file: string } }>('/calendar/:file', { config: { access } }, async (request, reply) => {
    const dates = await readCalendarFeed(services.deps, request.params.file.replace(/\.ics$/, ''))
    const text = calendarText(dates, services.publicUrl.hostname)
    const etag = `"${sha256(text).toString('base64url').slice(0, 27)}"`
    reply.header('etag', etag).header('cache-control', 'private, no-cache').header('referrer-policy', 'no-referrer')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('text/calendar; charset=utf-8').send(text)
  })
}

/** The dates as iCalendar (RFC 5545). The same dates give the same bytes, so that the ETag tells of changes alone. */
export function calendarText({ accountName, timezone, dates }: DueDates, host: string): string {
  const calendar = new ICalCalendar({
    name: `${accountName}: token rotations`,
    prodId: { company: 'Referins', product: 'Private Integrations', language: 'EN' },
    ttl: HOUR_SECONDS,
  })
  const ordered = dates.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  for (const date of ordered) addEvent(calendar, date, { timezone, host })
  return calendar.toString()
}

const WORDS: Record<DueDate['kind'], { does: string; says: string }> = {
  rotation_due: { does: 'Rotate the token of', says: 'is due for rotation:' },
  overlap_ends: { does: 'Old token dies:', says: 'is the old one and works until' },
  expires: { does: 'Expires:', says: 'is refused from' },
}

/** How many days before a calendar reminds: of a rotation as the notices do. */
const ALARM_DAYS: Record<DueDate['kind'], readonly number[]> = {
  rotation_due: [14, 7, 0],
  overlap_ends: [1],
  expires: [14, 3, 1],
}

function addEvent(calendar: ICalCalendar, date: DueDate, place: { timezone: string; host: string }): void {
  const { does, says } = WORDS[date.kind]
  const say = sayIn(place.timezone)
  const event = calendar.createEvent({
    id: `${date.id}@${place.host}`,
    stamp: date.changedAt,
    start: date.at,
    end: new Date(date.at.getTime() + HALF_HOUR_MS),
    summary: `${does} “${date.integrationName}”`,
    description: `The token …${date.last4} of “${date.integrationName}” ${says} ${say.moment(date.at)}. Open your settings → Other Settings → Private Integrations.`,
  })
  for (const days of ALARM_DAYS[date.kind])
    event.createAlarm({ type: ICalAlarmType.display, trigger: days * DAY_SECONDS })
}
