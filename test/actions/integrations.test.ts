import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEntries } from '../../src/actions/audit.ts'
import { type ListInput, listIntegrations } from '../../src/actions/integration-list.ts'
import { deleteIntegration, disableIntegration } from '../../src/actions/integration-switches.ts'
import {
  createIntegration,
  editIntegration,
  getIntegration,
  type IntegrationChange,
} from '../../src/actions/integrations.ts'
import type { IntegrationDraft } from '../../src/domain/integration.ts'
import { lockIntegration, updateIntegration } from '../../src/store/integrations.ts'
import { codeOf, startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

let house: TestHouse
let accountId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

const deps = () => house.node.deps
const later = (ms: number) => new Date(house.clock.now().getTime() + ms)

function create(fields: Partial<IntegrationDraft> = {}, at = accountId) {
  const draft = { name: 'Sync', description: '', scopes: [], allowedIps: [], limits: {}, ...fields }
  return createIntegration(deps(), OPERATOR, { accountId: at, draft })
}

describe('addresses', () => {
  test.each(['nonsense', '192.0.2.0/33', '192.0.2', ''])(
    'that nobody can read are refused by name, at creation and at an edit: %j',
    async address => {
      const { ref } = await newIntegration(deps(), accountId)
      const change = { allowedIps: ['192.0.2.1', address] }
      for (const run of [() => create(change), () => editIntegration(deps(), OPERATOR, { ...ref, change })]) {
        await expect(run()).rejects.toMatchObject({ code: 'input_invalid', fields: [{ field: 'allowedIps' }] })
      }
    },
  )

  test('of an edit count from the next request on', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId)
    const isOpen = (ip: string) => house.node.verifier.check(secret, { ip }).ok
    expect(isOpen('203.0.113.9')).toBe(true)
    await editIntegration(deps(), OPERATOR, { ...ref, change: { allowedIps: ['192.0.2.0/24', '2001:db8::/32'] } })
    expect(['203.0.113.9', '192.0.2.9', '2001:db8::9'].map(isOpen)).toEqual([false, true, true])
  })

  test('that got into the database all the same stop nobody: this integration is shut, the node goes on', async () => {
    const { ref, secret } = await newIntegration(deps(), accountId)
    await deps().transact(accountId, async tx => {
      const integration = await lockIntegration(tx.db, accountId, ref.integrationId)
      if (integration === undefined) throw new Error('it was just made')
      await updateIntegration(tx.db, house.keys, { ...integration, allowedIps: ['nonsense'] })
      tx.changed(ref.integrationId)
    })
    expect(house.node.verifier.check(secret, { ip: '192.0.2.1' })).toEqual({ ok: false, reason: 'address' })
    await house.node.follower.renew()
    expect(house.node.follower.isTrusted()).toBe(true)
    const next = await newIntegration(deps(), accountId)
    expect(house.node.verifier.check(next.secret, {}).ok).toBe(true)
  })
})

describe('an edit', () => {
  const edit = (ref: { accountId: string; integrationId: string }, change: IntegrationChange, ifVersion?: number) =>
    editIntegration(deps(), OPERATOR, { ...ref, change, ifVersion })
  const entriesOf = async (integrationId: string) =>
    (await listAuditEntries(deps(), OPERATOR, { accountId, integrationId, limit: 50 })).items

  test('tells what changed and nothing else, and raises the version', async () => {
    const { view } = await create({ limits: { perDay: 5 }, scopes: ['contacts.readonly'] })
    const ref = { accountId, integrationId: view.integration.id }
    const edited = await edit(ref, { scopes: ['contacts.write', 'contacts.readonly'], name: ' Sync ' })
    expect(edited.integration).toMatchObject({ version: 2, scopes: ['contacts.readonly', 'contacts.write'] })
    expect((await entriesOf(ref.integrationId))[0]).toMatchObject({
      action: 'private_integration.scopes_changed',
      before: { scopes: ['contacts.readonly'] },
      after: { scopes: ['contacts.readonly', 'contacts.write'] },
    })
  })

  test('that changes nothing leaves no trace, also when the same limits come in another order', async () => {
    const { view } = await create({ limits: { perTenSeconds: 1, perDay: 5 }, expiresAt: later(1000) })
    const ref = { accountId, integrationId: view.integration.id }
    for (const change of [
      {},
      { name: 'Sync' },
      { limits: { perTenSeconds: 1, perDay: 5 } },
      { expiresAt: later(1000) },
    ]) {
      expect((await edit(ref, change)).integration.version).toBe(1)
    }
    expect(await entriesOf(ref.integrationId)).toHaveLength(1)
  })

  test('sets, keeps and takes away an expiry', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    expect((await edit(ref, { expiresAt: later(5000) })).integration.expiresAt).toEqual(later(5000))
    expect((await edit(ref, { name: 'Other' })).integration.expiresAt).toEqual(later(5000))
    expect((await edit(ref, { expiresAt: null })).integration.expiresAt).toBeUndefined()
    expect(await codeOf(edit(ref, { expiresAt: later(0) }))).toBe('input_invalid')
  })

  test('of an integration that has expired meanwhile may rename it, and revive it by a later expiry', async () => {
    const { view, shown } = await create({ expiresAt: later(1000) })
    const ref = { accountId, integrationId: view.integration.id }
    house.clock.advance('2 seconds')
    expect((await edit(ref, { name: 'Renamed' })).state).toBe('expired')
    expect(house.node.verifier.check(shown.secret, {}).ok).toBe(false)
    expect((await edit(ref, { expiresAt: later(1000) })).state).toBe('live')
    expect(house.node.verifier.check(shown.secret, {}).ok).toBe(true)
  })

  test('of an older version is refused; of two at once with the same version one wins', async () => {
    const { ref } = await newIntegration(deps(), accountId)
    const answers = await Promise.all(['A', 'B'].map(name => codeOf(edit(ref, { name }, 1))))
    expect(answers.toSorted()).toEqual(['done', 'version_stale'])
    expect(await codeOf(edit(ref, { name: 'C' }, 2))).toBe('done')
  })
})

describe('the list', () => {
  let made: string[]
  let agencyId: string
  const list = (fields: Partial<ListInput> = {}) =>
    listIntegrations(deps(), OPERATOR, { accountId: agencyId, limit: 100, ...fields })
  const namesOf = async (fields: Partial<ListInput>) =>
    (await list(fields)).items.map(({ integration }) => integration.name).toSorted()

  beforeAll(async () => {
    ;({ agencyId } = house)
    made = []
    for (let i = 0; i < 7; i++) {
      // Two at a time are made at the same millisecond: the id decides between them.
      if (i % 2 === 0) house.clock.advance('1 minute')
      const { view } = await create({ name: `Sync ${i}`, description: i === 3 ? '100% of_it' : '' }, agencyId)
      made.push(view.integration.id)
    }
  })

  test('goes page by page, newest first, through each one once', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: 2, cursor })
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items.map(({ integration }) => integration.id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(new Set(seen)).toEqual(new Set(made))
    expect(seen).toHaveLength(7)
    expect(seen[0]).toBe(made[6])
  })

  test('ends without a cursor when the last page is exactly full', async () => {
    expect((await list({ limit: 7 })).nextCursor).toBeUndefined()
    expect((await list({ limit: 6 })).nextCursor).toBeDefined()
  })

  test('finds text in name and description, in any case, with % and _ meaning themselves', async () => {
    expect(await namesOf({ q: 'SYNC 4' })).toEqual(['Sync 4'])
    expect(await namesOf({ q: '100%' })).toEqual(['Sync 3'])
    expect(await namesOf({ q: 'of_it' })).toEqual(['Sync 3'])
    expect(await namesOf({ q: 'c_0' })).toEqual([])
    expect(await namesOf({ q: String.raw`\\` })).toEqual([])
  })

  test('tells live, disabled and expired apart, each in one list only', async () => {
    const [expiring, disabled] = made
    await editIntegration(deps(), OPERATOR, {
      accountId: agencyId,
      integrationId: expiring ?? '',
      change: { expiresAt: later(10) },
    })
    await disableIntegration(deps(), OPERATOR, { accountId: agencyId, integrationId: expiring ?? '' })
    await disableIntegration(deps(), OPERATOR, { accountId: agencyId, integrationId: disabled ?? '' })
    house.clock.advance('9 ms')
    expect(await namesOf({ state: 'disabled' })).toEqual(['Sync 0', 'Sync 1'])
    house.clock.advance('1 ms')
    expect(await namesOf({ state: 'expired' })).toEqual(['Sync 0'])
    expect(await namesOf({ state: 'disabled' })).toEqual(['Sync 1'])
    expect(await namesOf({ state: 'live' })).toEqual([2, 3, 4, 5, 6].map(i => `Sync ${i}`))
  })

  test('S6: takes a cursor back for the same account and the same question only', async () => {
    const { nextCursor: cursor } = await list({ limit: 1, q: 'sync' })
    const again = (fields: Partial<ListInput>) => codeOf(list({ limit: 1, q: 'sync', cursor, ...fields }))
    expect(await again({})).toBe('done')
    expect(await again({ limit: 3 }), 'another page size is the same question').toBe('done')
    expect(await again({ accountId })).toBe('cursor_invalid')
    expect(await again({ q: 'syn' })).toBe('cursor_invalid')
    expect(await again({ q: undefined })).toBe('cursor_invalid')
    expect(await again({ state: 'live' })).toBe('cursor_invalid')
    expect(await again({ cursor: `${cursor}x`.slice(1) })).toBe('cursor_invalid')
    expect(await again({ cursor: 'nonsense' })).toBe('cursor_invalid')
  })
})

test('a deleted one is found by nobody, however it is asked for', async () => {
  const { ref } = await newIntegration(deps(), accountId)
  await deleteIntegration(deps(), OPERATOR, ref)
  expect(await codeOf(getIntegration(deps(), OPERATOR, ref))).toBe('integration_not_found')
  expect(await codeOf(deleteIntegration(deps(), OPERATOR, ref))).toBe('integration_not_found')
  const { items } = await listIntegrations(deps(), OPERATOR, { accountId, limit: 100 })
  expect(items.map(({ integration }) => integration.id)).not.toContain(ref.integrationId)
})
