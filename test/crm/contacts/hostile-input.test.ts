import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { anything, type GoodValues, inputsOf, text } from '../../support/hostile-values.ts'

const RUNS = 50

/** Stand in generated input for ids that are made when the test runs. */
const USER = '<user>'
const CONTACT = '<contact>'

let test: TestDatabase
let account: CrmAccount
let params: Record<string, string>
let userId: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  const { body } = await account.call('create-contact', { body: { locationId: account.locationId, name: 'Target' } })
  const contactId = body.contact.id
  const note = await account.call('create-note', { params: { contactId }, body: { body: 'x' } })
  const task = await account.call('create-task', {
    params: { contactId },
    body: { title: 'x', dueDate: '2026-01-01', completed: false },
  })
  userId = await account.addUser('User')
  for (const [id, type] of [
    ['textField', 'TEXT'],
    ['numberField', 'NUMERICAL'],
  ])
    await addField(id as string, type as string)
  params = { contactId, id: note.body.note.id, taskId: task.body.task.id, type: 'add', businessId: '0'.repeat(24) }
})
afterAll(() => test.drop())

async function addField(id: string, dataType: string): Promise<void> {
  const key = id.replace('Field', '_field')
  await account.rows(
    `insert into crm_custom_fields (account_id, id, model, name, field_key, data_type, created_at, updated_at)
     values ($1, $2, 'contact', $2, $3, $4, $5, $5)`,
    [account.accountId, id, `contact.${key}`, dataType, account.clock.now()],
  )
}

/** The input with the real ids in it. */
const filled = <T>(input: T): T =>
  input === undefined
    ? input
    : JSON.parse(
        JSON.stringify(input)
          .replaceAll(USER, userId)
          .replaceAll(CONTACT, params.contactId ?? ''),
      )

const instants = fc.constantFrom(
  ...['2026-01-01', '2026-01-01T00:00:00+14:00', '9999-12-31', 0, -1, 8e12, '1000-01-01'],
)
const scalars = fc.oneof(text(255).filter(Boolean), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const values = fc.oneof(scalars, fc.array(scalars, { minLength: 1, maxLength: 3 }))
const TEXTS = [
  'id',
  'name',
  'email',
  'phone',
  'companyName',
  'businessId',
  'city',
  'tags',
  'followers',
  'type',
  'postalCode',
]
const CUSTOM = ['customFields.textField', 'customFields.numberField', 'customFields.neverThere']

/** One comparison that is in order, save what it compares with. */
const comparison = fc.oneof(
  fc.record({
    field: fc.constantFrom(...TEXTS, ...CUSTOM),
    operator: fc.constantFrom('eq', 'not_eq', 'contains', 'not_contains'),
    value: values,
  }),
  fc.record({ field: fc.constantFrom(...TEXTS, ...CUSTOM), operator: fc.constantFrom('exists', 'not_exists') }),
  fc.record({
    field: fc.constantFrom('dateAdded', 'dateUpdated', 'dateOfBirth'),
    operator: fc.constant('range'),
    value: fc.record({ gt: instants, lte: instants }),
  }),
  fc.record({
    field: fc.constantFrom(...CUSTOM),
    operator: fc.constant('range'),
    value: fc.record({ gte: scalars, lt: scalars }),
  }),
)
const filter = fc.letrec(tie => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: comparison, weight: 8 },
    {
      arbitrary: fc.record({
        group: fc.constantFrom('AND', 'OR'),
        filters: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      }),
      weight: 3,
    },
    { arbitrary: anything, weight: 1 },
  ),
})).tree

/** Properties of which hardly any text is in order: mostly a good value, so that the fuzz gets past the door. */
const GOOD: GoodValues = {
  filters: fc.array(filter, { maxLength: 3 }),
  sort: fc.array(
    fc.record({
      field: fc.constantFrom('dateAdded', 'name', 'email', 'city', 'dateOfBirth', 'dateUpdated'),
      direction: fc.constantFrom('asc', 'desc'),
    }),
    { maxLength: 2 },
  ),
  searchAfter: fc.oneof(fc.constant([]), fc.tuple(fc.integer(), text()), fc.tuple(text(), text())),
  page: fc.integer({ min: 1, max: 25 }),
  email: fc.uuid().map(id => `${id}@fuzz.test`),
  phone: fc.integer({ min: 1_000_000, max: 9_999_999 }).map(number => `+1415${number}`),
  dateOfBirth: fc.constantFrom('1990-09-25', '09/25/1990', null, ''),
  dueDate: fc.constantFrom('2020-10-25T11:00:00Z', '2020-10-25'),
  assignedTo: fc.constant(USER),
  userId: fc.constant(USER),
  followers: fc.constant([USER]),
  contacts: fc.array(fc.oneof(fc.constant(CONTACT), text(50).filter(Boolean)), { minLength: 1, maxLength: 4 }),
  ids: fc.array(fc.oneof(fc.constant(CONTACT), text(50).filter(Boolean)), { minLength: 1, maxLength: 4 }),
  businessId: fc.constant(null),
  customFields: fc.array(
    fc.oneof(
      fc.record({ id: fc.constant('textField'), field_value: text(1000) }),
      fc.record({ key: fc.constant('number_field'), field_value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    ),
    { maxLength: 2 },
  ),
}

describe.each(contactOperations)('S60: $id', ({ ...operation }) => {
  it('answers every input with a documented reply or a refusal, never with a failure', async () => {
    const isDeleting = operation.method === 'DELETE' && operation.body === undefined
    await fc.assert(
      fc.asyncProperty(inputsOf(operation, GOOD), text(200), async ({ body, query }, id) => {
        const used = isDeleting ? Object.fromEntries(Object.keys(params).map(key => [key, id])) : params
        const where = { locationId: account.locationId }
        const input = { params: used, query: { ...query, ...where }, body: filled(body) }
        if (operation.locationFrom === 'body.locationId') input.body = { ...filled(body), ...where }
        const reply = await account.call(operation.id, input)
        expect(reply.status).toBeLessThan(500)
      }),
      { numRuns: RUNS },
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

it('S61: what is accepted reads back as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(text(255), text(255), async (city, source) => {
      const { status, body } = await account.call('create-contact', {
        body: { locationId: account.locationId, city, source },
      })
      expect(status).toBe(201)
      const { contact } = (await account.call('get-contact', { params: { contactId: body.contact.id } })).body
      expect([contact.city ?? '', contact.source ?? '']).toEqual([city, source])
    }),
    { numRuns: RUNS },
  )
})
