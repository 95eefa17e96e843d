import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeLabs, changePolicies, getAccount, listAccountsOf, listScopes } from '../../src/actions/accounts.ts'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { getIntegration } from '../../src/actions/integrations.ts'
import { PERMISSION_NAMES } from '../../src/domain/permission.ts'
import { codeOf, startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

const DAY_MS = 86_400_000
let house: TestHouse
let accountId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

const deps = () => house.node.deps
const audits = async () => (await listAuditEntries(deps(), OPERATOR, { accountId, limit: 100 })).items

describe('policies', () => {
  test('are what the next token and the next reminder go by; tokens that exist keep their own end', async () => {
    const before = await newIntegration(deps(), accountId)
    await changePolicies(deps(), house.admin, { accountId, policies: { rotationDays: 30, tokenAgeDaysMax: 60 } })
    const after = await newIntegration(deps(), accountId)
    const [old, young] = await Promise.all([before, after].map(({ ref }) => getIntegration(deps(), OPERATOR, ref)))
    const inDays = (days: number) => new Date(house.clock.now().getTime() + days * DAY_MS)
    expect(old?.rotation.current.expiresAt).toBeUndefined()
    expect(young?.rotation.current).toMatchObject({ expiresAt: inDays(60), endsAt: inDays(60) })
    expect([old?.rotationDueAt, young?.rotationDueAt]).toEqual([inDays(30), inDays(30)])
    house.clock.set(inDays(60))
    expect(house.node.verifier.check(before.secret, {}).ok).toBe(true)
    expect(house.node.verifier.check(after.secret, {}).ok).toBe(false)
    await changePolicies(deps(), house.admin, { accountId, policies: { rotationDays: 90, tokenAgeDaysMax: null } })
  })

  test('are set by whoever may, once per change, with what was before', async () => {
    const developer = await house.addMember('developer')
    const set = (rotationDays: number, actor = house.admin) =>
      codeOf(changePolicies(deps(), actor, { accountId, policies: { rotationDays } }))
    const count = (await audits()).length
    expect(await set(45, developer)).toBe('permission_missing')
    expect(await set(0)).toBe('input_invalid')
    expect(await set(90), 'as it was').toBe('done')
    expect(await audits()).toHaveLength(count)
    expect(await set(45)).toBe('done')
    expect((await audits())[0]).toMatchObject({
      action: 'account.policies_changed',
      before: { rotationDays: 90, tokenAgeDaysMax: null },
      after: { rotationDays: 45, tokenAgeDaysMax: null },
    })
    expect(await audits()).toHaveLength(count + 1)
    expect((await getAccount(deps(), developer, { accountId })).policies.rotationDays).toBe(45)
  })

  test('changed by two at once are both kept', async () => {
    await Promise.all([
      changePolicies(deps(), house.admin, { accountId, policies: { rotationDays: 10 } }),
      changePolicies(deps(), OPERATOR, { accountId, policies: { tokenAgeDaysMax: 20 } }),
    ])
    const { policies } = await getAccount(deps(), OPERATOR, { accountId })
    expect(policies).toMatchObject({ rotationDays: 10, tokenAgeDaysMax: 20 })
  })
})

test('Labs features are switched by whoever may, and no other', async () => {
  const viewer = await house.addMember('viewer')
  const off = { accountId, labs: { privateIntegrations: false } }
  expect(await codeOf(changeLabs(deps(), viewer, off))).toBe('permission_missing')
  expect((await changeLabs(deps(), house.admin, off)).labs.privateIntegrations).toBe(false)
  expect((await changeLabs(deps(), house.admin, { accountId, labs: {} })).labs.privateIntegrations).toBe(false)
  await changeLabs(deps(), house.admin, { accountId, labs: { privateIntegrations: true } })
})

describe('the accounts of someone', () => {
  test('are a person’s memberships with what each allows, agencies first', async () => {
    expect(await listAccountsOf(deps(), house.admin)).toMatchObject([
      { account: { id: house.agencyId, kind: 'agency' }, role: 'admin', permissions: PERMISSION_NAMES },
      { account: { id: accountId, kind: 'location' }, role: 'admin', permissions: PERMISSION_NAMES },
    ])
    const viewer = await house.addMember('viewer', { 'members.view': true })
    expect(await listAccountsOf(deps(), viewer)).toMatchObject([
      {
        account: { id: accountId },
        role: 'viewer',
        permissions: expect.arrayContaining(['members.view', 'audit.view']),
      },
    ])
    expect(await listAccountsOf(deps(), await house.addStranger())).toEqual([])
  })

  test('are all for the operator', async () => {
    const other = await house.addCompany()
    const ids = (await listAccountsOf(deps(), OPERATOR)).map(({ account }) => account.id)
    expect(ids).toEqual(expect.arrayContaining([accountId, house.agencyId, other.accountId, other.agencyId]))
  })
})

test('an agency offers fewer scopes than a location', async () => {
  const scopes = async (id: string) => (await listScopes(deps(), OPERATOR, { accountId: id })).map(({ scope }) => scope)
  expect(await scopes(accountId)).toContain('contacts.write')
  expect(await scopes(house.agencyId)).not.toContain('contacts.write')
  expect(await codeOf(newIntegration(deps(), house.agencyId, ['contacts.write']))).toBe('input_invalid')
})
