import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addLostReason, createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  const other = await createDealAccount(test)
  await addLostReason(test, other, 'Theirs alone')
  for (const name of ['No answer', '100 % too late', 'Forgotten']) {
    account.clock.advance('1 hour')
    await addLostReason(test, account, name)
  }
  await account.rows(`update crm_lost_reasons set deleted_at = $1 where name = 'Forgotten'`, [account.clock.now()])
})
afterAll(() => test.drop())

const list = (query: object = {}) =>
  account.call('get-lost-reason', { query: { locationId: account.locationId, ...query } })
const names = async (query: object) =>
  (await list(query)).body.lostReasons.map((reason: { name: string }) => reason.name)

describe('200', () => {
  it('lists what is offered, oldest first, with how many there are', async () => {
    const { status, body } = await list()
    expect([status, body.total, body.lostReasons.length]).toEqual([200, 3, 3])
    expect(body.lostReasons[1]).toEqual({
      ...{ id: expect.any(String), name: 'No answer', locationId: account.locationId },
      ...{ createdAt: '2026-01-01T01:00:00.000Z', updatedAt: '2026-01-01T01:00:00.000Z' },
    })
  })

  it('finds by name, by part of it, and what is no longer offered', async () => {
    expect(await names({ name: 'NO ANSWER' })).toEqual(['No answer'])
    expect(await names({ name: 'No' })).toEqual([])
    expect(await names({ query: 'too' })).toEqual(['Too expensive', '100 % too late'])
    expect(await names({ query: '%' })).toEqual(['100 % too late'])
    expect(await names({ deleted: 'true' })).toEqual(['Forgotten'])
    expect(await names({ query: '', name: '' })).toHaveLength(3)
  })

  it('turns pages', async () => {
    const { body } = await list({ skip: '1', limit: '1', getCount: 'true' })
    expect([body.lostReasons[0].name, body.total]).toEqual(['No answer', 3])
  })
})

describe('422', () => {
  it.each([{ limit: 0 }, { limit: 'all' }, { skip: -1 }, { deleted: 'maybe' }, { locationId: undefined }])(
    'refuses %j',
    async query => expect((await list(query)).status).toBe(422),
  )
})
