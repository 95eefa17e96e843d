import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addLostReason, createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
let userId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  userId = await account.addUser('Ada')
})
afterAll(() => test.drop())

const update = (id: string, body: object) => account.call('update-opportunity', { params: { id }, body })
const setStatus = (id: string, body: object) => account.call('update-opportunity-status', { params: { id }, body })

/** A new opportunity, an hour old, whose making has been told already. */
async function aged(body: object = {}): Promise<string> {
  const id = await account.add(body)
  account.clock.advance('1 hour')
  account.newEvents()
  return id
}

describe('an update', () => {
  it('changes what is given and keeps the rest', async () => {
    const id = await aged({ monetaryValue: 5, source: 'web', assignedTo: userId })
    const { status, body } = await update(id, { name: 'Renamed' })
    expect(status).toBe(200)
    expect(body.opportunity).toMatchObject({ name: 'Renamed', monetaryValue: 5, source: 'web', assignedTo: userId })
    expect(body.opportunity.updatedAt).toBe(account.clock.now().toISOString())
    expect(await account.read(id)).toEqual(body.opportunity)
  })

  it.each([
    ['name', { name: 'Other' }, []],
    ['source', { source: 'phone' }, []],
    ['monetaryValue', { monetaryValue: 7 }, ['OpportunityMonetaryValueUpdate']],
    ['status', { status: 'won' }, ['OpportunityStatusUpdate']],
    ['stage', { pipelineStageId: '<stage>' }, ['OpportunityStageUpdate']],
    ['pipeline', { pipelineId: '<pipeline>' }, ['OpportunityStageUpdate']],
    ['owner', { assignedTo: '<user>' }, ['OpportunityAssignedToUpdate']],
    [
      'all at once',
      { name: 'All', monetaryValue: 8, status: 'lost', pipelineStageId: '<stage>', assignedTo: '<user>' },
      [
        'OpportunityStageUpdate',
        'OpportunityStatusUpdate',
        'OpportunityMonetaryValueUpdate',
        'OpportunityAssignedToUpdate',
      ],
    ],
  ])('of the %s tells exactly of that, and that there was an update', async (_, change, events) => {
    const id = await aged()
    const ids = { '<stage>': account.stageIds[2], '<pipeline>': account.otherPipelineId, '<user>': userId }
    const body = Object.fromEntries(
      Object.entries(change).map(([key, value]) => [key, ids[value as keyof typeof ids] ?? value]),
    )
    await update(id, body)
    expect(account.newEvents()).toEqual(['OpportunityUpdate', ...events])
    const changed = await account.read(id)
    expect(account.published.at(-1)?.body).toMatchObject({ id, name: changed.name, status: changed.status })
  })

  it.each([{}, { name: 'Deal' }, { status: 'open', monetaryValue: 0 }, { assignedTo: null }, { source: '' }])(
    'by %j changes nothing: no event, no new time',
    async body => {
      const id = await aged()
      const before = await account.read(id)
      expect((await update(id, body)).body.opportunity).toEqual(before)
      expect(account.newEvents()).toEqual([])
    },
  )

  it('says when status and stage last changed, each by itself', async () => {
    const id = await aged()
    const created = await account.read(id)
    await update(id, { status: 'won' })
    const wonAt = account.clock.now().toISOString()
    account.clock.advance('1 day')
    const { body } = await update(id, { pipelineStageId: account.stageIds[1] })
    const movedAt = account.clock.now().toISOString()
    expect(body.opportunity).toMatchObject({
      ...{ lastStatusChangeAt: wonAt, lastStageChangeAt: movedAt, lastActionDate: movedAt, updatedAt: movedAt },
      createdAt: created.createdAt,
    })
  })

  it('into another pipeline means its first stage, unless one is named', async () => {
    const id = await aged({ pipelineStageId: account.stageIds[2] })
    const moved = await update(id, { pipelineId: account.otherPipelineId })
    expect(moved.body.opportunity.pipelineStageId).toBe(account.otherStageIds[0])
    const back = await update(id, { pipelineId: account.pipelineId, pipelineStageId: account.stageIds[1] })
    expect(back.body.opportunity).toMatchObject({
      pipelineId: account.pipelineId,
      pipelineStageId: account.stageIds[1],
    })
    const same = await update(id, { pipelineId: account.pipelineId })
    expect(same.body.opportunity.pipelineStageId).toBe(account.stageIds[1])
  })

  it('takes owner and source away with null or empty text', async () => {
    const id = await aged({ assignedTo: userId, source: 'web' })
    const { body } = await update(id, { assignedTo: null, source: '' })
    expect(body.opportunity).not.toHaveProperty('assignedTo')
    expect(body.opportunity).not.toHaveProperty('source')
  })

  it('keeps an owner who has left the account', async () => {
    const gone = await account.addUser('Gone')
    const id = await aged({ assignedTo: gone })
    await account.rows('delete from memberships using users where users.id = user_id and wire_id = $1', [gone])
    expect((await update(id, { assignedTo: gone, name: 'Still' })).status).toBe(200)
    expect((await update(await aged(), { assignedTo: gone })).status).toBe(422)
  })

  it.each([
    [{ pipelineStageId: '<other stage>' }, 'pipelineStageId must be the id of a stage'],
    [{ pipelineId: 'never' }, 'pipelineId must be the id of a pipeline'],
    [{ status: 'all' }, 'status must be'],
    [{ name: '' }, 'name'],
    [{ contactId: 'x' }, 'property contactId should not exist'],
    [{ locationId: 'x' }, 'property locationId should not exist'],
  ])('S5: by %j is refused and changes nothing', async (change, says) => {
    const id = await aged()
    const before = await account.read(id)
    const body = JSON.parse(JSON.stringify(change).replace('<other stage>', account.otherStageIds[0] ?? ''))
    const reply = await update(id, body)
    expect([reply.status, reply.body.message.join()]).toEqual([422, expect.stringContaining(says)])
    expect([await account.read(id), account.newEvents()]).toEqual([before, []])
  })

  it('loses none of twenty at once', async () => {
    const id = await aged()
    const fields = [{ name: 'Raced' }, { monetaryValue: 77 }, { source: 'race' }, { status: 'abandoned' }]
    await Promise.all(Array.from({ length: 20 }, (_, index) => update(id, fields[index % 4] ?? {})))
    expect(await account.read(id)).toMatchObject(Object.assign({}, ...fields))
    expect(account.newEvents()).toHaveLength(4 + 2)
  })
})

describe('a status', () => {
  it('is changed alone, with the reason of what is lost', async () => {
    const id = await aged()
    const { status, body } = await setStatus(id, { status: 'lost', lostReasonId: account.lostReasonId })
    expect([status, body]).toEqual([200, { succeded: true }])
    expect(account.newEvents()).toEqual(['OpportunityUpdate', 'OpportunityStatusUpdate'])
    expect(await account.read(id)).toMatchObject({ status: 'lost', lostReasonId: account.lostReasonId })
  })

  it('that is no longer lost has no reason', async () => {
    const id = await aged()
    await setStatus(id, { status: 'lost', lostReasonId: account.lostReasonId })
    await update(id, { name: 'Kept' })
    expect(await account.read(id)).toHaveProperty('lostReasonId')
    await setStatus(id, { status: 'open' })
    expect(await account.read(id)).not.toHaveProperty('lostReasonId')
  })

  it('of the same kind with another reason is an update, but no change of status', async () => {
    const id = await aged()
    await setStatus(id, { status: 'lost' })
    account.newEvents()
    const reason = await addLostReason(test, account, 'Bad timing')
    await setStatus(id, { status: 'lost', lostReasonId: reason })
    expect(account.newEvents()).toEqual(['OpportunityUpdate'])
    await setStatus(id, { status: 'lost', lostReasonId: '' })
    expect(await account.read(id)).not.toHaveProperty('lostReasonId')
  })

  it('S1: refuses a reason of another account, one no longer offered and one that never was alike', async () => {
    const other = await createDealAccount(test)
    const deleted = await addLostReason(test, account, 'Old')
    await account.rows('update crm_lost_reasons set deleted_at = now() where id = $1', [deleted])
    const id = await aged()
    for (const lostReasonId of [other.lostReasonId, deleted, 'never']) {
      const reply = await setStatus(id, { status: 'lost', lostReasonId })
      const says = `lostReasonId must be the id of a lost reason of this location: ${lostReasonId} is none`
      expect([reply.status, reply.body.message]).toEqual([422, [says]])
    }
    const wrong = await setStatus(id, { status: 'won', lostReasonId: account.lostReasonId })
    expect(wrong.body.message).toEqual(['lostReasonId can only be given with status lost'])
  })

  it.each([{}, { status: 'all' }, { status: 'closed' }, { status: 1 }])('%j is refused', async body => {
    expect((await setStatus(await aged(), body)).status).toBe(422)
  })
})

describe('a deletion', () => {
  it('is told of with what the opportunity was, and leaves nothing', async () => {
    const id = await aged({ name: 'Last words', monetaryValue: 3 })
    const { status, body } = await account.call('delete-opportunity', { params: { id } })
    expect([status, body]).toEqual([200, { succeded: true }])
    expect(account.newEvents()).toEqual(['OpportunityDelete'])
    expect(account.published.at(-1)?.body).toMatchObject({ id, name: 'Last words', monetaryValue: 3 })
    expect((await account.call('get-opportunity', { params: { id } })).status).toBe(404)
  })

  it('of a contact takes its opportunities along', async () => {
    const contactId = await account.addContact({ name: 'Leaving' })
    const id = await account.add({ contactId })
    await account.call('delete-contact', { params: { contactId } })
    expect((await account.call('get-opportunity', { params: { id } })).status).toBe(404)
  })
})
