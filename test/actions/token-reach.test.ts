import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeLabs, changePolicies } from '../../src/actions/accounts.ts'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { listIntegrations } from '../../src/actions/integration-list.ts'
import { deleteIntegration, disableIntegration, enableIntegration } from '../../src/actions/integration-switches.ts'
import { createIntegration, editIntegration, getIntegration } from '../../src/actions/integrations.ts'
import { listMembers } from '../../src/actions/members.ts'
import { expireOwnOldToken, getOwnToken, rotateOwnToken } from '../../src/actions/own-token.ts'
import * as rotations from '../../src/actions/rotations.ts'
import type { Actor } from '../../src/domain/actor.ts'
import { codeOf, startTestHouse, type TestHouse, tokenActor } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

const MANAGES = ['contacts.readonly', 'private-integrations.readonly', 'private-integrations.write']
const STRONGER = ['contacts.readonly', 'contacts.write']

let house: TestHouse
let accountId: string
let token: Actor & { kind: 'token' }

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

beforeEach(async () => {
  const { ref, tokenId } = await newIntegration(house.node.deps, accountId, MANAGES)
  token = tokenActor({ ref, tokenId, scopes: MANAGES })
})

const deps = () => house.node.deps
const draftOf = (scopes: string[]) => ({ name: 'Made by a token', description: '', scopes, allowedIps: [], limits: {} })
const create = (actor: Actor, scopes: string[]) =>
  codeOf(createIntegration(deps(), actor, { accountId, draft: draftOf(scopes) }))

describe('S4: a token that manages integrations reaches no further than itself', () => {
  test('S4: it creates one with scopes that it holds, not with any other, not with a mixture', async () => {
    expect(await create(token, ['contacts.readonly'])).toBe('done')
    expect(await create(token, MANAGES)).toBe('done')
    expect(await create(token, ['contacts.write'])).toBe('scope_exceeds_own')
    await expect(
      createIntegration(deps(), token, { accountId, draft: draftOf([...STRONGER, 'private-integrations.self']) }),
    ).rejects.toMatchObject({
      code: 'scope_exceeds_own',
      facts: { requiredScopes: ['contacts.write', 'private-integrations.self'], grantedScopes: MANAGES },
    })
  })

  test('S4: it widens none, itself neither, but edits what it reaches', async () => {
    const { ref } = await newIntegration(deps(), accountId, ['contacts.readonly'])
    const edit = (change: object, at = ref) => codeOf(editIntegration(deps(), token, { ...at, change }))
    expect(await edit({ scopes: ['contacts.readonly', 'users.readonly'] })).toBe('scope_exceeds_own')
    expect(await edit({ scopes: [...MANAGES, 'contacts.write'] }, ownRef())).toBe('scope_exceeds_own')
    expect(await edit({ name: 'Renamed' })).toBe('done')
    expect(await edit({ scopes: ['contacts.readonly', 'private-integrations.readonly'] })).toBe('done')
    expect(await edit({ scopes: [] })).toBe('done')
    expect(await edit({ scopes: MANAGES })).toBe('done')
  })

  test('S4: it gets no new secret of a stronger one: neither by rotating nor by reissuing', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId, STRONGER)
    for (const old of ['expireLater', 'expireNow'] as const) {
      expect(await codeOf(rotations.rotateToken(deps(), token, { ...ref, old }))).toBe('scope_exceeds_own')
    }
    await rotations.rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater' })
    expect(await codeOf(rotations.reissueToken(deps(), token, ref))).toBe('scope_exceeds_own')
    expect(house.node.verifier.check(secret, {}).ok, 'and nothing has changed').toBe(true)
  })

  test('S4: it changes nothing of a stronger one, and everything of one that it reaches', async () => {
    const until = new Date(house.clock.now().getTime() + 10 * 86_400_000)
    const changes = (ref: { accountId: string; integrationId: string }) => [
      () => editIntegration(deps(), token, { ...ref, change: { name: 'Renamed' } }),
      () => rotations.extendOverlap(deps(), token, { ...ref, until }),
      () => rotations.reissueToken(deps(), token, ref),
      () => rotations.cancelRotation(deps(), token, { ...ref, isConfirmed: true }),
      () => rotations.rotateToken(deps(), token, { ...ref, old: 'expireLater' }),
      () => rotations.expireTokenNow(deps(), token, ref),
      () => disableIntegration(deps(), token, ref),
      () => enableIntegration(deps(), token, ref),
      () => deleteIntegration(deps(), token, ref),
    ]
    for (const [scopes, code] of [
      [STRONGER, 'scope_exceeds_own'],
      [['contacts.readonly'], 'done'],
    ] as const) {
      const { ref } = await newIntegration(deps(), accountId, [...scopes])
      await rotations.rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater' })
      for (const change of changes(ref)) expect(await codeOf(change()), String(change)).toBe(code)
    }
  })

  test('S4: a bounded one makes and changes nothing that lives longer or works from elsewhere, itself included', async () => {
    const inDays = (days: number) => new Date(house.clock.now().getTime() + days * 86_400_000)
    const bounds = { expiresAt: inDays(10), allowedIps: ['192.0.2.7', '198.51.100.0/24'] }
    await editIntegration(deps(), OPERATOR, { ...ownRef(), change: bounds })
    const make = (over: object) =>
      createIntegration(deps(), token, { accountId, draft: { ...draftOf([]), ...bounds, ...over } })
    const edit = (change: object, at = ownRef()) => codeOf(editIntegration(deps(), token, { ...at, change }))
    const wider: [string, object][] = [
      ['expiresAt', { expiresAt: undefined }],
      ['expiresAt', { expiresAt: inDays(11) }],
      ['allowedIps', { allowedIps: [] }],
      ['allowedIps', { allowedIps: ['192.0.2.7', '203.0.113.9'] }],
    ]
    for (const [field, over] of wider) {
      const refusal = { code: 'scope_exceeds_own', detail: expect.stringContaining(field) }
      await expect(make(over), JSON.stringify(over)).rejects.toMatchObject(refusal)
    }
    for (const change of [{ expiresAt: null }, { expiresAt: inDays(11) }, { allowedIps: [] }]) {
      expect(await edit(change), JSON.stringify(change)).toBe('scope_exceeds_own')
    }
    const { view } = await make({ expiresAt: inDays(9), allowedIps: ['192.0.2.7'] })
    const child = { accountId, integrationId: view.integration.id }
    expect(await edit({ expiresAt: null }, child)).toBe('scope_exceeds_own')
    expect(await edit({ expiresAt: inDays(10) }, child)).toBe('done')
    const { ref: unbounded } = await newIntegration(deps(), accountId)
    const rotate = (ref: typeof child) => codeOf(rotations.rotateToken(deps(), token, { ...ref, old: 'expireNow' }))
    expect(await rotate(unbounded)).toBe('scope_exceeds_own')
    expect(await rotate(child)).toBe('done')
    expect(await edit({ allowedIps: ['192.0.2.7'] })).toBe('done')
  })

  test('S3: without the scope for it every action is refused, naming the scope', async () => {
    const { ref } = await newIntegration(deps(), accountId, ['contacts.readonly'])
    const reader = { ...token, scopes: new Set(['private-integrations.readonly']) }
    const nothing = { ...token, scopes: new Set<string>() }
    expect(await codeOf(getIntegration(deps(), reader, ref))).toBe('done')
    expect(await codeOf(listIntegrations(deps(), nothing, { accountId, limit: 5 }))).toBe('scope_missing')
    const writes = [
      () => createIntegration(deps(), reader, { accountId, draft: draftOf([]) }),
      () => editIntegration(deps(), reader, { ...ref, change: { name: 'x' } }),
      () => rotations.rotateToken(deps(), reader, { ...ref, old: 'expireNow' }),
      () => rotations.cancelRotation(deps(), reader, { ...ref, isConfirmed: true }),
      () => rotations.expireTokenNow(deps(), reader, ref),
      () => rotations.extendOverlap(deps(), reader, { ...ref, until: house.clock.now() }),
      () => rotations.reissueToken(deps(), reader, ref),
      () => disableIntegration(deps(), reader, ref),
      () => enableIntegration(deps(), reader, ref),
      () => deleteIntegration(deps(), reader, ref),
    ]
    for (const write of writes) {
      await expect(write(), String(write)).rejects.toMatchObject({
        code: 'scope_missing',
        facts: { requiredScopes: ['private-integrations.write'] },
      })
    }
  })

  test('S3: people’s own business is no token’s, whatever its scopes', async () => {
    expect(await codeOf(listMembers(deps(), token, { accountId }))).toBe('scope_missing')
    expect(await codeOf(listAuditEntries(deps(), token, { accountId, limit: 5 }))).toBe('scope_missing')
    expect(await codeOf(changePolicies(deps(), token, { accountId, policies: { rotationDays: 5 } }))).toBe(
      'scope_missing',
    )
    expect(await codeOf(changeLabs(deps(), token, { accountId, labs: { privateIntegrations: false } }))).toBe(
      'scope_missing',
    )
  })

  const ownRef = () => ({ accountId, integrationId: token.integrationId })
})

describe('a token on itself', () => {
  const SELF = ['private-integrations.self']

  async function newSelf() {
    const made = await newIntegration(deps(), accountId, SELF)
    return { ...made, actor: tokenActor({ ...made, scopes: SELF }) }
  }

  test('rotates its own integration, sees it, and ends the old secret', async () => {
    const { actor, secret } = await newSelf()
    const { shown, view } = await rotateOwnToken(deps(), actor, { old: 'expireLater', overlapHours: 1 })
    expect(view.rotation.state).toBe('rotating')
    const renewed = { ...actor, tokenId: shown.token.id }
    expect((await getOwnToken(deps(), renewed)).rotation.current.id).toBe(shown.token.id)
    await expireOwnOldToken(deps(), renewed)
    expect(house.node.verifier.check(secret, {}).ok).toBe(false)
    expect(house.node.verifier.check(shown.secret, {}).ok).toBe(true)
  })

  test('needs the scope for it, and gains no other integration by it', async () => {
    const { actor } = await newSelf()
    const { ref } = await newIntegration(deps(), accountId, SELF)
    expect(await codeOf(rotateOwnToken(deps(), token, { old: 'expireNow' }))).toBe('scope_missing')
    expect(await codeOf(rotations.rotateToken(deps(), actor, { ...ref, old: 'expireNow' }))).toBe('scope_missing')
    expect(await codeOf(getIntegration(deps(), actor, ref))).toBe('scope_missing')
  })

  test('that was replaced meanwhile is no token any more', async () => {
    const { actor, ref } = await newSelf()
    await rotations.rotateToken(deps(), OPERATOR, { ...ref, old: 'expireNow' })
    expect(await codeOf(rotateOwnToken(deps(), actor, { old: 'expireNow' }))).toBe('token_invalid')
    expect(await codeOf(expireOwnOldToken(deps(), actor))).toBe('token_invalid')
  })
})

describe('a retiring token', () => {
  test('gets neither a new secret nor a longer life on its own integration by the scope to write; the new one does', async () => {
    const { ref, tokenId } = await newIntegration(deps(), accountId, MANAGES)
    const { shown } = await rotations.rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater', overlapHours: 2 })
    const old = tokenActor({ ref, tokenId, scopes: MANAGES })
    const renewed = { ...old, tokenId: shown.token.id }
    const until = new Date(house.clock.now().getTime() + 10 * 3_600_000)
    const tries = (actor: Actor) => [
      () => rotations.extendOverlap(deps(), actor, { ...ref, until }),
      () => rotations.cancelRotation(deps(), actor, { ...ref, isConfirmed: true }),
      () => rotations.rotateToken(deps(), actor, { ...ref, old: 'expireLater' }),
      () => rotations.rotateToken(deps(), actor, { ...ref, old: 'expireNow' }),
      () => rotations.reissueToken(deps(), actor, ref),
    ]
    for (const run of tries(old)) expect(await codeOf(run()), String(run)).toBe('token_retiring')
    expect(await codeOf(rotations.extendOverlap(deps(), renewed, { ...ref, until }))).toBe('done')
    expect(await codeOf(rotations.reissueToken(deps(), renewed, ref))).toBe('done')
  })

  test('may end itself, and rotate another integration within its reach', async () => {
    const { ref, tokenId } = await newIntegration(deps(), accountId, MANAGES)
    const other = await newIntegration(deps(), accountId, ['contacts.readonly'])
    await rotations.rotateToken(deps(), OPERATOR, { ...ref, old: 'expireLater' })
    const old = tokenActor({ ref, tokenId, scopes: MANAGES })
    expect(await codeOf(rotations.rotateToken(deps(), old, { ...other.ref, old: 'expireNow' }))).toBe('done')
    expect(await codeOf(rotations.expireTokenNow(deps(), old, ref))).toBe('done')
  })
})

describe('S9: with Private Integrations switched off in Labs', () => {
  test('S9: people hear that it is off, for every page of it; tokens go on; switching it on brings all back', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId, ['contacts.readonly'])
    const self = await newIntegration(deps(), accountId, ['private-integrations.self'])
    await changeLabs(deps(), house.admin, { accountId, labs: { privateIntegrations: false } })
    const calls = [
      () => listIntegrations(deps(), house.admin, { accountId, limit: 5 }),
      () => getIntegration(deps(), house.admin, ref),
      () => createIntegration(deps(), house.admin, { accountId, draft: draftOf([]) }),
      () => editIntegration(deps(), house.admin, { ...ref, change: { name: 'x' } }),
      () => rotations.rotateToken(deps(), house.admin, { ...ref, old: 'expireNow' }),
      () => deleteIntegration(deps(), house.admin, ref),
      () => listIntegrations(deps(), token, { accountId, limit: 5 }),
    ]
    for (const call of calls) expect(await codeOf(call()), String(call)).toBe('labs_feature_off')
    expect(house.node.verifier.check(secret, {}).ok).toBe(true)
    const own = tokenActor({ ...self, scopes: ['private-integrations.self'] })
    expect(await codeOf(rotateOwnToken(deps(), own, { old: 'expireNow' }))).toBe('done')

    await changeLabs(deps(), house.admin, { accountId, labs: { privateIntegrations: true } })
    expect(await codeOf(getIntegration(deps(), house.admin, ref))).toBe('done')
  })

  test('S9: a stranger and a member without the permission do not learn that it is off', async () => {
    await changeLabs(deps(), OPERATOR, { accountId, labs: { privateIntegrations: false } })
    const list = (actor: Actor) => codeOf(listIntegrations(deps(), actor, { accountId, limit: 5 }))
    expect(await list(await house.addStranger())).toBe('account_not_found')
    expect(await list(await house.addMember('user'))).toBe('permission_missing')
    await changeLabs(deps(), OPERATOR, { accountId, labs: { privateIntegrations: true } })
  })

  test('S9: of one account does not switch another’s', async () => {
    await changeLabs(deps(), OPERATOR, { accountId, labs: { privateIntegrations: false } })
    expect(await codeOf(listIntegrations(deps(), OPERATOR, { accountId: house.agencyId, limit: 5 }))).toBe('done')
    await changeLabs(deps(), OPERATOR, { accountId, labs: { privateIntegrations: true } })
  })
})
