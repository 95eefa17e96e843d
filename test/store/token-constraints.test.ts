import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { isDuplicate } from '../../src/lib/database-error.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import { sha256 } from '../../src/lib/secrets.ts'
import { endToken, insertToken, type NewToken, updateTokenRole } from '../../src/store/tokens.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration } from '../support/integration.ts'

let house: TestHouse

beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.stop())

const newToken = (integrationId: string, fields: Partial<NewToken> = {}): NewToken => ({
  id: randomIds.next('tok'),
  accountId: house.accountId,
  integrationId,
  last4: 'last',
  role: 'current',
  createdBy: { kind: 'system', name: 'test' },
  createdAt: house.clock.now(),
  secretHash: sha256(randomBase62(20)),
  pepperId: 'test',
  rowMac: Buffer.alloc(0),
  ...fields,
})
const retiring = (integrationId: string) =>
  newToken(integrationId, { role: 'retiring', endsAt: house.clock.now(), rotationStartedAt: house.clock.now() })

const insert = (token: NewToken) => house.node.deps.database.transact(house.accountId, db => insertToken(db, token))
const refusedBy = (constraint: string) => ({
  asymmetricMatch: (error: unknown) => isDuplicate(error, constraint),
})

describe('whatever two nodes do at once', () => {
  test('S19: an integration has one current token', async () => {
    const { ref, tokenId } = await newIntegration(house.node.deps, house.accountId)
    await expect(insert(newToken(ref.integrationId))).rejects.toEqual(refusedBy('tokens_one_current'))
    const { database } = house.node.deps
    await database.transact(house.accountId, db =>
      endToken(db, house.accountId, { tokenId, why: 'replaced', at: house.clock.now() }),
    )
    await insert(newToken(ref.integrationId))
  })

  test('S19: an integration has one retiring token', async () => {
    const { ref, tokenId } = await newIntegration(house.node.deps, house.accountId)
    await insert(retiring(ref.integrationId))
    await expect(insert(retiring(ref.integrationId))).rejects.toEqual(refusedBy('tokens_one_retiring'))
    const demote = house.node.deps.database.transact(house.accountId, db =>
      updateTokenRole(db, house.accountId, {
        tokenId,
        role: 'retiring',
        endsAt: house.clock.now(),
        rotationStartedAt: house.clock.now(),
      }),
    )
    await expect(demote).rejects.toEqual(refusedBy('tokens_one_retiring'))
  })

  test('S19: of fifty that insert a current token at the same moment one wins, also as the tables’ owner', async () => {
    const { ref, tokenId } = await newIntegration(house.node.deps, house.accountId)
    await house.owner.query('update tokens set ended_at = now() where id = $1', [tokenId])
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => insert(newToken(ref.integrationId))))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { rows } = await house.owner.query(
      'select count(*)::int as count from tokens where integration_id = $1 and ended_at is null',
      [ref.integrationId],
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  test('no two tokens share a hash, over all accounts', async () => {
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    const other = await newIntegration(house.node.deps, house.agencyId, [])
    const secretHash = sha256(randomBase62(20))
    await insert({ ...retiring(ref.integrationId), secretHash })
    const twin = { ...retiring(other.ref.integrationId), accountId: house.agencyId, secretHash }
    const { database } = house.node.deps
    await expect(database.transact(EVERY_TENANT, db => insertToken(db, twin))).rejects.toEqual(
      refusedBy('tokens_secret_hash_key'),
    )
  })

  test('a retiring token without a start, or a token of another account’s integration, is no row', async () => {
    const { ref } = await newIntegration(house.node.deps, house.accountId)
    await expect(insert(newToken(ref.integrationId, { role: 'retiring' }))).rejects.toMatchObject({ code: '23514' })
    const other = await newIntegration(house.node.deps, house.agencyId, [])
    await expect(insert(retiring(other.ref.integrationId))).rejects.toMatchObject({ code: '23503' })
  })
})

test('the second wall refuses a row of another account to a transaction of one', async () => {
  const { ref } = await newIntegration(house.node.deps, house.agencyId, [])
  const { database } = house.node.deps
  const token = { ...retiring(ref.integrationId), accountId: house.agencyId }
  await expect(database.transact(house.accountId, db => insertToken(db, token))).rejects.toMatchObject({
    code: '42501',
  })
})
