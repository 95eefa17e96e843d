import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { transact, type Work } from '../work.ts'
import { requireContact } from './contacts.ts'
import { lockIdentity } from './duplicates.ts'
import { upsertedFollowers } from './followers.ts'
import { presentOne } from './opportunities.ts'
import type { Opportunity } from './opportunity.ts'
import { addOpportunity, changeOpportunity, requireLocked, saveOpportunity } from './save-opportunity.ts'
import type { UpsertOpportunityBody } from './schema.ts'
import { lockByIdentity } from './store.ts'

/**
 * Changes the opportunity that the body means and makes one where there is none. It means the one of its `id`; else the contact's
 * in that pipeline; else, as the published body names no contact, the one without a contact that has this name there.
 */
export async function runUpsertOpportunity(context: OperationContext, input: OperationInput): Promise<object> {
  const body = input.body as UpsertOpportunityBody
  return await transact(context, async work => {
    const before = body.id === undefined ? await findMeant(work, body) : await requireLocked(work, body.id)
    const opportunity = before === undefined ? await add(work, body) : await change(work, before, body)
    return { new: before === undefined, opportunity: await presentOne(work.db, context, opportunity) }
  })
}

async function findMeant({ db, context }: Work, body: UpsertOpportunityBody): Promise<Opportunity | undefined> {
  const { pipelineId, contactId, name } = body
  const identity = { accountId: context.accountId, pipelineId, contactId, name }
  await lockIdentity(db, identity)
  return await lockByIdentity(db, identity)
}

/** A new one without a name is called as its contact is. */
async function add(work: Work, body: UpsertOpportunityBody): Promise<Opportunity> {
  const contact = body.contactId === undefined ? undefined : await requireContact(work, body.contactId)
  const name = body.name ?? contact?.name ?? undefined
  if (name === undefined) throw refuse('name', 'should not be empty')
  const followers = upsertedFollowers([], body)
  await requireUsers(work, 'followers', followers)
  const draft = { name, pipelineId: body.pipelineId, contactId: contact?.id ?? null }
  return await addOpportunity(work, draft, { ...body, followers })
}

async function change(work: Work, before: Opportunity, body: UpsertOpportunityBody): Promise<Opportunity> {
  const { contactId = before.contactId } = body
  if (contactId !== null && contactId !== before.contactId) await requireContact(work, contactId)
  const followers = upsertedFollowers(before.followers, body)
  await requireUsers(
    work,
    'followers',
    followers.filter(id => !before.followers.includes(id)),
  )
  const after = await changeOpportunity(work, before, body)
  return await saveOpportunity(work, before, { ...after, contactId, followers })
}
