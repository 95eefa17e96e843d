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

const list = () => `${api.account}/integrations`
const make = async (name: string) => {
  const { body } = await api('POST', list(), { name, scopes: ['contacts.readonly'] })
  return { id: body.integration.id as string, secret: body.token.secret as string }
}
const summary = async () => (await api('GET', `${api.account}/integrations-summary`)).body
const found = async (filter: string) =>
  (await api('GET', `${list()}?filter=${filter}&limit=100`)).body.items.map((one: { name: string }) => one.name)

// One story told in order: each case adds a worse one.
describe('200', () => {
  test('with nothing to look at', async () => {
    expect(await summary()).toEqual({ total: 0, matching: { attention: 0, unused: 0, mine: 0 }, worst: null })
    await make('New')
    expect(await summary()).toEqual({ total: 1, matching: { attention: 0, unused: 1, mine: 1 }, worst: null })
  })

  test('names one that nobody used in its first 30 days, to the millisecond', async () => {
    server.clock.advance('30 days')
    server.clock.advance('-1 ms')
    expect((await summary()).worst).toBeNull()
    server.clock.advance('1 ms')
    expect((await summary()).worst).toMatchObject({ trouble: 'unused', count: 1, integration: { name: 'New' } })
    expect(await found('attention')).toEqual([])
  })

  test('before it, an overlap that ends within two days', async () => {
    const { id } = await make('Rotating')
    await api('POST', `${list()}/${id}/rotate`, { old: 'expireLater', overlapHours: 168 })
    expect(await found('attention')).toEqual(['Rotating'])
    expect((await summary()).worst).toMatchObject({ trouble: 'unused' })
    server.clock.advance('5 days')
    server.clock.advance('1 ms')
    expect((await summary()).worst).toMatchObject({ trouble: 'ending', count: 1, integration: { name: 'Rotating' } })
    server.clock.advance('2 days')
    expect((await summary()).worst).toMatchObject({ trouble: 'unused' })
  })

  test('before those, the token that is overdue for longest; soon and overdue need attention', async () => {
    server.clock.advance('39 days')
    expect(await found('attention')).toEqual(['New'])
    expect((await summary()).worst).toMatchObject({ trouble: 'unused' })
    server.clock.advance('30 days')
    expect(await summary()).toMatchObject({
      total: 2,
      matching: { attention: 2, unused: 2, mine: 2 },
      worst: { trouble: 'overdue', count: 1, integration: { name: 'New' } },
    })
  })

  test('before all, one whose token has stopped working: its requests are refused', async () => {
    await api('PATCH', `${api.account}/policies`, { tokenAgeDaysMax: 10 })
    const { id } = await make('Short')
    server.clock.advance('10 days')
    server.clock.advance('-1 ms')
    expect((await summary()).worst).toMatchObject({ trouble: 'overdue' })
    server.clock.advance('1 ms')
    const { worst } = await summary()
    expect(worst).toMatchObject({ trouble: 'ended', count: 1, integration: { name: 'Short', state: 'live' } })
    expect(worst.integration.rotation.current.endsAt).toBe(server.clock.now().toISOString())
    expect(await found('attention')).toContain('Short')
    await api('POST', `${list()}/${id}/disable`)
    expect((await summary()).worst).toMatchObject({ trouble: 'overdue' })
    expect(await found('attention')).not.toContain('Short')
  })

  test('“unused” leaves out what was ever used, by whatever token; “mine” what others made', async () => {
    const { id, secret } = await make('Used')
    expect(await found('unused')).toContain('Used')
    await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
    await api('POST', `${list()}/${id}/rotate`, { old: 'expireNow' })
    await expect.poll(() => found('unused'), { timeout: 20_000 }).not.toContain('Used')
    const { cookie } = await addMember(server, 'admin')
    const theirs = await api('POST', list(), { name: 'Theirs', scopes: [] }, { cookie })
    expect(theirs.status).toBe(201)
    expect(await found('mine')).not.toContain('Theirs')
    const seen = await api('GET', `${list()}?filter=mine`, undefined, { cookie })
    expect(seen.body.items.map((one: { name: string }) => one.name)).toEqual(['Theirs'])
  })

  test('goes page by page under a filter', async () => {
    const { body } = await api('GET', `${list()}?filter=unused&limit=1`)
    const cursor = encodeURIComponent(body.nextCursor)
    const next = await api('GET', `${list()}?filter=unused&limit=1&cursor=${cursor}`)
    expect(next.body.items[0].id).not.toBe(body.items[0].id)
    const other = await api('GET', `${list()}?filter=mine&limit=1&cursor=${cursor}`)
    expect(other.body).toMatchObject({ code: 'cursor_invalid' })
  })
})

test('422 for a filter that is not one', async () => {
  const { status, body } = await api('GET', `${list()}?filter=bad`)
  expect([status, body.fields[0].field]).toEqual([422, 'filter'])
})
