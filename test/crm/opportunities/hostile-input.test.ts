import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opportunityOperations } from '../../../src/crm/opportunities/routes.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addDealField, createDealAccount, type DealAccount } from '../../support/deals.ts'
import { anything, type GoodValues, inputsOf, text } from '../../support/hostile-values.ts'

const RUNS = 50

/** Stand in generated input for ids that are made when the test runs. */
const IDS: Record<string, string> = {}
const own = (name: string) => fc.constant(`<${name}>`)

let test: TestDatabase
let account: DealAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createDealAccount(test)
  Object.assign(IDS, {
    ...{ opportunity: await account.add(), user: await account.addUser('User'), contact: account.contactId },
    ...{ pipeline: account.pipelineId, stage: account.stageIds[1], reason: account.lostReasonId },
    ...{ text: await addDealField(account, 'TEXT'), number: await addDealField(account, 'NUMERICAL') },
  })
})
afterAll(() => test.drop())

/** The input with the real ids in it. */
const filled = <T>(input: T): T =>
  input === undefined
    ? input
    : JSON.parse(JSON.stringify(input).replace(/<(\w+)>/g, (written, name) => IDS[name] ?? written))

const scalars = fc.oneof(text(255).filter(Boolean), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const FIELDS = ['id', 'name', 'status', 'pipeline_id', 'source', 'followers', 'email', 'phone', 'custom_fields.<text>']
const bounds = fc.constantFrom('2026-01-01', '9999-12-31', 0, -1, 8e12)
const filter = fc.oneof(
  fc.record({
    field: fc.constantFrom(...FIELDS),
    operator: fc.constantFrom('eq', 'not_eq', 'contains', 'not_contains'),
    value: scalars,
  }),
  fc.record({ field: fc.constantFrom(...FIELDS), operator: fc.constantFrom('exists', 'not_exists') }),
  fc.record({
    field: fc.constantFrom('monetary_value', 'custom_fields.<number>'),
    operator: fc.constant('range'),
    value: fc.record({ gte: fc.double({ noNaN: true, noDefaultInfinity: true }), lt: fc.integer() }),
  }),
  fc.record({
    field: fc.constantFrom('date_added', 'last_stage_change_date'),
    operator: fc.constant('range'),
    value: fc.record({ gt: bounds, lte: bounds }),
  }),
  anything,
)
const dates = fc.constantFrom('01-31-2026', '12-31-9999', '2026-02-28', '1769817600000', '')
const GOOD: GoodValues = {
  ...{ pipelineId: own('pipeline'), pipelineStageId: own('stage'), contactId: own('contact'), assignedTo: own('user') },
  ...{ lostReasonId: own('reason'), followers: fc.constant(['<user>']), status: fc.constantFrom('open', 'lost') },
  ...{ id: own('opportunity'), order: fc.constantFrom('', 'added_asc'), date: dates, endDate: dates },
  ...{ startAfter: fc.constantFrom('', '1767225600000', '253402300799999'), page: fc.integer({ min: 1, max: 20 }) },
  name: text(500).filter(Boolean),
  filters: fc.array(filter, { maxLength: 3 }),
  sort: fc.array(
    fc.record({
      field: fc.constantFrom('date_added', 'name', 'monetary_value'),
      direction: fc.constantFrom('asc', 'desc'),
    }),
    { maxLength: 2 },
  ),
  searchAfter: fc.oneof(fc.constant([]), fc.tuple(fc.integer(), text()), fc.tuple(scalars, text(), text())),
  customFields: fc.array(
    fc.oneof(
      fc.record({ id: own('text'), field_value: text(1000) }),
      fc.record({ id: own('number'), fieldValue: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    ),
    { maxLength: 2 },
  ),
}

describe.each(opportunityOperations)('S60: $id', ({ ...operation }) => {
  it('answers every input with a documented reply or a refusal, never with a failure', async () => {
    const isDeleting = operation.id === 'delete-opportunity'
    await fc.assert(
      fc.asyncProperty(inputsOf(operation, GOOD), text(200), async ({ body, query }, id) => {
        const location = { locationId: account.locationId, location_id: account.locationId }
        const where = operation.locationFrom === 'body.locationId' ? { locationId: account.locationId } : {}
        const reply = await account.call(operation.id, {
          params: { id: isDeleting ? id : IDS.opportunity },
          query: filled({ ...query, ...location }),
          body: body === undefined ? undefined : { ...filled(body), ...where },
        })
        expect(reply.status).toBeLessThan(500)
      }),
      { numRuns: RUNS },
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

it('S61: what is accepted reads back as it was written, and is found by it', async () => {
  await fc.assert(
    fc.asyncProperty(
      text(500).filter(Boolean),
      text(500),
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
      async (name, source, value) => {
        const { status, body } = await account.create({ name, source, monetaryValue: value })
        expect(status).toBe(201)
        const { id } = body.opportunity
        expect(await account.read(id)).toMatchObject({ name, monetaryValue: value + 0, ...(source && { source }) })
        const filters = [
          { field: 'name', operator: 'eq', value: name.slice(0, 255).trim() || 'x' },
          { field: 'id', operator: 'eq', value: id },
        ]
        const isWhole = name.length <= 255 && name.trim() !== ''
        const search = { locationId: account.locationId, limit: 1, filters: isWhole ? filters : filters.slice(1) }
        expect((await account.call('search-opportunities-advanced', { body: search })).body.total).toBe(1)
      },
    ),
    { numRuns: RUNS },
  )
})
