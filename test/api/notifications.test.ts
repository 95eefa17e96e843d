import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellPeople } from '../../src/actions/notices.ts'
import { type Api, apiOf } from '../support/api.ts'
import { addMember, addTenant, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let other: Person
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  other = await addMember(server, 'admin')
})
afterAll(() => server.stop())

const list = (query = '', as?: Person) =>
  api('GET', `${api.account}/notifications${query}`, undefined, as && { cookie: as.cookie })
const post = (path: string, as?: Person) =>
  api('POST', `${api.account}/notifications/${path}`, undefined, as && { cookie: as.cookie })

/** Something that the other admin hears of: the first one does it. */
async function happening(): Promise<{ id: string; path: string }> {
  server.clock.advance('1 minute')
  const { path, id } = await api.integration()
  await api('POST', `${path}/disable`)
  await tellPeople({ ...server.app.deps, canMail: false })
  return { id, path }
}

describe('200', () => {
  test('GET: notices with title, sentence and integration, newest first, and the number unread', async () => {
    const { id } = await happening()
    const { items, unread } = (await list('', other)).body
    expect(items[0]).toMatchObject({
      type: expect.stringMatching(/^private_integration\.(created|disabled)$/),
      kind: 'changes',
      integration: { id, name: 'Test integration' },
      readAt: null,
      email: { state: 'off', at: null },
    })
    const disabled = items.find(({ type }: { type: string }) => type === 'private_integration.disabled')
    expect(disabled.title).toBe('“Test integration” was disabled')
    expect(disabled.sentence).toMatch(/^Mara Petit disabled “Test integration”\./)
    expect(unread).toBe(items.length)
  })

  test('GET: page by page, also of the unread alone; a cursor fits its own list', async () => {
    await happening()
    const whole = (await list('?limit=100', other)).body.items.map(({ id }: { id: string }) => id)
    const first = (await list('?limit=1', other)).body
    const second = (await list(`?limit=100&cursor=${first.nextCursor}`, other)).body
    expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(whole)
    expect(second.nextCursor).toBeUndefined()
    expect((await list(`?unread=true&cursor=${first.nextCursor}`, other)).body.code).toBe('cursor_invalid')
    expect((await list(`?cursor=${first.nextCursor}`)).body.code, 'another person’s list').toBe('cursor_invalid')
  })

  test('POST read and read-all: of the caller alone, and twice is once', async () => {
    await happening()
    const [notice] = (await list('?unread=true', other)).body.items
    const before = (await list('', other)).body.unread
    const read = await post(`${notice.id}/read`, other)
    expect(read.body).toMatchObject({ notification: { id: notice.id, readAt: expect.any(String) }, unread: before - 1 })
    server.clock.advance('1 hour')
    expect((await post(`${notice.id}/read`, other)).body.notification.readAt).toBe(read.body.notification.readAt)
    const third = await addMember(server, 'admin')
    await happening()
    expect((await post('read-all', other)).body).toEqual({ unread: 0 })
    expect((await list('?unread=true', other)).body).toMatchObject({ items: [], unread: 0 })
    expect((await list('?unread=true', third)).body.unread).toBeGreaterThan(0)
  })

  test('preferences: the defaults, then what was chosen, with one audit entry', async () => {
    const path = `${api.account}/notification-preferences`
    const { body } = await api('GET', path)
    expect(body.isMailAvailable).toBe(false)
    expect(body.kinds.find(({ kind }: { kind: string }) => kind === 'rotationDue')).toMatchObject({
      ...{ label: 'Rotation due', inApp: true, email: true, reachesYou: true },
    })
    const before = await api.records()
    const { body: changed } = await api('PATCH', path, { rotationDue: { email: false }, changes: { inApp: false } })
    const of = (wanted: string) => changed.kinds.find(({ kind }: { kind: string }) => kind === wanted)
    expect([of('rotationDue').email, of('rotationDue').inApp, of('changes').inApp]).toEqual([false, true, false])
    expect(await api.lastAudit()).toMatchObject({
      action: 'member.notification_preferences_changed',
      after: { 'rotationDue email': false, 'changes inApp': false },
    })
    await api('PATCH', path, { rotationDue: { email: false } })
    expect(await api.records()).toEqual({ ...before, audit: before.audit + 1 })
    const { id } = await happening()
    const mine = (await list('?limit=100')).body.items
    expect(mine.some(({ integration }: { integration: { id: string } }) => integration.id === id)).toBe(false)
    const viewer = await addMember(server, 'viewer')
    const theirs = (await api('GET', path, undefined, { cookie: viewer.cookie })).body
    expect(theirs.kinds.every(({ reachesYou }: { reachesYou: boolean }) => !reachesYou)).toBe(true)
  })
})

test('403: tokens have no notices', async () => {
  const { secret } = await api.integration(['private-integrations.readonly', 'private-integrations.write'])
  const { status, body } = await api.as(secret)('GET', `${api.account}/notifications`)
  expect([status, body.code]).toEqual([403, 'scope_missing'])
})

describe('404', () => {
  test('a notice of another person reads like one that never was', async () => {
    await happening()
    const [notice] = (await list('', other)).body.items
    const [theirs, none] = [await post(`${notice.id}/read`), await post(`ntf_${'x'.repeat(20)}/read`)]
    expect([theirs.status, theirs.body]).toEqual([404, none.body])
    expect(theirs.body.code).toBe('notification_not_found')
  })

  test('an account where one has no part', async () => {
    const tenant = await addTenant(server, 'Another')
    expect((await list('', tenant)).body.code).toBe('account_not_found')
  })
})

test.each([
  [{}, 'body'],
  [{ rotationDue: {} }, 'rotationDue'],
  [{ rotationDue: { sms: true } }, 'rotationDue.sms'],
  [{ weather: { email: true } }, 'weather'],
  [{ changes: { email: 'yes' } }, 'changes.email'],
])('422: preferences %j', async (body, field) => {
  const reply = await api('PATCH', `${api.account}/notification-preferences`, body)
  expect([reply.status, reply.body.fields[0].field]).toEqual([422, field])
})
