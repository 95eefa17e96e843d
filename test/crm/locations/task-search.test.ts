import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locationOperations } from '../../../src/crm/locations/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount

const BUSINESS = 'b'.repeat(24)

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, locationOperations)
  const other = await createCrmAccount(test, locationOperations)
  await account.rows(
    `insert into crm_businesses (account_id, id, name, created_at, updated_at) values ($1, $2, 'B', now(), now())`,
    [account.accountId, BUSINESS],
  )
  await insertContact(account, 'Ann', BUSINESS)
  await insertContact(account, 'Bob', null)
  await insertContact(other, 'Eve', null)
  await insertTask(account, { id: 'T1', contact: 'Ann', title: 'Call back', assignedTo: 'U1', minute: 1 })
  await insertTask(account, { id: 'T2', contact: 'Ann', title: '100% sure_thing', isCompleted: true, minute: 2 })
  await insertTask(account, { id: 'T3', contact: 'Bob', title: 'Call again', assignedTo: 'U2', minute: 3 })
  await insertTask(account, { id: 'T4', contact: 'Bob', title: 'Send papers', assignedTo: 'U1', minute: 3 })
  await insertTask(other, { id: 'T9', contact: 'Eve', title: 'Call theirs', assignedTo: 'U1', minute: 9 })
})
afterAll(() => test.drop())

async function insertContact(of: CrmAccount, id: string, businessId: string | null): Promise<void> {
  await of.rows(
    `insert into crm_contacts (account_id, id, first_name, business_id, search_text, created_at, updated_at)
     values ($1, $2, $2, $3, '', now(), now())`,
    [of.accountId, id, businessId],
  )
}

interface Task {
  id: string
  contact: string
  title: string
  assignedTo?: string
  isCompleted?: boolean
  minute: number
}

async function insertTask(of: CrmAccount, task: Task): Promise<void> {
  const { id, contact, title, assignedTo = null, isCompleted = false, minute } = task
  await of.rows(
    `insert into crm_tasks (account_id, id, contact_id, title, assigned_to, completed, due_date, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, '2026-02-01T10:00:00Z', $7, $7)`,
    [of.accountId, id, contact, title, assignedTo, isCompleted, new Date(Date.UTC(2026, 0, 1, 0, minute))],
  )
}

const search = (body: object) => account.call('task-search', { params: { locationId: account.locationId }, body })
const idsOf = async (body: object) => (await search(body)).body.tasks.map((task: { id: string }) => task.id)

describe('200', () => {
  it('finds the tasks of every contact of the location and of no other, newest first', async () => {
    expect(await idsOf({})).toEqual(['T4', 'T3', 'T2', 'T1'])
  })

  it('shows a task with its contact, and leaves out what is not there', async () => {
    const [task] = (await search({ query: 'call back' })).body.tasks
    expect(task).toEqual({
      _id: 'T1',
      id: 'T1',
      title: 'Call back',
      assignedTo: 'U1',
      dueDate: '2026-02-01T10:00:00.000Z',
      completed: false,
      contactId: 'Ann',
      locationId: account.locationId,
      dateAdded: '2026-01-01T00:01:00.000Z',
      dateUpdated: '2026-01-01T00:01:00.000Z',
      contactDetails: { firstName: 'Ann' },
      searchAfter: [Date.UTC(2026, 0, 1, 0, 1), 'T1'],
    })
  })

  it.each([
    [{ contactId: ['Ann'] }, ['T2', 'T1']],
    [{ contactId: [] }, []],
    [{ contactId: ['Eve'] }, []],
    [{ assignedTo: ['U1', 'U2'] }, ['T4', 'T3', 'T1']],
    [{ completed: true }, ['T2']],
    [{ completed: false }, ['T4', 'T3', 'T1']],
    [{ query: 'CALL' }, ['T3', 'T1']],
    [{ query: '100%' }, ['T2']],
    [{ query: '%' }, ['T2']],
    [{ query: '_' }, ['T2']],
    [{ businessId: BUSINESS }, ['T2', 'T1']],
    [{ assignedTo: ['U1'], completed: false, query: 'papers' }, ['T4']],
    [{ limit: 2 }, ['T4', 'T3']],
    [{ limit: 2, skip: 3 }, ['T1']],
  ])('filters by %j', async (body, expected) => {
    expect(await idsOf(body)).toEqual(expected)
  })

  it('goes on after the last row of a page, also between tasks of one moment', async () => {
    const seen: string[] = []
    let searchAfter: unknown
    for (;;) {
      const { tasks } = (await search({ limit: 1, ...(searchAfter === undefined ? {} : { searchAfter }) })).body
      if (tasks.length === 0) break
      seen.push(tasks[0].id)
      searchAfter = tasks[0].searchAfter
    }
    expect(seen).toEqual(['T4', 'T3', 'T2', 'T1'])
  })
})

describe('422', () => {
  it.each([
    [{ limit: 0 }],
    [{ limit: 501 }],
    [{ skip: -1 }],
    [{ contactId: 'Ann' }],
    [{ completed: 'yes' }],
    [{ searchAfter: [1e300, 'x'] }],
    [{ searchAfter: ['1', 'x'] }],
    [{ searchAfter: [1] }],
    [{ searchAfter: [1, 'nul\u0000'] }],
    [{ unknown: 1 }],
  ])('refuses %j', async body => {
    expect((await search(body)).status).toBe(422)
  })
})
