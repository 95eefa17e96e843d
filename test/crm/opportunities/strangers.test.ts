import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opportunityOperations } from '../../../src/crm/opportunities/routes.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
let other: DealAccount
let foreign: string
let deleted: string

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  other = await createDealAccount(test)
  foreign = await other.add({ name: 'Theirs' })
  deleted = await account.add()
  await account.call('delete-opportunity', { params: { id: deleted } })
})
afterAll(() => test.drop())

const BODIES: Record<string, object> = {
  'update-opportunity': { name: 'Mine now' },
  'update-opportunity-status': { status: 'won' },
  'add-followers-opportunity': { followers: ['x'] },
  'remove-followers-opportunity': { followers: ['x'] },
}
const MALFORMED = [
  '',
  ' ',
  '0',
  '-1',
  '1e9',
  '٣',
  'x'.repeat(5000),
  "' or 1=1 --",
  '../..',
  '\u0000',
  '\ud800',
  '__proto__',
]

describe.each(opportunityOperations.filter(({ path }) => path.includes(':id')))('S1: $id', operation => {
  it("answers 404 alike for another account's, a deleted, a never existing and a malformed id", async () => {
    account.newEvents()
    const before = await other.read(foreign)
    for (const id of [foreign, deleted, 'neverExisted00000000', ...MALFORMED]) {
      const { status, body } = await account.call(operation.id, { params: { id }, body: BODIES[operation.id] })
      expect([status, body]).toEqual([404, { statusCode: 404, message: `Opportunity with id ${id} not found` }])
    }
    expect([account.newEvents(), await other.read(foreign)]).toEqual([[], before])
  })
})

describe('the database', () => {
  const TABLES = ['crm_opportunities', 'crm_opportunities_search', 'crm_opportunity_counts', 'crm_lost_reasons']

  it.each(TABLES)(
    'S7: shows nothing of %s to a connection that entered no account, and one account its own',
    async table => {
      const client = await test.database.pool.connect()
      await client.query(`select set_config('app.account_id', '', false)`)
      expect((await client.query(`select count(*) as total from ${table}`)).rows[0].total).toBe(0)
      // What it was told is not known to the pool.
      client.release(true)
      await account.add()
      const seen = await test.database.read(account.accountId, db =>
        db.selectFrom(table).select('account_id').distinct().execute(),
      )
      expect(seen).toEqual([{ account_id: account.accountId }])
    },
  )

  it('keeps the counts in step with every change', async () => {
    const ids = [await account.add(), await account.add({ status: 'won' }), await account.add()]
    const [first, second, third] = ids
    const update = (id: string | undefined, body: object) =>
      account.call('update-opportunity', { params: { id }, body })
    await update(first, { status: 'lost', name: 'Moved' })
    await update(second, { pipelineId: account.otherPipelineId })
    await account.call('delete-opportunity', { params: { id: third } })
    const contactId = await account.addContact({ name: 'Goes' })
    await account.add({ contactId })
    await account.call('delete-contact', { params: { contactId } })
    const counted = await account.rows(
      `select account_id, pipeline_stage_id, status, sum(total)::int as total from crm_opportunity_counts
        group by 1, 2, 3 having sum(total) <> 0 order by 1, 2, 3`,
    )
    const stored = await account.rows(
      `select account_id, pipeline_stage_id, status, count(*)::int as total from crm_opportunities
        group by 1, 2, 3 order by 1, 2, 3`,
    )
    expect(counted).toEqual(stored)
    expect(stored.length).toBeGreaterThan(3)
  })
})
