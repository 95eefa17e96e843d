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

test('200: the people of the account with role, exceptions and what comes of both', async () => {
  const { user } = await addMember(server, 'developer')
  await api('PATCH', `${api.account}/members/${user.id}`, { permissions: { 'privateIntegrations.create': 'allow' } })
  const { items } = (await api('GET', `${api.account}/members`)).body
  expect(items).toHaveLength(2)
  const member = items.find((item: { user: { id: string } }) => item.user.id === user.id)
  expect(member).toMatchObject({
    role: 'developer',
    overrides: { 'privateIntegrations.create': 'allow' },
    permissions: [
      ...['privateIntegrations.view', 'privateIntegrations.create', 'webhooks.view', 'webhooks.manage', 'usage.view'],
      'members.view',
    ],
    lastSeenAt: '2026-01-01T00:00:00.000Z',
    version: 2,
  })
  expect(JSON.stringify(items)).not.toMatch(/password|hash|argon2/)
})

describe('403', () => {
  test('names the permission that is missing', async () => {
    const { cookie } = await addMember(server, 'user')
    const { body } = await api('GET', `${api.account}/members`, undefined, { cookie })
    expect(body).toMatchObject({ status: 403, code: 'permission_missing', permission: 'members.view' })
  })
})
