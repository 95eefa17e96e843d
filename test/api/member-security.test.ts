import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { hashPassword } from '../../src/lib/passwords.ts'
import { totpCode } from '../../src/lib/totp.ts'
import { updatePassword } from '../../src/store/users.ts'
import { type Api, apiOf } from '../support/api.ts'
import { addMember, addTenant, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const pathOf = ({ user }: Person) => `${api.account}/members/${user.id}`
const isOpen = async (cookie: string) => (await api('GET', '/me', undefined, { cookie })).status === 200
const signIn = ({ user, password }: Person) => api.nobody('POST', '/session', { email: user.email, password })

/** Sets an authenticator app up. */
async function addApp({ cookie }: Person): Promise<void> {
  const { secret } = (await api('POST', '/me/totp', undefined, { cookie })).body as { secret: string }
  const code = totpCode(secret, server.clock.now())
  expect((await api('POST', '/me/totp/confirm', { code }, { cookie })).status).toBe(200)
}

/** Someone who may manage members, and nothing else. */
async function addManager(): Promise<Person> {
  const manager = await addMember(server, 'user')
  const grant = { permissions: { 'members.manage': 'allow', 'members.view': 'allow' } }
  expect((await api('PATCH', pathOf(manager), grant)).status).toBe(200)
  return manager
}

describe('a colleague’s sessions', () => {
  test('S30: are shown to an admin without what opens them, and end one by one or all, at once', async () => {
    const person = await addMember(server, 'developer')
    const [second, third] = [
      await server.signIn(person.user.email, person.password),
      await server.signIn(person.user.email, person.password),
    ]
    const { body } = await api('GET', `${pathOf(person)}/security`)
    expect(body.sessions).toHaveLength(3)
    expect(body.sessions[0]).toMatchObject({ method: 'password', ip: '127.0.0.1' })
    expect(body.factors).toEqual([])
    for (const cookie of [person.cookie, second, third])
      expect(JSON.stringify(body)).not.toContain(cookie.split('=')[1])

    const mine = (await api('GET', '/me/sessions', undefined, { cookie: third })).body.items as {
      id: string
      isCurrent: boolean
    }[]
    const sessionId = mine.find(({ isCurrent }) => isCurrent)?.id
    expect((await api('DELETE', `${pathOf(person)}/sessions/${sessionId}`)).status).toBe(204)
    expect([await isOpen(person.cookie), await isOpen(second), await isOpen(third)]).toEqual([true, true, false])
    expect((await api('DELETE', `${pathOf(person)}/sessions/${sessionId}`)).body.code).toBe('session_not_found')
    expect((await api('DELETE', `${pathOf(person)}/sessions`)).body).toEqual({ ended: 2 })
    expect([await isOpen(person.cookie), await isOpen(second)]).toEqual([false, false])
    expect(await api.lastAudit()).toMatchObject({
      ...{ action: 'session.ended', target: { id: person.user.id }, after: { sessions: 2 } },
    })
  })
})

describe('a colleague’s second factors', () => {
  test('S36: are taken away by an admin, and every session ends: the password alone signs in again', async () => {
    const person = await addMember(server, 'viewer')
    await addApp(person)
    expect((await signIn(person)).body.code).toBe('second_factor_required')
    expect((await api('GET', `${pathOf(person)}/security`)).body.factors).toEqual(['code', 'recoveryCode'])
    const { status, body } = await api('DELETE', `${pathOf(person)}/second-factors`)
    expect([status, body]).toEqual([200, { isPasswordVoid: false }])
    expect(await isOpen(person.cookie)).toBe(false)
    expect((await signIn(person)).status).toBe(200)
    expect(await api.lastAudit()).toMatchObject({ action: 'second_factor.removed', after: { passwordVoid: false } })
    const before = await api.records()
    await api('DELETE', `${pathOf(person)}/second-factors`)
    expect(await api.records(), 'nothing to take away, nothing to record').toEqual(before)
  })

  test('S35: leave no short password behind: it is void, and a link makes a new one', async () => {
    const person = await addMember(server, 'viewer')
    await addApp(person)
    const short = { id: person.user.id, passwordHash: await hashPassword('kQ7zP2vW'), needsSecondFactor: true }
    const { database } = server.app.deps
    await database.transact(EVERY_TENANT, db => updatePassword(db, short, server.clock.now()))
    expect((await api('DELETE', `${pathOf(person)}/second-factors`)).body).toEqual({ isPasswordVoid: true })
    const tried = await signIn({ ...person, password: 'kQ7zP2vW' })
    expect(tried.body).toMatchObject({ status: 401, code: 'sign_in_failed' })
    expect((await api('POST', `${pathOf(person)}/password-reset`)).status).toBe(201)
  })
})

describe('403, 404 and 422', () => {
  const CHANGES = ['/sessions', '/second-factors']

  test('S37: asks for a proof of the last ten minutes', async () => {
    const admin = await addMember(server, 'admin')
    const person = await addMember(server, 'viewer')
    server.clock.advance('10 minutes')
    for (const change of CHANGES) {
      const reply = await api('DELETE', pathOf(person) + change, undefined, { cookie: admin.cookie })
      expect(reply.body.code).toBe('reauthentication_required')
    }
    expect(await isOpen(person.cookie)).toBe(true)
  })

  test('S38: nobody looks after the security of someone who may do more', async () => {
    const { cookie } = await addManager()
    const admin = await addMember(server, 'admin')
    const before = await api('GET', `${pathOf(admin)}/security`, undefined, { cookie })
    expect(before.body).toMatchObject({ status: 403, code: 'permission_exceeds_own' })
    for (const change of CHANGES) {
      const reply = await api('DELETE', pathOf(admin) + change, undefined, { cookie })
      expect(reply.body).toMatchObject({ status: 403, code: 'permission_exceeds_own' })
    }
    expect(await isOpen(admin.cookie)).toBe(true)
  })

  test('S1: another account’s people are not there', async () => {
    const tenant = await addTenant(server, 'Far away')
    for (const change of CHANGES) {
      expect((await api('DELETE', pathOf(tenant) + change)).body).toMatchObject({
        status: 404,
        code: 'member_not_found',
      })
    }
    expect((await api('GET', `${pathOf(tenant)}/security`)).body.code).toBe('member_not_found')
    expect(await isOpen(tenant.cookie)).toBe(true)
  })

  test('S37: nobody gets round their own second factor this way', async () => {
    const admin = await addMember(server, 'admin')
    const reply = await api('DELETE', `${pathOf(admin)}/second-factors`, undefined, { cookie: admin.cookie })
    expect(reply.body).toMatchObject({ status: 422, code: 'input_invalid' })
  })

  test('S3: is closed to members without the permission, and to tokens', async () => {
    const [viewer, other] = [await addMember(server, 'viewer'), await addMember(server, 'viewer')]
    for (const change of CHANGES) {
      const reply = await api('DELETE', pathOf(other) + change, undefined, { cookie: viewer.cookie })
      expect(reply.body.code).toBe('permission_missing')
    }
    const { secret } = await server.createIntegration(['private-integrations.write'])
    expect((await api.as(secret)('DELETE', `${pathOf(other)}/sessions`)).status).toBe(403)
  })
})
