import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const path = () => `${api.account}/calendar-feed`
const make = async (headers: Record<string, string> = {}) => (await api('POST', path(), undefined, headers)).body

/** The calendar's lines, unfolded (RFC 5545, 3.1). */
async function read(url: string, headers: Record<string, string> = {}) {
  const reply = await fetch(url, { headers })
  const text = await reply.text()
  return { reply, text, lines: text.replaceAll(/\r\n[ \t]/g, '').split('\r\n') }
}

describe('the feed', () => {
  test('is made by its person, shows its address once, and is told of without it', async () => {
    expect((await api('GET', path())).body).toEqual({ feed: null })
    const { feed, secret } = await make()
    expect(secret).toMatch(new RegExp(`^${server.url}/calendar/cal_[0-9A-Za-z]{38}\\.ics$`))
    expect(secret.endsWith(`${feed.last4}.ics`)).toBe(true)
    expect(await api.lastAudit()).toMatchObject({ action: 'calendar_feed.created' })
    const shown = await api('GET', path())
    expect(shown.body).toEqual({ feed })
    expect(JSON.stringify(shown.body)).not.toContain('cal_')
    expect(server.logText()).not.toContain(secret.slice(-20))
  })

  test('holds each rotation’s due date, the end of its overlap and each expiry, as clocks anywhere understand', async () => {
    const { path: stable } = await api.integration()
    await api('PATCH', stable, { name: 'Zapier; bridge, "x"', expiresAt: '2026-03-01T12:00:00.000Z' })
    await api.rotating()
    const { secret } = await make()
    const { reply, lines } = await read(secret)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(lines).toContain('DTSTART:20260401T000000Z')
    expect(lines).toContain('DTSTART:20260301T120000Z')
    expect(lines).toContain('DTSTART:20260108T000000Z')
    expect(lines).toContain(String.raw`SUMMARY:Rotate the token of “Zapier\; bridge\, "x"”`)
    expect(lines.filter(line => line === 'BEGIN:VEVENT')).toHaveLength(4)
    const ids = lines.filter(line => line.startsWith('UID:'))
    expect(new Set(ids).size).toBe(4)
  })

  test('is read by a calendar program: due at 90 days, with reminders at 76, 83 and 90, its lines folded at 75 octets', async () => {
    const { path: long } = await api.integration()
    await api('PATCH', long, { name: `Zürich – ${'größte Übertragung '.repeat(4)}😀` })
    const integration = (await api('GET', long)).body.integration
    const { text } = await read((await make()).secret)
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    const calendar = new ICAL.Component(ICAL.parse(text))
    const events = calendar.getAllSubcomponents('vevent').map(one => new ICAL.Event(one))
    const due = events.find(({ summary }) => summary === `Rotate the token of “${integration.name.trim()}”`)
    const madeMs = Date.parse(integration.rotation.current.createdAt)
    const daysOld = (at: Date) => (at.getTime() - madeMs) / 86_400_000
    const startsAt = due?.startDate.toJSDate() ?? new Date(0)
    expect(daysOld(startsAt)).toBe(90)
    const reminders = due?.component.getAllSubcomponents('valarm').map(alarm => {
      const trigger = alarm.getFirstPropertyValue('trigger') as InstanceType<typeof ICAL.Duration>
      return daysOld(new Date(startsAt.getTime() + trigger.toSeconds() * 1000))
    })
    expect(reminders).toEqual([76, 83, 90])
  })

  test('has an ETag that stays until something changes', async () => {
    const { secret } = await make()
    const { reply } = await read(secret)
    const etag = reply.headers.get('etag') ?? ''
    server.clock.advance('1 hour')
    expect((await read(secret, { 'if-none-match': etag })).reply.status).toBe(304)
    await api.integration()
    expect((await read(secret, { 'if-none-match': etag })).reply.status).toBe(200)
    const { feed } = (await api('GET', path())).body
    expect(feed.lastReadAt).toBe(server.clock.now().toISOString())
  })

  test('is dead when it is made anew, closed, or its person may see no integrations any more', async () => {
    const first = (await make()).secret
    const second = (await make()).secret
    expect([(await read(first)).reply.status, (await read(second)).reply.status]).toEqual([404, 200])
    expect((await api('DELETE', path())).status).toBe(204)
    expect((await read(second)).reply.status).toBe(404)
    const viewer = await addMember(server, 'viewer')
    const theirs = (await make({ cookie: viewer.cookie })).secret
    expect((await read(theirs)).reply.status).toBe(200)
    await api('PATCH', `${api.account}/members/${viewer.user.id}`, { role: 'user' })
    expect((await read(theirs)).reply.status).toBe(404)
  })

  test('S11: a retry with the same key learns that the address was shown, and the key’s row does not hold it', async () => {
    const key = { 'idempotency-key': 'calendar-1' }
    const { secret } = await make(key)
    const again = await make(key)
    expect(again).toMatchObject({ secretShown: true })
    expect(JSON.stringify(again)).not.toContain(secret)
  })

  test('is no address for guesses: whatever is not one reads the same', async () => {
    const texts = await Promise.all(
      ['cal_x.ics', `cal_${'a'.repeat(38)}.ics`, 'x', '%00.ics'].map(async file => {
        const reply = await fetch(`${server.url}/calendar/${file}`)
        return `${reply.status} ${await reply.text()}`
      }),
    )
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toMatch(/^404 .*route_not_found/)
  })
})

test('403: who may see no integrations makes no feed', async () => {
  const user = await addMember(server, 'user')
  expect((await api('POST', path(), undefined, { cookie: user.cookie })).body.code).toBe('permission_missing')
})
