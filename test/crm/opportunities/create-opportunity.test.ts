import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addPipeline, createDealAccount, type DealAccount } from '../../support/deals.ts'

let test: TestDatabase
let account: DealAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
})
afterAll(() => test.drop())

const storedRows = async () => (await account.rows('select count(*) as total from crm_opportunities'))[0]?.total

describe('201', () => {
  it('gives back every documented field that was written, with the contact', async () => {
    const assignedTo = await account.addUser('Ada')
    const written = {
      ...{ name: 'First Opps', status: 'won', monetaryValue: 220.1, source: 'public api', assignedTo },
      ...{ pipelineId: account.pipelineId, pipelineStageId: account.stageIds[1], contactId: account.contactId },
    }
    const { status, body } = await account.create(written)
    expect(status).toBe(201)
    const now = account.clock.now().toISOString()
    expect(body.opportunity).toEqual({
      ...written,
      ...{ id: body.opportunity.id, locationId: account.locationId, customFields: [], followers: [] },
      contact: {
        ...{ id: account.contactId, name: 'Cora Contact', email: 'cora@deals.test', phone: '+14155550100', tags: [] },
      },
      ...{ createdAt: now, updatedAt: now, lastStatusChangeAt: now, lastStageChangeAt: now, lastActionDate: now },
    })
    expect(await account.read(body.opportunity.id)).toEqual(body.opportunity)
  })

  it('tells of it with the published event alone', async () => {
    account.newEvents()
    const { body } = await account.create({ name: 'Told', monetaryValue: 40, source: 'Loram' })
    expect(account.newEvents()).toEqual(['OpportunityCreate'])
    expect(account.published.at(-1)?.body).toEqual({
      ...{ type: 'OpportunityCreate', locationId: account.locationId, id: body.opportunity.id, name: 'Told' },
      ...{ contactId: account.contactId, monetaryValue: 40, source: 'Loram', status: 'open' },
      ...{ pipelineId: account.pipelineId, pipelineStageId: account.stageIds[0] },
      dateAdded: account.clock.now().toISOString(),
    })
  })

  it('stands on the first stage of the board and is worth nothing where nobody says otherwise', async () => {
    const { body } = await account.create()
    expect(body.opportunity).toMatchObject({ pipelineStageId: account.stageIds[0], monetaryValue: 0 })
    for (const absent of ['assignedTo', 'source', 'lostReasonId', 'notes', 'tasks', 'calendarEvents'])
      expect(body.opportunity).not.toHaveProperty(absent)
  })

  it.each([0, 0.1, -12.5, 1e15, 999_999_999_999.99, 1e-7])(
    'reads a value of %d back as it was written',
    async value => {
      const { body } = await account.create({ monetaryValue: value })
      expect((await account.read(body.opportunity.id)).monetaryValue).toBe(value)
    },
  )

  it('lets a contact have several in one pipeline', async () => {
    expect([(await account.create()).status, (await account.create()).status]).toEqual([201, 201])
  })
})

describe('400', () => {
  it('refuses a second one where the location allows no duplicates, naming the first, also of ten at once', async () => {
    await account.setProfile({ settings: { allowDuplicateOpportunity: false } })
    const contactId = await account.addContact({ name: 'Only One' })
    const replies = await Promise.all(Array.from({ length: 10 }, () => account.create({ contactId })))
    const made = replies.filter(({ status }) => status === 201)
    expect(made).toHaveLength(1)
    const refused = replies.filter(({ status }) => status === 400)
    expect(refused).toHaveLength(9)
    expect(refused[0]?.body).toEqual({
      statusCode: 400,
      message: 'Can not create duplicate opportunity for the contact.',
      code: 'OPPORTUNITY_NO_DUPLICATE',
      meta: { existingId: made[0]?.body.opportunity.id },
    })
    expect((await account.create({ contactId, pipelineId: account.otherPipelineId })).status).toBe(201)
    await account.setProfile({})
  })
})

describe('422', () => {
  it.each([
    [{ name: undefined }, 'name'],
    [{ name: '' }, 'name'],
    [{ status: undefined }, 'status'],
    [{ status: 'all' }, 'status must be'],
    [{ pipelineId: undefined }, 'pipelineId'],
    [{ contactId: undefined }, 'contactId'],
    [{ contactId: null }, 'contactId'],
    [{ monetaryValue: '220' }, 'monetaryValue must be'],
    [{ monetaryValue: 1e16 }, 'monetaryValue must be'],
    [{ monetaryValue: null }, 'monetaryValue must be'],
    [{ assignedTo: 'y0BeYjuRIlDwsDcOHOJo' }, 'assignedTo must be the id of a user'],
    [{ customFields: [{ id: 'nope', field_value: 'x' }] }, 'customFields.0 must name'],
    [{ id: 'mine' }, 'property id should not exist'],
    [{ lostReasonId: 'x' }, 'property lostReasonId should not exist'],
    [{ followers: [] }, 'property followers should not exist'],
    [{ createdAt: '2020-01-01' }, 'property createdAt should not exist'],
    [{ accountId: 'acc_1' }, 'property accountId should not exist'],
  ])('S5: refuses %j and writes nothing', async (body, says) => {
    const before = await storedRows()
    account.newEvents()
    const reply = await account.create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message.join('; ')).toContain(says)
    expect([await storedRows(), account.newEvents()]).toEqual([before, []])
  })

  it('S1: reads the same for a contact, pipeline, stage or user of another account as for one that never was', async () => {
    const other = await createDealAccount(test)
    const foreign = {
      ...{ contactId: other.contactId, pipelineId: other.pipelineId, pipelineStageId: other.stageIds[0] },
      assignedTo: await other.addUser('Theirs'),
    }
    for (const [property, id] of Object.entries(foreign)) {
      const never = `${property}Never`
      const [theirs, none] = [await account.create({ [property]: id }), await account.create({ [property]: never })]
      expect(JSON.stringify(theirs).replaceAll(id ?? '', '{id}')).toBe(JSON.stringify(none).replaceAll(never, '{id}'))
      expect([theirs.status, theirs.body.message[0]]).toEqual([
        422,
        expect.stringMatching(`^${property} must be the id`),
      ])
    }
  })

  it('refuses a stage of another pipeline, and a pipeline without stages', async () => {
    const empty = await addPipeline(test, account, 0)
    const wrong = await account.create({ pipelineStageId: account.otherStageIds[0] })
    expect(wrong.body.message[0]).toContain('pipelineStageId must be the id of a stage of pipeline')
    const none = await account.create({ pipelineId: empty.id })
    expect(none.body.message[0]).toContain('pipelineId must be the id of a pipeline of this location that has stages')
  })
})
