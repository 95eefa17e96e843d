import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { createIntegration } from '../../src/actions/integrations.ts'
import { changeMember, getMember, listMembers, type MemberChange } from '../../src/actions/members.ts'
import type { Actor } from '../../src/domain/actor.ts'
import { PERMISSION_NAMES } from '../../src/domain/permission.ts'
import { codeOf, type Person, startTestHouse, type TestHouse, tokenActor } from '../support/house.ts'
import { OPERATOR } from '../support/integration.ts'

let house: TestHouse
let accountId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

const change = (actor: Actor, person: Person, fields: Partial<MemberChange>) =>
  changeMember(house.node.deps, actor, { accountId, userId: person.userId, ...fields })
const memberOf = (person: Person) => getMember(house.node.deps, OPERATOR, { accountId, userId: person.userId })
const create = (actor: Actor) =>
  createIntegration(house.node.deps, actor, {
    accountId,
    draft: { name: 'Sync', description: '', scopes: [], allowedIps: [], limits: {} },
  })
const auditsOf = async (person: Person) => {
  const { items } = await listAuditEntries(house.node.deps, OPERATOR, { accountId, limit: 100 })
  return items.filter(entry => entry.target.id === person.userId)
}

describe('a change of a member', () => {
  test('takes effect on the next call, in both directions', async () => {
    const person = await house.addMember('user')
    expect(await codeOf(create(person))).toBe('permission_missing')
    await change(house.admin, person, { permissions: { 'privateIntegrations.create': 'allow' } })
    expect(await codeOf(create(person))).toBe('done')
    await change(house.admin, person, { permissions: { 'privateIntegrations.create': 'inherit' } })
    expect(await codeOf(create(person))).toBe('permission_missing')
    await change(house.admin, person, { role: 'admin' })
    expect(await codeOf(create(person))).toBe('done')
    await change(house.admin, person, { permissions: { 'privateIntegrations.manage': 'deny' } })
    expect(await codeOf(create(person))).toBe('permission_missing')
  })

  test('of a covering right takes back what was said of its parts, unless the same change names them', async () => {
    const person = await house.addMember('user', { 'privateIntegrations.rotate': true })
    const { membership } = await change(house.admin, person, {
      permissions: { 'privateIntegrations.create': 'allow', 'privateIntegrations.manage': 'deny' },
    })
    expect(membership.overrides).toEqual({ 'privateIntegrations.create': true, 'privateIntegrations.manage': false })
    expect((await memberOf(person)).membership).toEqual(membership)
  })

  test('leaves one audit entry that tells before and after; a refused one leaves none', async () => {
    const person = await house.addMember('viewer')
    await change(house.admin, person, { role: 'developer' })
    await codeOf(change(person, person, { role: 'admin' }))
    expect(await auditsOf(person)).toMatchObject([
      {
        action: 'member.changed',
        actor: { kind: 'user', id: house.admin.userId },
        before: { role: 'viewer' },
        after: { role: 'developer' },
      },
    ])
  })

  test('of an older version is refused with the newest, and changes nothing', async () => {
    const person = await house.addMember('user')
    await change(house.admin, person, { role: 'viewer', ifVersion: 1 })
    const stale = change(house.admin, person, { role: 'admin', ifVersion: 1 })
    await expect(stale).rejects.toMatchObject({ code: 'version_stale', facts: { version: 2 } })
    expect((await memberOf(person)).membership.role).toBe('viewer')
  })

  test.each(['nonsense', 'toString', '__proto__'])('to a permission called %s is refused by that name', async name => {
    const person = await house.addMember('user')
    const permissions = Object.fromEntries([[name, 'allow' as const]])
    await expect(change(house.admin, person, { permissions })).rejects.toMatchObject({
      code: 'input_invalid',
      fields: [{ field: `permissions.${name}` }],
    })
  })
})

describe('who may change members', () => {
  test('S38: nobody grants what they lack: not by a permission, not by a role, not to themselves', async () => {
    const lead = await house.addMember('user', { 'members.manage': true, 'members.view': true })
    const person = await house.addMember('user')
    expect(await codeOf(change(lead, person, { role: 'developer' }))).toBe('permission_exceeds_own')
    expect(await codeOf(change(lead, person, { permissions: { 'audit.view': 'allow' } }))).toBe(
      'permission_exceeds_own',
    )
    expect(await codeOf(change(lead, lead, { role: 'admin' }))).toBe('permission_exceeds_own')
    expect(await codeOf(change(lead, lead, { permissions: { 'privateIntegrations.manage': 'allow' } }))).toBe(
      'permission_exceeds_own',
    )
    expect(await codeOf(change(lead, person, { permissions: { 'members.view': 'allow' } }))).toBe('done')
    expect((await memberOf(person)).permissions).toEqual(['members.view'])
  })

  test('S38: who grants less may take away more than they hold', async () => {
    const lead = await house.addMember('user', { 'members.manage': true })
    const person = await house.addMember('developer')
    expect(await codeOf(change(lead, person, { role: 'user' }))).toBe('done')
  })

  test('S38: taking a denial away counts as granting', async () => {
    const lead = await house.addMember('user', { 'members.manage': true })
    const person = await house.addMember('admin', { 'audit.view': false })
    const lifted = change(lead, person, { permissions: { 'audit.view': 'inherit' } })
    expect(await codeOf(lifted)).toBe('permission_exceeds_own')
  })

  test('a member without the permission, a token and a stranger are refused, each as they may know', async () => {
    const person = await house.addMember('developer')
    const ref = { accountId, integrationId: 'int_x' }
    const token = tokenActor({ ref, tokenId: 'tok_x', scopes: ['private-integrations.write'] })
    expect(await codeOf(change(person, person, { role: 'user' }))).toBe('permission_missing')
    expect(await codeOf(change(token, person, { role: 'user' }))).toBe('scope_missing')
    expect(await codeOf(change(await house.addStranger(), person, { role: 'user' }))).toBe('account_not_found')
  })

  test('a person of another account is no member, for reading and changing alike', async () => {
    const other = await house.addCompany()
    expect(await codeOf(change(house.admin, other.admin, { role: 'user' }))).toBe('member_not_found')
    expect(await codeOf(memberOf(other.admin))).toBe('member_not_found')
    const names = (await listMembers(house.node.deps, house.admin, { accountId })).map(({ user }) => user.id)
    expect(names).not.toContain(other.admin.userId)
    expect(names).toContain(house.admin.userId)
  })
})

describe('the last admin', () => {
  let admin: Person

  beforeEach(async () => {
    ;({ accountId, admin } = await house.addCompany())
  })
  afterAll(() => {
    ;({ accountId } = house)
  })

  test.each<readonly [string, Partial<MemberChange>]>([
    ['stop being one', { role: 'user' as const }],
    ...PERMISSION_NAMES.map(name => [`lose ${name}`, { permissions: { [name]: 'deny' as const } }] as const),
  ])('S38: cannot %s, whoever asks', async (_what, fields) => {
    expect(await codeOf(change(admin, admin, fields))).toBe('last_admin')
    expect(await codeOf(change(OPERATOR, admin, fields))).toBe('last_admin')
    expect((await memberOf(admin)).permissions).toEqual(PERMISSION_NAMES)
  })

  test.each(['members.manage', 'labs.manage'] as const)(
    'S38: an admin who is denied %s does not count as one',
    async permission => {
      await house.addMember('admin', { [permission]: false }, accountId)
      expect(await codeOf(change(admin, admin, { role: 'user' }))).toBe('last_admin')
    },
  )

  test('S38: cannot be stripped of a right by someone who could not give it back', async () => {
    const lead = await house.addMember('user', { 'members.manage': true }, accountId)
    expect(await codeOf(change(lead, admin, { permissions: { 'labs.manage': 'deny' } }))).toBe('last_admin')
    expect((await memberOf(admin)).permissions).toEqual(PERMISSION_NAMES)
  })

  test('S38: may be denied a right while another admin holds all of them', async () => {
    await house.addMember('admin', {}, accountId)
    expect(await codeOf(change(admin, admin, { permissions: { 'labs.manage': 'deny' } }))).toBe('done')
  })

  test('S38: with another in charge may go', async () => {
    const second = await house.addMember('admin', {}, accountId)
    expect(await codeOf(change(admin, admin, { role: 'user' }))).toBe('done')
    expect(await codeOf(change(second, second, { role: 'user' }))).toBe('last_admin')
  })

  test('S38: two who demote each other, or themselves, at the same moment leave one, every time of twenty', async () => {
    for (let round = 0; round < 20; round++) {
      const company = await house.addCompany()
      accountId = company.accountId
      const pair = [company.admin, await house.addMember('admin', {}, accountId)] as const
      const targets = round % 2 === 0 ? [pair[1], pair[0]] : pair
      const answers = await Promise.all(
        pair.map((actor, i) => codeOf(change(actor, targets[i] ?? actor, { role: 'user' }))),
      )
      const roles = await Promise.all(pair.map(async person => (await memberOf(person)).membership.role))
      expect(roles.filter(role => role === 'admin')).toHaveLength(1)
      expect(answers.toSorted()).toEqual(['done', expect.stringMatching(/^(last_admin|permission_missing)$/)])
    }
  })
})
