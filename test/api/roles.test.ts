import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let roles: string
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  roles = `${api.account}/roles`
})
afterAll(() => server.stop())

let made = 0
const newRole = async (permissions: string[], name = `Role ${made++}`) =>
  (await api('POST', roles, { name, permissions })).body.role as { id: string; name: string; permissions: string[] }

describe('GET', () => {
  test('gives the matrix: all permissions with labels and groups, all roles with how many have them', async () => {
    const { body } = await api('GET', roles)
    expect(body.permissions).toContainEqual({
      permission: 'privateIntegrations.create',
      label: 'Create private integrations',
      group: 'Private integrations',
      partOf: 'privateIntegrations.manage',
    })
    expect(body.roles.slice(0, 4)).toMatchObject([
      { id: 'admin', name: 'Admin', isFixed: true, members: 1 },
      { id: 'developer', members: 0 },
      { id: 'viewer' },
      { id: 'user', permissions: [] },
    ])
  })
})

describe('POST', () => {
  test('201: a role that people get like any other, effective at once', async () => {
    const role = await newRole(['audit.view', 'privateIntegrations.manage'], 'Auditor')
    expect(role.permissions, 'what it covers comes along').toContain('privateIntegrations.rotate')
    const { user, cookie } = await addMember(server, 'user')
    await api('PATCH', `${api.account}/members/${user.id}`, { role: role.id })
    expect((await api('GET', `${api.account}/audit`, undefined, { cookie })).status).toBe(200)
    const { body } = await api('GET', `${api.account}/members/${user.id}`)
    expect(body.member).toMatchObject({ role: role.id, roleName: 'Auditor' })
    const me = await api('GET', '/me', undefined, { cookie })
    expect(me.body.accounts[0]).toMatchObject({ role: role.id })
    expect(await api.lastAudit()).toMatchObject({ action: 'member.changed', after: { role: role.id } })
  })

  test.each([
    ['a name that is taken', { name: 'auditor', permissions: [] }, 'role_name_taken'],
    ['the name of a fixed role', { name: 'Admin', permissions: [] }, 'role_name_taken'],
    ['no name', { name: '  ', permissions: [] }, 'input_invalid'],
    ['a permission that is none', { name: 'x', permissions: ['everything'] }, 'input_invalid'],
  ])('is refused: %s', async (_what, body, code) => {
    expect((await api('POST', roles, body)).body.code).toBe(code)
  })

  test('S38: 403: nobody puts into a role what they lack', async () => {
    const { user, cookie } = await addMember(server, 'user')
    await api('PATCH', `${api.account}/members/${user.id}`, { permissions: { 'members.manage': 'allow' } })
    const over = await api('POST', roles, { name: 'Over', permissions: ['labs.manage', 'members.manage'] }, { cookie })
    expect(over.body).toMatchObject({ status: 403, code: 'permission_exceeds_own', permissions: ['labs.manage'] })
    const role = await newRole(['members.manage'])
    const widened = await api('PATCH', `${roles}/${role.id}`, { permissions: ['labs.manage'] }, { cookie })
    expect(widened.body.code).toBe('permission_exceeds_own')
  })
})

describe('PATCH', () => {
  test('S4: changes what all who have it may do, on their next request', async () => {
    const role = await newRole(['audit.view'])
    const { user, cookie } = await addMember(server, 'user')
    await api('PATCH', `${api.account}/members/${user.id}`, { role: role.id })
    const look = () => api('GET', `${api.account}/audit`, undefined, { cookie })
    expect((await look()).status).toBe(200)
    const { body } = await api('PATCH', `${roles}/${role.id}`, { permissions: [] })
    expect(body.role).toMatchObject({ permissions: [], members: 1, version: 2 })
    expect((await look()).body.code).toBe('permission_missing')
    expect(await api.lastAudit()).toMatchObject({ action: 'role.changed', after: { permissions: [] } })
  })

  test('412: when someone saved first', async () => {
    const role = await newRole([])
    await api('PATCH', `${roles}/${role.id}`, { name: `${role.name} b` })
    const { body } = await api('PATCH', `${roles}/${role.id}`, { name: 'c' }, { 'if-match': '"1"' })
    expect(body).toMatchObject({ status: 412, code: 'version_stale', version: 2 })
  })

  test('404: a fixed role is none of the account’s own', async () => {
    expect((await api('PATCH', `${roles}/admin`, { name: 'Chief' })).body.code).toBe('role_not_found')
  })
})

describe('DELETE', () => {
  test('204 when nobody has it; 409 while a member or an open invite has', async () => {
    const role = await newRole([])
    const { user } = await addMember(server, 'user')
    await api('PATCH', `${api.account}/members/${user.id}`, { role: role.id })
    const used = await api('DELETE', `${roles}/${role.id}`)
    expect(used.body).toMatchObject({ status: 409, code: 'role_in_use', members: 1, invites: 0 })
    await api('PATCH', `${api.account}/members/${user.id}`, { role: 'user' })
    const { body } = await api('POST', `${api.account}/invites`, { email: 'new@example.com', role: role.id })
    expect((await api('DELETE', `${roles}/${role.id}`)).body).toMatchObject({ code: 'role_in_use', invites: 1 })
    await api('DELETE', `${api.account}/invites/${body.invite.id}`)
    expect((await api('DELETE', `${roles}/${role.id}`)).status).toBe(204)
    expect(await api.lastAudit()).toMatchObject({ action: 'role.deleted' })
  })

  test('and giving it to someone at the same time never leaves a member with a role that is not there', async () => {
    const people = await Promise.all([addMember(server, 'user'), addMember(server, 'user')])
    for (const { user } of people) {
      const role = await newRole([])
      const [deleted, given] = await Promise.all([
        api('DELETE', `${roles}/${role.id}`),
        api('PATCH', `${api.account}/members/${user.id}`, { role: role.id }),
      ])
      expect([deleted.status, given.status].toSorted((a, b) => a - b)).toEqual(
        deleted.status === 204 ? [204, 422] : [200, 409],
      )
    }
  })
})
