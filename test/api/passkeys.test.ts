import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { type Authenticator, createAuthenticator } from '../support/authenticator.ts'
import { addMember, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let person: Person
let cookie: string
let key: Authenticator
let passkeyId: string
let recoveryCodes: string[]
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  person = await addMember(server, 'viewer')
  cookie = person.cookie
  key = createAuthenticator(server.url)
  const made = await register(key, 'Laptop')
  passkeyId = made.body.passkey.id
  recoveryCodes = made.body.recoveryCodes
})
afterAll(() => server.stop())

const me = (method: string, path: string, body?: unknown) => api(method, `/me${path}`, body, { cookie })

async function register(authenticator: Authenticator, name: string, change = {}) {
  const { options } = (await me('POST', '/passkeys/options')).body
  return me('POST', '/passkeys', { name, passkey: authenticator.create(options, change) })
}

const optionsFor = async (headers = {}) =>
  (await api.nobody('POST', '/session/passkey-options', undefined, headers)).body.options
const signIn = (passkey: object) => api.nobody('POST', '/session/passkey', { passkey })
const signInWith = async (change = {}, authenticator = key) => signIn(authenticator.get(await optionsFor(), change))

/** The person's session from now on. */
async function enter(): Promise<void> {
  cookie = (await signInWith()).headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

describe('registering', () => {
  test('shows the passkey to its person alone, with recovery codes for the first one', async () => {
    const { body } = await me('GET', '/security')
    expect(body.passkeys).toMatchObject([{ id: passkeyId, name: 'Laptop', isSynced: false }])
    expect(recoveryCodes).toHaveLength(10)
    expect(body).toMatchObject({ hasSecondFactor: true, totp: null })
    expect((await api.lastAudit()).action).toBe('passkey.added')
  })

  test.each([
    ['of another origin', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
  ])('S36: refuses a passkey made %s', async (_what, change) => {
    const reply = await register(createAuthenticator(server.url), 'Other', change)
    expect(reply.body).toMatchObject({ status: 422, code: 'input_invalid' })
  })

  test('S36: takes a challenge once, and none that is not its own', async () => {
    const { options } = (await me('POST', '/passkeys/options')).body
    const [one, two] = [createAuthenticator(server.url), createAuthenticator(server.url)]
    const first = await me('POST', '/passkeys', { name: 'One', passkey: one.create(options) })
    expect(first.status).toBe(201)
    expect(first.body, 'codes come with the first factor alone').not.toHaveProperty('recoveryCodes')
    const again = await me('POST', '/passkeys', { name: 'Two', passkey: two.create(options) })
    expect(again.body.code).toBe('input_invalid')
    const forProof = await optionsFor()
    const wrong = await me('POST', '/passkeys', { name: 'Two', passkey: two.create({ ...options, ...forProof }) })
    expect(wrong.body.code).toBe('input_invalid')
    expect((await me('DELETE', `/passkeys/${first.body.passkey.id}`)).status).toBe(204)
  })

  test('refuses one that is registered already', async () => {
    expect((await register(key, 'Again')).body.code).toBe('passkey_registered')
  })
})

describe('signing in by a passkey alone', () => {
  test('lets in, and counts when it was used', async () => {
    const reply = await signInWith()
    expect(reply.status).toBe(200)
    expect(reply.body.user.id).toBe(person.user.id)
    expect((await me('GET', '/security')).body.passkeys[0].lastUsedAt).toBe(server.clock.now().toISOString())
  })

  test.each([
    ['from another origin', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['whose person was not verified', { isVerified: false }],
  ])('S36: refuses an answer %s', async (_what, change) => {
    expect((await signInWith(change)).body).toMatchObject({ status: 401, code: 'second_factor_failed' })
  })

  test('S36: refuses a counter that does not grow: the key was copied', async () => {
    expect((await signInWith()).status).toBe(200)
    const stale = key.counter
    expect((await signInWith({ counter: stale })).body.code).toBe('second_factor_failed')
    key.counter = stale
    expect((await signInWith()).status).toBe(200)
  })

  test('S36: takes a challenge once, for five minutes', async () => {
    const options = await optionsFor()
    expect((await signIn(key.get(options))).status).toBe(200)
    expect((await signIn(key.get(options))).body.code).toBe('second_factor_failed')
    const late = await optionsFor()
    server.clock.advance('5 minutes')
    expect((await signIn(key.get(late))).body.code).toBe('second_factor_failed')
  })

  test('S36: refuses a passkey that nobody registered', async () => {
    expect((await signInWith({}, createAuthenticator(server.url))).body.code).toBe('second_factor_failed')
  })

  test('S34: makes one network wait after ten failures', async () => {
    const stranger = createAuthenticator(server.url)
    const codes = []
    for (let time = 0; time < 10; time++) codes.push((await signInWith({}, stranger)).body.code)
    expect(codes.at(-1)).toBe('sign_in_limited')
    server.clock.advance('16 minutes')
  })
})

describe('the second step', () => {
  const start = async () => {
    const reply = await api.nobody('POST', '/session', { email: person.user.email, password: person.password })
    expect(reply.body).toMatchObject({ code: 'second_factor_required', methods: ['recoveryCode', 'passkey'] })
    const line = reply.headers.getSetCookie().find(one => one.startsWith('pit_sign_in=')) ?? ''
    return { cookie: line.split(';')[0] ?? '' }
  }
  const finish = (headers: Record<string, string>, passkey: object) =>
    api.nobody('POST', '/session/second-factor', { passkey }, headers)

  test('offers the person’s own passkeys, and takes one of them', async () => {
    const headers = await start()
    const options = await optionsFor(headers)
    expect(options.allowCredentials).toMatchObject([{ id: key.credentialId }])
    const reply = await finish(headers, key.get(options, { isVerified: false }))
    expect(reply.status).toBe(200)
  })

  test('S36: a recovery code serves instead', async () => {
    const headers = await start()
    const reply = await api.nobody('POST', '/session/second-factor', { code: recoveryCodes[0] }, headers)
    expect(reply.status).toBe(200)
  })
})

describe('confirming who one is', () => {
  test('S37: works by a passkey, and is good for ten minutes', async () => {
    const reply = await signInWith()
    const cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    server.clock.advance('11 minutes')
    const rename = () => api('DELETE', `/me/passkeys/psk_${'0'.repeat(20)}`, undefined, { cookie })
    expect((await rename()).body.code).toBe('reauthentication_required')
    const passkey = key.get(await optionsFor({ cookie }))
    const proof = await api('POST', '/session/reauthenticate', { passkey }, { cookie })
    expect(proof.status).toBe(200)
    const renewed = { cookie: proof.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
    const wrong = await api('POST', '/session/reauthenticate', { code: '000000' }, renewed)
    expect(wrong.body).toMatchObject({ status: 403, code: 'proof_refused' })
    const { password } = person
    const weak = await api('POST', '/session/reauthenticate', { password }, renewed)
    expect(weak.body).toMatchObject({ status: 403, code: 'proof_not_enough', methods: ['recoveryCode', 'passkey'] })
  })
})

test('is renamed and removed by its person alone, and the last one leaves the password to stand alone', async () => {
  await enter()
  expect((await me('PATCH', `/passkeys/${passkeyId}`, { name: 'Old laptop' })).body.passkey.name).toBe('Old laptop')
  const strangers = await api('DELETE', `/me/passkeys/${passkeyId}`)
  expect(strangers.body.code).toBe('passkey_not_found')
  expect((await me('DELETE', `/passkeys/${passkeyId}`)).status).toBe(204)
  expect((await me('GET', '/security')).body).toMatchObject({
    ...{ passkeys: [], hasSecondFactor: false, recoveryCodesLeft: 0 },
  })
  expect((await signInWith()).body.code).toBe('second_factor_failed')
  expect(await server.signIn(person.user.email, person.password)).toContain('pit_session=')
})
