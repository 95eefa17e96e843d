import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { type Api, apiOf } from '../support/api.ts'
import { openPageClient } from '../support/page-client.ts'
import { addMember, addTenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const PASSWORD = `${randomBase62(12)} ${randomBase62(12)}`
let server: TestServer
let api: Api
let invites: string
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  invites = `${api.account}/invites`
})
afterAll(() => server.stop())

const newEmail = () => `${randomBase62(10).toLowerCase()}@example.com`
const invite = async (email = newEmail(), role = 'viewer') => {
  const { status, body } = await api('POST', invites, { email, role })
  expect(status).toBe(201)
  return { email, id: body.invite.id as string, path: body.link.slice(server.url.length) as string }
}
const members = async () =>
  (await api('GET', `${api.account}/members`)).body.items as { user: { email: string }; role: string }[]
const roleOf = async (email: string) => (await members()).find(({ user }) => user.email === email)?.role

describe('an invite', () => {
  test('makes a person of a stranger, with the role it gives, and signs them in', async () => {
    const { email, path } = await invite()
    const client = openPageClient(server.url)
    const page = await client.get(path)
    expect(page.html).toContain(email)
    const joined = await client.post('/invite', { name: 'Jon Doe', password: PASSWORD })
    expect(joined.status).toBe(200)
    expect(await roleOf(email)).toBe('viewer')
    expect(await server.signIn(email, PASSWORD)).toContain('pit_session=')
    const { body } = await api('GET', `${api.account}/audit?limit=2`)
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual(['member.added', 'invite.accepted'])
  })

  test('S39: takes the secret out of the address before anything is shown, and sends no referrer', async () => {
    const { path } = await invite()
    const client = openPageClient(server.url)
    const first = await client.request(path)
    expect([first.status, first.headers.get('location')]).toEqual([303, '/invite'])
    expect(first.headers.get('referrer-policy')).toBe('no-referrer')
    const page = await client.get('/invite')
    expect(page.html).not.toContain(path.split('code=')[1])
  })

  test('S39: is not used up by looking, and good once', async () => {
    const { path } = await invite()
    for (const method of ['HEAD', 'GET', 'GET']) await fetch(server.url + path, { method, redirect: 'manual' })
    const [one, two] = [openPageClient(server.url), openPageClient(server.url)]
    await one.get(path)
    await two.get(path)
    const answers = await Promise.all([
      one.post('/invite', { name: 'One', password: PASSWORD }),
      two.post('/invite', { name: 'Two', password: PASSWORD }),
    ])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404])
    expect((await openPageClient(server.url).get(path)).status).toBe(404)
  })

  test('S39: ends after 24 hours, to the millisecond, when it is taken back, and when a newer one is made', async () => {
    const [late, revoked, replaced] = [await invite(), await invite(), await invite()]
    await api('DELETE', `${invites}/${revoked.id}`)
    const newer = await invite(replaced.email.toUpperCase())
    const statusOf = async ({ path }: { path: string }) => (await openPageClient(server.url).get(path)).status
    expect([await statusOf(revoked), await statusOf(replaced), await statusOf(newer)]).toEqual([404, 404, 200])
    const madeAt = server.clock.now()
    server.clock.set(new Date(madeAt.getTime() + 86_400_000 - 1))
    expect(await statusOf(late)).toBe(200)
    server.clock.set(new Date(madeAt.getTime() + 86_400_000))
    expect(await statusOf(late)).toBe(404)
    const { body } = await api('GET', invites)
    expect(body.items).toEqual([])
  })

  test('S39: is bound to its address: whoever signs in there joins as themselves, and nobody else', async () => {
    const tenant = await addTenant(server, 'Elsewhere')
    const { path } = await invite(tenant.user.email, 'developer')
    const stranger = openPageClient(server.url)
    await stranger.get(path)
    expect(stranger.cookies.get('pit_invite')).toBeDefined()
    const refused = await stranger.post('/invite', { name: 'Thief', password: PASSWORD })
    expect(refused.status, 'there is no form for a stranger').toBe(403)
    const admin = openPageClient(server.url)
    await admin.get('/sign-in')
    await admin.post('/sign-in', { email: server.admin.email, password: server.admin.password })
    expect((await admin.get(path)).html).toContain('You are signed in as')
    expect((await admin.post('/invite')).status).toBe(409)
    expect(await roleOf(tenant.user.email)).toBeUndefined()
    const owner = openPageClient(server.url)
    owner.cookies.set('pit_session', tenant.cookie.split('=')[1] ?? '')
    await owner.get(path)
    await owner.post('/invite')
    expect(await roleOf(tenant.user.email)).toBe('developer')
  })

  test('S38: opens nothing once who made it could not make it any more', async () => {
    const inviter = await addMember(server, 'admin')
    const made = async (role: string) => {
      const { body } = await api('POST', invites, { email: newEmail(), role }, { cookie: inviter.cookie })
      return body.link.slice(server.url.length) as string
    }
    const statusOf = async (path: string) => (await openPageClient(server.url).get(path)).status
    const [admin, user] = [await made('admin'), await made('user')]
    const member = `${api.account}/members/${inviter.user.id}`
    await api('PATCH', member, { permissions: { 'audit.view': 'deny' } })
    expect([await statusOf(admin), await statusOf(user)]).toEqual([404, 200])
    const open = openPageClient(server.url)
    await open.get(user)
    await api('DELETE', member)
    expect((await open.post('/invite', { name: 'Late', password: PASSWORD })).status).toBe(404)
    expect(await statusOf(user)).toBe(404)
  })

  test('S14: its link is in no log, no audit entry, and stored as a hash alone', async () => {
    const { path } = await invite()
    await openPageClient(server.url).get(path)
    const secret = path.split('code=')[1] ?? ''
    expect(server.logText()).not.toContain(secret)
    expect(JSON.stringify((await api('GET', `${api.account}/audit`)).body)).not.toContain(secret)
    const { body } = await api('GET', invites)
    expect(JSON.stringify(body)).not.toContain(secret)
  })

  test('S11: asked for twice with one Idempotency-Key, shows its link once', async () => {
    const body = { email: newEmail(), role: 'user' }
    const headers = { 'idempotency-key': randomBase62(20) }
    const [first, second] = [await api('POST', invites, body, headers), await api('POST', invites, body, headers)]
    expect(first.body.link).toEqual(expect.any(String))
    expect(second.body).toMatchObject({ invite: first.body.invite, secretShown: true })
    expect(second.body).not.toHaveProperty('link')
  })
})

describe('is refused', () => {
  test('409: to someone who is a member', async () => {
    const { body } = await api('POST', invites, { email: ` ${server.admin.email.toUpperCase()} `, role: 'user' })
    expect(body).toMatchObject({ status: 409, code: 'member_exists' })
  })

  test('S38: 403: with more than the inviter has', async () => {
    const { user, cookie } = await addMember(server, 'user')
    await api('PATCH', `${api.account}/members/${user.id}`, { permissions: { 'members.manage': 'allow' } })
    for (const wish of [{ role: 'viewer' }, { role: 'user', permissions: { 'audit.view': 'allow' } }]) {
      const { body } = await api('POST', invites, { email: newEmail(), ...wish }, { cookie })
      expect(body.code).toBe('permission_exceeds_own')
    }
  })

  test.each([
    { email: 'x', role: 'user' },
    { role: 'user' },
    { email: 'a@example.com', role: 'rol_00000000000000000000' },
  ])('422: %j', async body => expect((await api('POST', invites, body)).body).toMatchObject({ code: 'input_invalid' }))

  test('422 at the page: for a weak password, and the link is still good', async () => {
    const { path } = await invite()
    const client = openPageClient(server.url)
    await client.get(path)
    const page = await client.post('/invite', { name: 'Jon', password: 'short' })
    expect([page.status, page.html]).toEqual([422, expect.stringContaining('at least 15 characters')])
    expect((await client.post('/invite', { name: 'Jon', password: PASSWORD })).status).toBe(200)
  })
})

describe('a location below the agency', () => {
  const path = () => `/accounts/${server.agency.id}/locations`

  test('201: with the agency’s admins as its admins', async () => {
    const { body } = await api('POST', path(), { name: 'Lisbon', timezone: 'Europe/Lisbon' })
    expect(body.account).toMatchObject({ kind: 'location', name: 'Lisbon', timezone: 'Europe/Lisbon' })
    const { body: list } = await api('GET', `/accounts/${body.account.id}/members`)
    expect(list.items).toMatchObject([{ user: { id: server.admin.userId }, role: 'admin' }])
    const { body: audit } = await api('GET', `/accounts/${body.account.id}/audit`)
    expect(audit.items).toMatchObject([{ action: 'account.created', actor: { kind: 'user' } }])
  })

  test('403 without the permission, 422 below a location', async () => {
    const { cookie } = await addMember(server, 'developer', server.agency.id)
    expect((await api('POST', path(), { name: 'x' }, { cookie })).body.code).toBe('permission_missing')
    const below = await api('POST', `${api.account}/locations`, { name: 'x' })
    expect(below.body).toMatchObject({ status: 422, code: 'input_invalid' })
  })
})
