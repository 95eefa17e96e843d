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

test('200: one person, with the version as ETag', async () => {
  const { body, headers } = await api('GET', `${api.account}/members/${server.admin.userId}`)
  expect(body.member).toMatchObject({ user: { email: server.admin.email }, role: 'admin', overrides: {}, version: 1 })
  expect(headers.get('etag')).toBe('"1"')
})

describe('404', () => {
  test('for a person of another account of the same company', async () => {
    const { user } = await addMember(server, 'admin', server.agency.id)
    const { body } = await api('GET', `${api.account}/members/${user.id}`)
    expect(body).toMatchObject({ status: 404, code: 'member_not_found' })
  })
})
