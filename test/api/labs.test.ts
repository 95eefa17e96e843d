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

const labs = () => `${api.account}/labs`

describe('GET 200', () => {
  test('which features are on, for any member and any token that may view', async () => {
    expect((await api('GET', labs())).body).toMatchObject({ privateIntegrations: true, legacyApiKeys: false })
    const { cookie } = await addMember(server, 'user')
    expect((await api('GET', labs(), undefined, { cookie })).status).toBe(200)
    const { secret } = await api.integration(['private-integrations.readonly'])
    expect((await api.as(secret)('GET', labs())).status).toBe(200)
  })
})

test('GET 200: each feature has words for people and the moment of its last switch', async () => {
  const featureOf = async (name: string) =>
    (await api('GET', labs())).body.features.find(({ feature }: { feature: string }) => feature === name)
  const { title, sentence, whenOn, whenOff, ...facts } = await featureOf('legacyApiKeys')
  expect(facts).toEqual({ feature: 'legacyApiKeys', isOn: false, changedAt: null })
  for (const words of [title, sentence, whenOn, whenOff]) expect(words.length).toBeGreaterThan(10)
  await api('PATCH', labs(), { legacyApiKeys: true })
  expect(await featureOf('legacyApiKeys')).toMatchObject({ isOn: true, changedAt: server.clock.now().toISOString() })
  expect(await featureOf('privateIntegrations')).toMatchObject({ isOn: true, changedAt: null })
  await api('PATCH', labs(), { legacyApiKeys: false })
})

describe('PATCH 200', () => {
  test('S9: off hides the routes of this account alone; tokens go on working; on brings all back', async () => {
    const { path, secret } = await api.integration(['private-integrations.self'])
    expect((await api('PATCH', labs(), { privateIntegrations: false })).body).toMatchObject({
      privateIntegrations: false,
    })
    for (const [method, where] of [
      ['GET', path],
      ['GET', `${path}/clients`],
      ['DELETE', path],
      ['POST', `${path}/disable`],
    ] as const) {
      expect((await api(method, where)).body).toMatchObject({ status: 404, code: 'labs_feature_off' })
    }
    expect((await api('GET', `/accounts/${server.agency.id}/integrations`)).status).toBe(200)
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
    expect((await api.as(secret)('POST', '/token/rotate', { old: 'expireLater' })).status).toBe(201)
    await api('PATCH', labs(), { privateIntegrations: true })
    expect((await api('GET', path)).status).toBe(200)
  })

  test('says in the audit log what was switched', async () => {
    await api('PATCH', labs(), { privateIntegrations: false })
    expect(await api.lastAudit()).toMatchObject({
      action: 'account.labs_changed',
      after: { privateIntegrations: false },
    })
    await api('PATCH', labs(), { privateIntegrations: true })
  })
})

test('PATCH 403: a member who may not', async () => {
  const { cookie } = await addMember(server, 'developer')
  const { body } = await api('PATCH', labs(), { privateIntegrations: false }, { cookie })
  expect(body).toMatchObject({ code: 'permission_missing', permission: 'labs.manage' })
})

describe('PATCH 422', () => {
  test.each([{}, { privateIntegrations: 'off' }, { privateIntegrations: null }, { somethingElse: true }])(
    '%j',
    async body => {
      expect((await api('PATCH', labs(), body)).body).toMatchObject({ status: 422, code: 'input_invalid' })
    },
  )

  test('an If-Match, because no version is compared here', async () => {
    const { body } = await api('PATCH', labs(), { privateIntegrations: true }, { 'if-match': '"1"' })
    expect(body.fields[0].field).toBe('If-Match')
  })
})
