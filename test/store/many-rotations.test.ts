import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVERY_TENANT, type Sql } from '../../src/lib/database.ts'
import { lockAccess } from '../../src/store/locked-access.ts'
import { listForReminders } from '../../src/store/reminders.ts'
import { listUnendedTokens } from '../../src/store/tokens.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration } from '../support/integration.ts'
import { rowsTouched as touchedIn } from '../support/rows-touched.ts'

const ENDED = 3000
const AT = new Date('2026-07-01T12:00:00Z')

let house: TestHouse
let accountId: string
let integrationId: string
beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
  ;({ integrationId } = (await newIntegration(house.node.deps, accountId)).ref)
  await house.node.deps.database.transact(EVERY_TENANT, db =>
    sql`
      insert into tokens (account_id, id, integration_id, secret_hash, pepper_id, last4, role, ended_at, ended_why, row_mac, created_by,
        created_at, last_used_at)
      select account_id, id || '_' || n, integration_id, sha256(n::text::bytea), pepper_id, last4, role, ${AT}, 'rotated', row_mac,
        created_by, created_at, case when n % 2 = 0 then ${AT}::timestamptz - n * interval '1 hour' end
        from tokens, generate_series(1, ${ENDED}::int) n where integration_id = ${integrationId}`.execute(db),
  )
})
afterAll(() => house.stop())

describe(`an integration that was rotated ${ENDED} times`, () => {
  const touched = (tenantId: string, ask: (db: Sql) => Promise<unknown>) =>
    touchedIn(house.node.deps.database.pool, tenantId, ask)

  test('is locked for a change without reading what has ended', async () => {
    const { keys } = house
    const rows = await touched(accountId, db => lockAccess(db, keys, { accountId, integrationId }))
    expect(rows).toBeGreaterThan(0)
    expect(rows).toBeLessThan(10)
  })

  test('tells when any of its tokens was last used by one look into an index', async () => {
    expect(await touched(accountId, db => listUnendedTokens(db, accountId, [integrationId]))).toBeLessThan(10)
    expect(await touched(EVERY_TENANT, db => listForReminders(db, { now: AT, limit: 10 }))).toBeLessThan(20)
    const [token] = await house.node.deps.database.read(accountId, db =>
      listUnendedTokens(db, accountId, [integrationId]),
    )
    expect(token?.integrationUsedAt).toEqual(new Date(AT.getTime() - 2 * 3_600_000))
  })
})
