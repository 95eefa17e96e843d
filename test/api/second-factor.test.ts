import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { hashPassword } from '../../src/lib/passwords.ts'
import { totpCode } from '../../src/lib/totp.ts'
import { type Api, apiOf } from '../support/api.ts'
import { openPageClient } from '../support/page-client.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const PASSWORD = `${randomBase62(12)} ${randomBase62(12)}`
let server: TestServer
let api: Api
let email: string
let cookie: string
let passwordHash: string
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  passwordHash = await hashPassword(PASSWORD)
})
afterAll(() => server.stop())

beforeEach(async () => {
  const { user } = await addMember(server, 'viewer')
  email = user.email
  await server.testDatabase.database.transact('*', db =>
    db
      .updateTable('users')
      .set({ password_hash: passwordHash } as never)
      .where('id', '=', user.id as never)
      .execute(),
  )
  cookie = await server.signIn(email, PASSWORD)
})

const me = (method: string, path: string, body?: unknown) => api(method, `/me${path}`, body, { cookie })
const signIn = (more = {}) => api.nobody('POST', '/session', { email, password: PASSWORD, ...more })

/** Sets an authenticator app up, and moves on to its next code. */
async function addApp(): Promise<{ secret: string; recoveryCodes: string[]; code: () => string }> {
  const { secret } = (await me('POST', '/totp')).body as { secret: string }
  const code = () => totpCode(secret, server.clock.now())
  const { body } = await me('POST', '/totp/confirm', { code: code() })
  server.clock.advance('30 seconds')
  return { secret, recoveryCodes: body.recoveryCodes, code }
}

const cookieFrom = (headers: Headers, name: string) =>
  headers
    .getSetCookie()
    .map(line => line.split(';')[0] ?? '')
    .find(line => line.startsWith(`${name}=`)) ?? ''

describe('an authenticator app', () => {
  test('is set up by a seed, shown as text and QR code, and counts once its first code came back', async () => {
    const { status, body } = await me('POST', '/totp')
    expect(status).toBe(201)
    expect(body.uri).toContain(`secret=${body.secret}`)
    expect(body.qr).toMatch(/^<svg /)
    expect((await signIn()).status, 'not yet').toBe(200)
    expect((await me('POST', '/totp/confirm', { code: '000000' })).body.code).toBe('proof_refused')
    const confirmed = await me('POST', '/totp/confirm', { code: totpCode(body.secret, server.clock.now()) })
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    expect((await signIn()).body).toMatchObject({
      ...{ status: 401, code: 'second_factor_required', methods: ['code', 'recoveryCode'] },
    })
    const { body: setup } = await me('GET', '/security')
    expect(setup).toMatchObject({ hasSecondFactor: true, recoveryCodesLeft: 10, passwordLengthLeast: 8 })
    expect(setup.passwordNeedsSecondFactor, 'its password can stand alone').toBe(false)
    expect((await api.lastAudit()).action).toBe('second_factor.added')
  })

  test('S36: lets in by its code, in one step or in two, and each code once', async () => {
    const { code } = await addApp()
    expect((await signIn({ code: code() })).status).toBe(200)
    expect((await signIn({ code: code() })).body).toMatchObject({ status: 401, code: 'second_factor_failed' })
    server.clock.advance('30 seconds')
    const first = await signIn()
    const pending = cookieFrom(first.headers, 'pit_sign_in')
    expect(cookieFrom(first.headers, 'pit_session')).toBe('')
    const second = await api.nobody('POST', '/session/second-factor', { code: code() }, { cookie: pending })
    expect(second.status).toBe(200)
    expect(cookieFrom(second.headers, 'pit_session')).not.toBe('')
    const again = await api.nobody('POST', '/session/second-factor', { code: code() }, { cookie: pending })
    expect(again.body.code).toBe('sign_in_expired')
  })

  test('S36: sent twice at once, lets in once', async () => {
    const { code } = await addApp()
    const answers = await Promise.all([signIn({ code: code() }), signIn({ code: code() })])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
  })

  test('S36: after five wrong codes asks for the password again, after ten makes wait', async () => {
    const { code } = await addApp()
    const wrong = '000000'
    const pending = cookieFrom((await signIn()).headers, 'pit_sign_in')
    const tries = []
    for (let time = 0; time < 6; time++) {
      tries.push((await api.nobody('POST', '/session/second-factor', { code: wrong }, { cookie: pending })).body.code)
    }
    expect(tries).toEqual([...Array(5).fill('second_factor_failed'), 'sign_in_expired'])
    for (let time = 0; time < 4; time++) await signIn({ code: wrong })
    expect((await signIn({ code: code() })).body).toMatchObject({ status: 429, code: 'sign_in_limited' })
    server.clock.advance('16 minutes')
    expect((await signIn({ code: code() })).status).toBe(200)
  })

  test('S36: a waiting sign-in ends after ten minutes', async () => {
    const { code } = await addApp()
    const pending = cookieFrom((await signIn()).headers, 'pit_sign_in')
    server.clock.advance('10 minutes')
    const late = await api.nobody('POST', '/session/second-factor', { code: code() }, { cookie: pending })
    expect(late.body.code).toBe('sign_in_expired')
  })

  test('S80: its seed is nowhere in the database as it is', async () => {
    const { secret } = await addApp()
    const rows = await server.testDatabase.database.read('*', db =>
      db
        .selectFrom('totp_secrets')
        .select(eb => eb.ref('secret_sealed' as never).as('sealed'))
        .execute(),
    )
    for (const { sealed } of rows as { sealed: Buffer }[]) expect(sealed.includes(secret)).toBe(false)
    expect(server.logText()).not.toContain(secret)
  })

  test('S37: is removed by someone who has just proven who they are, and the recovery codes go with it', async () => {
    const { recoveryCodes, code } = await addApp()
    server.clock.advance('10 minutes')
    expect((await me('DELETE', '/totp')).body.code).toBe('reauthentication_required')
    const proof = await api('POST', '/session/reauthenticate', { code: code() }, { cookie })
    cookie = cookieFrom(proof.headers, 'pit_session')
    expect((await me('DELETE', '/totp')).status).toBe(204)
    expect((await signIn()).status).toBe(200)
    expect((await signIn({ code: recoveryCodes[0] })).status, 'no code is asked for').toBe(200)
    expect((await me('GET', '/security')).body).toMatchObject({ totp: null, recoveryCodesLeft: 0 })
  })
})

describe('confirming who one is with a second factor set up', () => {
  test('S37: takes no password alone, so that whoever has it cannot take the factor away or change the password', async () => {
    const { code } = await addApp()
    server.clock.advance('10 minutes')
    const proven = await api('POST', '/session/reauthenticate', { password: PASSWORD }, { cookie })
    expect(proven.body).toMatchObject({ status: 403, code: 'proof_not_enough', methods: ['code', 'recoveryCode'] })
    expect(proven.headers.getSetCookie(), 'the session stays as it is').toEqual([])
    expect((await me('DELETE', '/totp')).body.code).toBe('reauthentication_required')
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD} and more` }
    expect((await me('POST', '/password', change)).body.code).toBe('reauthentication_required')
    cookie = cookieFrom(
      (await api('POST', '/session/reauthenticate', { code: code() }, { cookie })).headers,
      'pit_session',
    )
    expect((await me('POST', '/password', change)).status).toBe(204)
    expect((await me('DELETE', '/totp')).status).toBe(204)
  })

  test('S37: asks for the code on the page without scripts, and takes no password there', async () => {
    const { code } = await addApp()
    server.clock.advance('10 minutes')
    const client = openPageClient(server.url)
    client.cookies.set('pit_session', cookie.split('=')[1] ?? '')
    const page = await client.get('/confirm-identity')
    expect(page.html).toContain('Code of your authenticator app')
    expect(page.html).not.toContain('type="password"')
    const refused = await client.post('/confirm-identity', { password: PASSWORD })
    expect([refused.status, refused.html]).toEqual([403, expect.stringContaining('confirm by a code or a passkey')])
    await client.post('/confirm-identity', { code: code() })
    cookie = `pit_session=${client.cookies.get('pit_session')}`
    expect((await me('DELETE', '/totp')).status).toBe(204)
  })
})

describe('a recovery code', () => {
  test('S36: lets in once, however it is typed; renewed ones end those before', async () => {
    const { recoveryCodes } = await addApp()
    const [one = '', two = ''] = recoveryCodes
    expect((await signIn({ code: one.toUpperCase().replaceAll('-', ' ') })).status).toBe(200)
    expect((await signIn({ code: one })).body.code).toBe('second_factor_failed')
    const { body } = await me('POST', '/recovery-codes')
    expect(body.recoveryCodes).toHaveLength(10)
    expect((await signIn({ code: two })).body.code).toBe('second_factor_failed')
    expect((await signIn({ code: body.recoveryCodes[0] })).status).toBe(200)
    expect((await me('GET', '/security')).body.recoveryCodesLeft).toBe(9)
  })

  test('S14: is not kept with an Idempotency-Key, nor in the clear', async () => {
    const { recoveryCodes } = await addApp()
    const headers = { cookie, 'idempotency-key': randomBase62(20) }
    const { body } = await api('POST', '/me/recovery-codes', undefined, headers)
    const kept = await server.testDatabase.database.read('*', db =>
      db.selectFrom('idempotency_keys').selectAll().execute(),
    )
    for (const code of [...recoveryCodes, ...body.recoveryCodes]) {
      expect(JSON.stringify(kept)).not.toContain(code)
      expect(server.logText()).not.toContain(code)
    }
  })
})

test('S36: a link for a new password is no way past it', async () => {
  await addApp()
  const { body } = await api('GET', `${api.account}/members`)
  const userId = body.items.find((one: { user: { email: string } }) => one.user.email === email)?.user.id
  const { link } = (await api('POST', `${api.account}/members/${userId}/password-reset`)).body
  const client = openPageClient(server.url)
  await client.get(link.slice(server.url.length))
  const fresh = `${randomBase62(12)} ${randomBase62(12)}`
  expect((await client.post('/reset-password', { password: fresh })).html).toContain('Your new password is set.')
  expect((await signIn({ password: fresh })).body.code).toBe('second_factor_required')
})

describe('the sign-in page', () => {
  test('asks for the code in a second step, and says when it was wrong', async () => {
    const { code } = await addApp()
    const client = openPageClient(server.url)
    await client.get('/sign-in')
    const step = await client.post('/sign-in', { email, password: PASSWORD })
    expect([step.path, step.status]).toEqual(['/sign-in/code', 200])
    const wrong = await client.post('/sign-in/code', { code: '000000' })
    expect([wrong.status, wrong.html]).toEqual([401, expect.stringContaining('Try the next code')])
    await client.post('/sign-in/code', { code: code() })
    expect(client.cookies.get('pit_session')).toBeDefined()
    expect(client.cookies.get('pit_sign_in')).toBeUndefined()
  })

  test('goes back to the start when the second step took too long', async () => {
    await addApp()
    const client = openPageClient(server.url)
    await client.get('/sign-in')
    await client.post('/sign-in', { email, password: PASSWORD })
    server.clock.advance('11 minutes')
    expect((await client.post('/sign-in/code', { code: '123456' })).html).toContain('took too long')
  })
})
