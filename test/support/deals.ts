import { randomUUID } from 'node:crypto'
import { contactOperations } from '../../src/crm/contacts/routes.ts'
import { insertLostReason } from '../../src/crm/opportunities/lost-reasons.ts'
import { insertPipeline } from '../../src/crm/opportunities/pipeline-store.ts'
import { opportunityOperations } from '../../src/crm/opportunities/routes.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { type CrmAccount, createCrmAccount, type Reply } from './crm.ts'
import type { TestDatabase } from './database.ts'

/** An account with a board, a contact and a reason to lose a deal. */
export interface DealAccount extends CrmAccount {
  pipelineId: string
  /** In the order of the board. */
  stageIds: string[]
  otherPipelineId: string
  otherStageIds: string[]
  contactId: string
  lostReasonId: string
  addContact(body: object): Promise<string>
  /** Makes an opportunity of the contact in the first pipeline and gives the reply. */
  create(body?: object): Promise<Reply>
  /** The same, and gives its id. */
  add(body?: object): Promise<string>
  read(id: string): Promise<Record<string, unknown>>
  /** The types of the events since the last call. */
  newEvents(): string[]
}

/** Makes an account to keep opportunities in. */
export async function createDealAccount(test: TestDatabase): Promise<DealAccount> {
  const account = await createCrmAccount(test, [...contactOperations, ...opportunityOperations])
  const { locationId } = account
  const sales = await addPipeline(test, account, 3)
  const service = await addPipeline(test, account, 2)
  const lostReasonId = await addLostReason(test, account, 'Too expensive')
  const addContact = async (body: object) =>
    (await account.call('create-contact', { body: { locationId, ...body } })).body.contact.id as string
  const contactId = await addContact({ name: 'Cora Contact', email: 'cora@deals.test', phone: '+14155550100' })
  const create = (body: object = {}) => {
    const deal = { pipelineId: sales.id, locationId, name: 'Deal', status: 'open', contactId }
    return account.call('create-opportunity', { body: { ...deal, ...body } })
  }
  let seen = account.published.length
  return {
    ...{ ...account, lostReasonId, contactId, addContact, create },
    ...{ pipelineId: sales.id, stageIds: sales.stageIds },
    ...{ otherPipelineId: service.id, otherStageIds: service.stageIds },
    add: async body => (await create(body)).body.opportunity.id,
    read: async id => (await account.call('get-opportunity', { params: { id } })).body.opportunity,
    newEvents() {
      const types = account.published.slice(seen).map(event => event.type)
      seen = account.published.length
      return types
    },
  }
}

/** A pipeline of that many stages. */
export async function addPipeline(test: TestDatabase, account: CrmAccount, stageCount: number) {
  const id = randomIds.nextWireId()
  const stages = Array.from({ length: stageCount }, (_, index) => ({ id: randomUUID(), name: `Stage ${index}` }))
  const pipeline = { id, name: `Pipeline ${id}`, position: 0, stages, createdAt: account.clock.now() }
  await test.database.transact(account.accountId, db => insertPipeline(db, account.accountId, pipeline))
  return { id, stageIds: stages.map(stage => stage.id) }
}

export async function addLostReason(test: TestDatabase, account: CrmAccount, name: string): Promise<string> {
  const reason = { id: randomIds.nextWireId(), name, createdAt: account.clock.now() }
  await test.database.transact(account.accountId, db => insertLostReason(db, account.accountId, reason))
  return reason.id
}

/** A custom field of opportunities; gives its id. */
export async function addDealField(account: CrmAccount, dataType: string): Promise<string> {
  const id = randomIds.nextWireId()
  await account.rows(
    `insert into crm_custom_fields (account_id, id, model, name, field_key, data_type, created_at, updated_at)
     values ($1, $2, 'opportunity', $3, $4, $5, $6, $6)`,
    [
      account.accountId,
      id,
      `Field ${dataType}`,
      `opportunity.${dataType.toLowerCase()}`,
      dataType,
      account.clock.now(),
    ],
  )
  return id
}
