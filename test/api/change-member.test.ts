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

const memberPath = (userId: string) => `${api.account}/members/${userId}`

describe('200', () => {
  test('S4: a permission that is denied is refused on the next request, one that is allowed opens it', async () => {
    const { user, cookie } = await addMember(server, 'developer')
    const list = () => api('GET', `${api.account}/integrations`, undefined, { cookie })
    expect((await list()).status).toBe(200)
    await api('PATCH', memberPath(user.id), { permissions: { 'privateIntegrations.view': 'deny' } })
    expect((await list()).body).toMatchObject({ code: 'permission_missing' })
    await api('PATCH', memberPath(user.id), { permissions: { 'privateIntegrations.view': 'inherit' } })
    expect((await list()).status).toBe(200)
  })

  test('a new role, with one audit entry that says before and after', async () => {
    const { user } = await addMember(server, 'user')
    const { body } = await api('PATCH', memberPath(user.id), { role: 'viewer' })
    expect(body.member).toMatchObject({
      role: 'viewer',
      permissions: ['privateIntegrations.view', 'webhooks.view', 'apiKeys.view', 'usage.view', 'audit.view'],
    })
    expect(await api.lastAudit()).toMatchObject({
      action: 'member.changed',
      before: { role: 'user' },
      after: { role: 'viewer' },
    })
  })

  test('S9, roles: an admin who is denied creating still sees and rotates', async () => {
    const { user, cookie } = await addMember(server, 'admin')
    await api('PATCH', memberPath(user.id), { permissions: { 'privateIntegrations.create': 'deny' } })
    const { path } = await api.integration()
    const create = await api('POST', `${api.account}/integrations`, { name: 'x', scopes: [] }, { cookie })
    expect(create.body).toMatchObject({ permission: 'privateIntegrations.create' })
    expect((await api('POST', `${path}/rotate`, { old: 'expireNow' }, { cookie })).status).toBe(201)
  })
})

describe('403', () => {
  test('S38: nobody grants what they lack', async () => {
    const manager = await addMember(server, 'user')
    await api('PATCH', memberPath(manager.user.id), { permissions: { 'members.manage': 'allow' } })
    const { user } = await addMember(server, 'user')
    const { body } = await api('PATCH', memberPath(user.id), { role: 'admin' }, { cookie: manager.cookie })
    expect(body).toMatchObject({ code: 'permission_exceeds_own' })
    expect(body.permissions).toContain('privateIntegrations.manage')
  })
})

describe('409', () => {
  test('S38: the last admin stays one', async () => {
    const cookie = await server.signIn()
    for (const { user } of (await api('GET', `${api.account}/members`)).body.items) {
      if (user.id !== server.admin.userId) await api('PATCH', memberPath(user.id), { role: 'user' })
    }
    const { body } = await api('PATCH', memberPath(server.admin.userId), { role: 'viewer' }, { cookie })
    expect(body).toMatchObject({ status: 409, code: 'last_admin' })
  })
})

test('412: when someone saved first', async () => {
  const { user } = await addMember(server, 'user')
  await api('PATCH', memberPath(user.id), { role: 'viewer' })
  const reply = await api('PATCH', memberPath(user.id), { role: 'developer' }, { 'if-match': '"1"' })
  expect(reply.body).toMatchObject({ status: 412, code: 'version_stale', version: 2 })
})

describe('422', () => {
  test.each([
    {},
    { role: 'owner' },
    { permissions: {} },
    { permissions: { 'privateIntegrations.view': true } },
    { permissions: { 'nothing.manage': 'allow' } },
    { permissions: ['privateIntegrations.view'] },
  ])('%j', async change => {
    const { body } = await api('PATCH', memberPath(server.admin.userId), change)
    expect(body).toMatchObject({ status: 422, code: 'input_invalid' })
  })
})
