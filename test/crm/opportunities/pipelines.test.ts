import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertPipeline } from '../../../src/crm/opportunities/pipeline-store.ts'
import { opportunityOperations } from '../../../src/crm/opportunities/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let other: CrmAccount

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, opportunityOperations)
  other = await createCrmAccount(test, opportunityOperations)
})
afterAll(() => test.drop())

const list = () => account.call('get-pipelines', { query: { locationId: account.locationId } })

async function insert(of: CrmAccount, board: { id: string; position: number; stages: string[] }): Promise<string[]> {
  const { id, position, stages } = board
  const made = stages.map(name => ({ id: randomUUID(), name }))
  const pipeline = { id, name: `Pipeline ${id}`, position, stages: made, createdAt: of.clock.now() }
  await test.database.transact(of.accountId, db => insertPipeline(db, of.accountId, pipeline))
  return made.map(stage => stage.id)
}

describe('200', () => {
  it('lists nothing where nothing was set up', async () => {
    expect((await list()).body).toEqual({ pipelines: [] })
  })

  it('lists the pipelines and their stages in the order of the board, and none of another location', async () => {
    await insert(account, { id: 'Second', position: 1, stages: [] })
    const stageIds = await insert(account, { id: 'First', position: 0, stages: ['New', 'Won'] })
    await insert(other, { id: 'Theirs', position: 0, stages: ['Theirs'] })
    const flags = { showInFunnel: true, showInPieChart: true }
    const shared = { ...flags, locationId: account.locationId, colorRenderMode: 'dot' }
    expect((await list()).body.pipelines).toEqual([
      {
        id: 'First',
        name: 'Pipeline First',
        stages: [
          { id: stageIds[0], name: 'New', position: 0, ...flags },
          { id: stageIds[1], name: 'Won', position: 1, ...flags },
        ],
        ...shared,
      },
      { id: 'Second', name: 'Pipeline Second', stages: [], ...shared },
    ])
  })
})

describe('422', () => {
  it('asks for the location', async () => {
    expect((await account.call('get-pipelines')).status).toBe(422)
  })
})
