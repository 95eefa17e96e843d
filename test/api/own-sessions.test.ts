import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { type Api, apiOf } from '../support/api.ts'
import { openPageClient } from '../support/page-client.ts'
import { addMember, addTenant, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const signIn = ({ user, password }: Person) => server.signIn(user.email, password)
const isOpen = async (cookie: string) => (await api('GET', '/me', undefined, { cookie })).status === 200
const list = async (cookie: string) =>
  (await api('GET', '/me/sessions', undefined, { cookie })).body.items as { id: string; isCurrent: boolean }[]
const currentOf = async (cookie: string) => (await list(cookie)).find(({ isCurrent }) => isCurrent)?.id ?? ''

describe('sessions', () => {
  test('are listed to their person, with the present one marked, and open nothing by what is shown', async () => {
    const person = await addMember(server, 'user')
    const { body } = await api('GET', '/me/sessions', undefined, { cookie: person.cookie })
    expect(body.items).toMatchObject([{ isCurrent: true, method: 'password', ip: '127.0.0.1' }])
    expect(JSON.stringify(body)).not.toContain(person.cookie.split('=')[1])
  })

  test('S30: end one by one, at once, and nobody ends another’s', async () => {
    const person = await addMember(server, 'user')
    const [one, two] = [person.cookie, await signIn(person)]
    const stranger = await addMember(server, 'admin')
    const id = await currentOf(two)
    const path = `/me/sessions/${id}`
    expect((await api('DELETE', path, undefined, { cookie: stranger.cookie })).body.code).toBe('session_not_found')
    expect((await api('DELETE', path, undefined, { cookie: one })).status).toBe(204)
    expect([await isOpen(one), await isOpen(two)]).toEqual([true, false])
    expect(await api.lastAudit()).toMatchObject({ action: 'session.ended', actor: { kind: 'user' } })
  })

  test('S30: end everywhere, the present one too unless it is to stay', async () => {
    const person = await addMember(server, 'user')
    const [one, two, three] = [person.cookie, await signIn(person), await signIn(person)]
    const kept = await api('DELETE', '/me/sessions?keepCurrent=true', undefined, { cookie: one })
    expect(kept.body.ended).toBe(2)
    expect([await isOpen(one), await isOpen(two), await isOpen(three)]).toEqual([true, false, false])
    const all = await api('DELETE', '/me/sessions', undefined, { cookie: one })
    expect(all.headers.getSetCookie()[0]).toContain('pit_session=;')
    expect(await isOpen(one)).toBe(false)
  })
})

describe('a new password', () => {
  const password = () => `${randomBase62(12)} ${randomBase62(12)}`

  test('S35: needs the present one, ends the other sessions, and is the one that counts', async () => {
    const link = await linkFor((await addMember(server, 'user')).user.id)
    const [first, second] = [password(), password()]
    const email = await setBy(link, first)
    const [here, there] = [await server.signIn(email, first), await server.signIn(email, first)]
    const change = (currentPassword: string) =>
      api('POST', '/me/password', { currentPassword, newPassword: second }, { cookie: here })
    expect((await change(password())).body.fields).toEqual([
      { field: 'currentPassword', message: 'is not your present password' },
    ])
    expect((await change(first)).status).toBe(204)
    expect([await isOpen(here), await isOpen(there)]).toEqual([true, false])
    await expect(server.signIn(email, first)).rejects.toThrow('401')
    expect(await server.signIn(email, second)).toContain('pit_session=')
  })

  test('S35: of 64 characters is taken whole; one letter typed in two ways is one', async () => {
    const link = await linkFor((await addMember(server, 'user')).user.id)
    const typed = `${randomBase62(60)} Ame\u0301lie`
    const email = await setBy(link, typed)
    expect(await server.signIn(email, typed.normalize('NFC'))).toContain('pit_session=')
    await expect(server.signIn(email, typed.slice(0, 64))).rejects.toThrow('401')
  })

  test('S35: that is short or easy to guess is refused, with what would be right', async () => {
    const { cookie } = await addMember(server, 'user')
    for (const newPassword of ['short', 'aaaaaaaaaaaaaaaaaaaa', 'qwertyuiopasdfghjkl']) {
      const { body } = await api('POST', '/me/password', { currentPassword: 'x', newPassword }, { cookie })
      expect(body.fields).toMatchObject([{ field: 'newPassword' }])
    }
  })

  const linkFor = async (userId: string) => {
    const { status, body } = await api('POST', `${api.account}/members/${userId}/password-reset`)
    expect(status).toBe(201)
    return body.link.slice(server.url.length) as string
  }
  const setBy = async (link: string, text: string) => {
    const client = openPageClient(server.url)
    const page = await client.get(link)
    const [, email = ''] = /For <bdi>([^<]+)<\/bdi>/.exec(page.html) ?? []
    const set = await client.post('/reset-password', { password: text })
    expect(set.html).toContain('Your new password is set.')
    return email
  }

  test('S39: comes by a link that is good once, for a day, and not used up by looking', async () => {
    const { user, cookie } = await addMember(server, 'user')
    const [old, link] = [await linkFor(user.id), await linkFor(user.id)]
    expect((await openPageClient(server.url).get(old)).status, 'a newer one ends it').toBe(404)
    for (const method of ['HEAD', 'GET']) await fetch(server.url + link, { method, redirect: 'manual' })
    await setBy(link, password())
    expect(await isOpen(cookie), 'every session is over').toBe(false)
    expect((await openPageClient(server.url).get(link)).status).toBe(404)
    const late = await linkFor(user.id)
    server.clock.advance('24 hours')
    expect((await openPageClient(server.url).get(late)).status).toBe(404)
  })

  test('S38: for someone who may do more, or belongs elsewhere, is no admin’s to make', async () => {
    const tenant = await addTenant(server, 'Elsewhere')
    const invited = await api('POST', `${api.account}/invites`, { email: tenant.user.email, role: 'user' })
    const client = openPageClient(server.url)
    client.cookies.set('pit_session', tenant.cookie.split('=')[1] ?? '')
    await client.get(invited.body.link.slice(server.url.length))
    await client.post('/invite')
    const reset = await api('POST', `${api.account}/members/${tenant.user.id}/password-reset`)
    expect(reset.body).toMatchObject({ status: 403, code: 'permission_exceeds_own' })
    const manager = await addMember(server, 'user')
    await api('PATCH', `${api.account}/members/${manager.user.id}`, { permissions: { 'members.manage': 'allow' } })
    const up = await api('POST', `${api.account}/members/${server.admin.userId}/password-reset`, undefined, {
      cookie: manager.cookie,
    })
    expect(up.body.code).toBe('permission_exceeds_own')
  })
  test('S38: by a link ends with the right of who made it: the person has risen since, or the maker was taken out', async () => {
    const manager = await addMember(server, 'user')
    const grant = { permissions: { 'members.manage': 'allow' } }
    expect((await api('PATCH', `${api.account}/members/${manager.user.id}`, grant)).status).toBe(200)
    const linkOf = async (userId: string) => {
      const { cookie } = manager
      const { body } = await api('POST', `${api.account}/members/${userId}/password-reset`, undefined, { cookie })
      return body.link.slice(server.url.length) as string
    }
    const [risen, other] = [await addMember(server, 'user'), await addMember(server, 'user')]
    const [ofRisen, ofOther] = [await linkOf(risen.user.id), await linkOf(other.user.id)]
    const client = openPageClient(server.url)
    await client.get(ofRisen)
    await api('PATCH', `${api.account}/members/${risen.user.id}`, { role: 'admin' })
    expect((await client.post('/reset-password', { password: password() })).status, 'with the page open').toBe(404)
    expect((await openPageClient(server.url).get(ofRisen)).status).toBe(404)
    expect((await openPageClient(server.url).get(ofOther)).status).toBe(200)
    await api('DELETE', `${api.account}/members/${manager.user.id}`)
    expect((await openPageClient(server.url).get(ofOther)).status).toBe(404)
    expect(await isOpen(risen.cookie)).toBe(true)
  })
})
