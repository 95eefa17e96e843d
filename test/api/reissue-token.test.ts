import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

test('201: another new secret; the lost one is dead, the old one keeps its deadline', async () => {
  const { path, secret, newSecret } = await api.rotating()
  const before = (await api('GET', path)).body.integration.rotation
  const { body } = await api('POST', `${path}/reissue`)
  expect(body.integration.rotation).toMatchObject({
    state: 'rotating',
    endsAt: before.endsAt,
    retiring: before.retiring,
  })
  expect((await api.as(newSecret)('GET', '/me')).status).toBe(401)
  for (const live of [secret, body.token.secret]) expect((await api.as(live)('GET', '/me')).status).toBe(200)
  expect(await api.lastAudit()).toMatchObject({ action: 'private_integration.token_reissued' })
})

test('403: S4: a token can’t take over an integration that is stronger than itself', async () => {
  const { path } = await api.rotating(['contacts.write'])
  const { secret } = await api.integration(['private-integrations.write'])
  expect((await api.as(secret)('POST', `${path}/reissue`)).body).toMatchObject({ code: 'scope_exceeds_own' })
})

describe('409', () => {
  test('when no rotation is in progress', async () => {
    const { path, secret } = await api.integration()
    expect((await api('POST', `${path}/reissue`)).body).toMatchObject({ code: 'rotation_not_in_progress' })
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
  })
})
