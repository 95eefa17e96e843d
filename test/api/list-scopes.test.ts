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

describe('200', () => {
  test('each scope with its words, its calls and its events, in the picker’s order', async () => {
    const { body } = await api('GET', `${api.account}/scopes`)
    expect(body[0]).toMatchObject({
      scope: 'contacts.readonly',
      group: 'Contacts',
      label: 'View contacts',
      access: 'read',
      sensitive: false,
      operations: expect.arrayContaining(['GET /contacts/{contactId}', 'POST /contacts/search']),
      events: expect.arrayContaining(['ContactCreate']),
    })
  })

  test('each served call stands under exactly one scope', async () => {
    const { body } = await api('GET', `${api.account}/scopes`)
    const calls = body.flatMap(({ operations }: { operations: string[] }) => operations)
    expect(calls.length).toBeGreaterThan(40)
    expect(new Set(calls).size).toBe(calls.length)
  })

  test('an agency is offered what an agency can grant', async () => {
    const { body } = await api('GET', `/accounts/${server.agency.id}/scopes`)
    const scopes = body.map(({ scope }: { scope: string }) => scope)
    expect(scopes).toContain('users.readonly')
    expect(scopes).not.toContain('contacts.write')
  })
})

test('404: while the feature is switched off in Labs', async () => {
  await api('PATCH', `${api.account}/labs`, { privateIntegrations: false })
  expect((await api('GET', `${api.account}/scopes`)).body).toMatchObject({ status: 404, code: 'labs_feature_off' })
})
