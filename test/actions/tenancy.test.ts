import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeLabs, changePolicies, getAccount, listAccountsOf, listScopes } from '../../src/actions/accounts.ts'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { verifyChain } from '../../src/actions/audit-chain.ts'
import { listClients } from '../../src/actions/clients.ts'
import { listIntegrations, summarizeIntegrations } from '../../src/actions/integration-list.ts'
import * as switches from '../../src/actions/integration-switches.ts'
import * as integrations from '../../src/actions/integrations.ts'
import { changeMember, getMember, listMembers } from '../../src/actions/members.ts'
import * as rotations from '../../src/actions/rotations.ts'
import type { Actor } from '../../src/domain/actor.ts'
import { Problem } from '../../src/domain/problem.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { type Person, startTestHouse, type TestHouse, tokenActor } from '../support/house.ts'
import { newIntegration } from '../support/integration.ts'

const ALL_SCOPES = ['private-integrations.readonly', 'private-integrations.write', 'private-integrations.self']
let house: TestHouse
let theirs: { accountId: string; integrationId: string }
let them: Person
let ours: { accountId: string; integrationId: string }
let actors: Record<string, Actor>

beforeAll(async () => {
  house = await startTestHouse()
  const company = await house.addCompany()
  them = company.admin
  theirs = (await newIntegration(house.node.deps, company.accountId)).ref
  const own = await newIntegration(house.node.deps, house.accountId, ALL_SCOPES)
  ours = own.ref
  actors = {
    'an admin of another account': house.admin,
    'a person without any account': await house.addStranger(),
    'a token of another account': tokenActor({ ...own, scopes: ALL_SCOPES }),
  }
})
afterAll(() => house.stop())

type Ref = { accountId: string; integrationId: string }

/** Everything that can be done, on whatever account and integration. */
const ACTIONS: [name: string, run: (actor: Actor, ref: Ref, userId: string) => Promise<unknown>][] = [
  ['getAccount', (actor, { accountId }) => getAccount(deps(), actor, { accountId })],
  ['listScopes', (actor, { accountId }) => listScopes(deps(), actor, { accountId })],
  [
    'changeLabs',
    (actor, { accountId }) => changeLabs(deps(), actor, { accountId, labs: { privateIntegrations: false } }),
  ],
  [
    'changePolicies',
    (actor, { accountId }) => changePolicies(deps(), actor, { accountId, policies: { rotationDays: 1 } }),
  ],
  ['listAuditEntries', (actor, { accountId }) => listAuditEntries(deps(), actor, { accountId, limit: 5 })],
  ['verifyChain', (actor, { accountId }) => verifyChain(deps(), actor, { accountId })],
  ['listMembers', (actor, { accountId }) => listMembers(deps(), actor, { accountId })],
  ['getMember', (actor, { accountId }, userId) => getMember(deps(), actor, { accountId, userId })],
  ['changeMember', (actor, { accountId }, userId) => changeMember(deps(), actor, { accountId, userId, role: 'user' })],
  ['listClients', (actor, ref) => listClients(deps(), actor, ref)],
  ['listIntegrations', (actor, { accountId }) => listIntegrations(deps(), actor, { accountId, limit: 5 })],
  ['summarizeIntegrations', (actor, { accountId }) => summarizeIntegrations(deps(), actor, { accountId })],
  ['getIntegration', (actor, ref) => integrations.getIntegration(deps(), actor, ref)],
  [
    'createIntegration',
    (actor, { accountId }) => integrations.createIntegration(deps(), actor, { accountId, draft: DRAFT }),
  ],
  ['editIntegration', (actor, ref) => integrations.editIntegration(deps(), actor, { ...ref, change: { name: 'x' } })],
  ['disableIntegration', (actor, ref) => switches.disableIntegration(deps(), actor, ref)],
  ['enableIntegration', (actor, ref) => switches.enableIntegration(deps(), actor, ref)],
  ['deleteIntegration', (actor, ref) => switches.deleteIntegration(deps(), actor, ref)],
  ['rotateToken', (actor, ref) => rotations.rotateToken(deps(), actor, { ...ref, old: 'expireNow' })],
  ['cancelRotation', (actor, ref) => rotations.cancelRotation(deps(), actor, { ...ref, isConfirmed: true })],
  ['expireTokenNow', (actor, ref) => rotations.expireTokenNow(deps(), actor, ref)],
  ['extendOverlap', (actor, ref) => rotations.extendOverlap(deps(), actor, { ...ref, until: house.clock.now() })],
  ['reissueToken', (actor, ref) => rotations.reissueToken(deps(), actor, ref)],
]

const DRAFT = { name: 'x', description: '', scopes: [], allowedIps: [], limits: {} }
const deps = () => house.node.deps

async function refusalOf(run: Promise<unknown>): Promise<object> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Problem)) throw new Error(`no refusal but ${String(error)}`)
  const { code, message, detail, facts, fields } = error
  return { code, message, detail, facts, fields }
}

const digest = async () =>
  (
    await house.owner.query(
      `select (select md5(string_agg(i::text, '|' order by id)) from integrations i) as integrations,
        (select md5(string_agg(t::text, '|' order by id)) from tokens t) as tokens,
        (select md5(string_agg(m::text, '|' order by m::text)) from memberships m) as members,
        (select md5(string_agg(a::text, '|' order by id)) from accounts a) as accounts,
        (select count(*) from audit_entries) as entries, (select count(*) from events) as events`,
    )
  ).rows[0]

describe('S1: another’s account', () => {
  test('S1: is answered like one that is not there, word for word, for every action and every stranger, and nothing changes', async () => {
    const before = await digest()
    const missing = { accountId: randomIds.next('acc'), integrationId: theirs.integrationId }
    for (const [who, actor] of Object.entries(actors)) {
      for (const [name, run] of ACTIONS) {
        const foreign = await refusalOf(run(actor, theirs, them.userId))
        expect(foreign, `${name} by ${who}`).toMatchObject({ code: 'account_not_found', facts: undefined })
        for (const accountId of [missing.accountId, '*', '', 'acc_', '%', theirs.accountId.toLowerCase()]) {
          expect(await refusalOf(run(actor, { ...missing, accountId }, them.userId)), `${name} by ${who}`).toEqual(
            foreign,
          )
        }
      }
    }
    expect(await digest()).toEqual(before)
  })

  test('S1: another’s integration in one’s own account is answered like one that is not there', async () => {
    const before = await digest()
    const onIntegrations = ACTIONS.filter(([name]) => /Integration$|Token|Rotation|Overlap|Clients/.test(name)).filter(
      ([name]) => name !== 'createIntegration',
    )
    expect(onIntegrations.length).toBeGreaterThan(9)
    for (const [name, run] of onIntegrations) {
      const at = (integrationId: string) => run(house.admin, { accountId: house.accountId, integrationId }, '')
      const foreign = await refusalOf(at(theirs.integrationId))
      expect(foreign, name).toMatchObject({ code: 'integration_not_found', facts: undefined })
      for (const id of [randomIds.next('int'), '', '*', ours.accountId, `${ours.integrationId} `]) {
        expect(await refusalOf(at(id)), `${name} ${id}`).toEqual(foreign)
      }
    }
    expect(await digest()).toEqual(before)
  })

  test('S1: stands in nobody else’s list of accounts', async () => {
    expect((await listAccountsOf(deps(), them)).map(({ account }) => account.id)).toEqual([theirs.accountId])
    for (const actor of Object.values(actors)) {
      const ids = (await listAccountsOf(deps(), actor)).map(({ account }) => account.id)
      expect(ids).not.toContain(theirs.accountId)
    }
  })
})

test('a member of an agency has no part in its locations by that alone', async () => {
  const agent = await house.addMember('admin', {}, house.agencyId)
  const problem = await refusalOf(getAccount(deps(), agent, { accountId: house.accountId }))
  expect(problem).toMatchObject({ code: 'account_not_found' })
})
