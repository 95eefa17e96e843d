import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tables } from '../../src/store/tables.ts'
import { type Api, apiOf } from '../support/api.ts'
import { addMember, addTenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const member = (userId: string) => `${api.account}/members/${userId}`

describe('what a member can do', () => {
  test('says of every permission whether it is allowed and where that comes from', async () => {
    const { user } = await addMember(server, 'developer')
    await api('PATCH', member(user.id), {
      permissions: { 'privateIntegrations.manage': 'allow', 'webhooks.manage': 'deny' },
    })
    const { body } = await api('GET', member(user.id))
    const of = (name: string) =>
      body.member.decisions.find(({ permission }: { permission: string }) => permission === name)
    expect(of('privateIntegrations.view')).toMatchObject({ allowed: true, choice: 'inherit', from: 'role' })
    expect(of('privateIntegrations.create')).toMatchObject({
      ...{ allowed: true, choice: 'inherit', from: 'covering_override', covering: 'privateIntegrations.manage' },
    })
    expect(of('webhooks.manage')).toMatchObject({ allowed: false, choice: 'deny', from: 'override' })
    expect(of('audit.view')).toMatchObject({ allowed: false, choice: 'inherit', from: 'role' })
    expect(body.member.roleName).toBe('Developer')
  })
})

describe('DELETE a member', () => {
  test('204: they have no part in the account on their next request, and one audit entry says so', async () => {
    const { user, cookie } = await addMember(server, 'viewer')
    expect((await api('DELETE', member(user.id))).status).toBe(204)
    const left = await api('GET', `${api.account}/integrations`, undefined, { cookie })
    expect(left.body).toMatchObject({ status: 404, code: 'account_not_found' })
    expect(await api.lastAudit()).toMatchObject({ action: 'member.removed', target: { id: user.id } })
    expect((await api('DELETE', member(user.id))).body).toMatchObject({ status: 404, code: 'member_not_found' })
  })

  test('403: without the permission', async () => {
    const { cookie } = await addMember(server, 'developer')
    const { body } = await api('DELETE', member(server.admin.userId), undefined, { cookie })
    expect(body).toMatchObject({ code: 'permission_missing', permission: 'members.manage' })
  })

  test('S38: 409 for the last admin', async () => {
    expect((await api('DELETE', member(server.admin.userId))).body).toMatchObject({ status: 409, code: 'last_admin' })
  })

  test('S38: of two admins who remove each other at once, one stays', async () => {
    const tenant = await addTenant(server, 'Two Admins')
    const other = await addMember(server, 'admin', tenant.location.id)
    const path = `/accounts/${tenant.location.id}/members`
    const answers = await Promise.all([
      api('DELETE', `${path}/${other.user.id}`, undefined, { cookie: tenant.cookie }),
      api('PATCH', `${path}/${tenant.user.id}`, { role: 'viewer' }, { cookie: other.cookie }),
    ])
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    const admins = await server.testDatabase.database.read(tenant.location.id, db =>
      tables(db).selectFrom('memberships').select('user_id').where('role', '=', 'admin').execute(),
    )
    expect(admins).toHaveLength(1)
  })
})

describe('S37: what changes people’s rights', () => {
  test('asks for a proof of the last ten minutes, and goes on with one', async () => {
    const { user } = await addMember(server, 'user')
    const cookie = await server.signIn()
    server.clock.advance('9 minutes')
    expect((await api('PATCH', member(user.id), { role: 'viewer' }, { cookie })).status).toBe(200)
    server.clock.advance('1 minute')
    const refused = await api('PATCH', member(user.id), { role: 'developer' }, { cookie })
    expect(refused.body).toMatchObject({ status: 403, code: 'reauthentication_required', maxAgeSeconds: 600 })
    expect((await api('DELETE', member(user.id), undefined, { cookie })).body.code).toBe('reauthentication_required')
    expect((await api('GET', member(user.id), undefined, { cookie })).body.member.role).toBe('viewer')
    const proof = await api('POST', '/session/reauthenticate', { password: server.admin.password }, { cookie })
    expect(proof.status).toBe(200)
    const renewed = proof.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await api('PATCH', member(user.id), { role: 'developer' }, { cookie: renewed })).status).toBe(200)
    expect((await api('GET', '/me', undefined, { cookie })).status, 'S30: the value before is dead').toBe(401)
  })
})
