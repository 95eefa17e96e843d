import type { Sql } from '../../lib/database.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { transact } from '../work.ts'
import { findContactSummaries, requireContact } from './contacts.ts'
import { refuseDuplicate } from './duplicates.ts'
import { opportunityDeleted } from './events.ts'
import type { Opportunity } from './opportunity.ts'
import { presentOpportunity } from './present.ts'
import { addOpportunity, changeOpportunity, requireLocked, saveOpportunity } from './save-opportunity.ts'
import type { CreateOpportunityBody, StatusBody } from './schema.ts'
import { deleteOpportunity, findOpportunity } from './store.ts'

/** Reads one opportunity. */
export async function runGetOpportunity(context: OperationContext, { params }: OperationInput): Promise<object> {
  const { id } = params
  return await context.read(async db => {
    const opportunity = isWireId(id) ? await findOpportunity(db, context.accountId, id) : undefined
    if (opportunity === undefined) throw notFound('Opportunity', id)
    return { opportunity: await presentOne(db, context, opportunity) }
  })
}

/** Makes an opportunity of a contact. */
export async function runCreateOpportunity(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { locationId: _, contactId, name, pipelineId, ...rest } = body as CreateOpportunityBody
  return await transact(context, async work => {
    await requireContact(work, contactId)
    await refuseDuplicate(work, { accountId: context.accountId, pipelineId, contactId, name })
    const opportunity = await addOpportunity(work, { name, pipelineId, contactId }, rest)
    return { opportunity: await presentOne(work.db, context, opportunity) }
  })
}

/** Changes the given fields of an opportunity. */
export async function runUpdateOpportunity(context: OperationContext, input: OperationInput): Promise<object> {
  return await transact(context, async work => {
    const before = await requireLocked(work, input.params.id)
    const after = await changeOpportunity(work, before, input.body)
    const opportunity = await saveOpportunity(work, before, after)
    return { opportunity: await presentOne(work.db, context, opportunity) }
  })
}

/** Changes the status alone. */
export async function runUpdateStatus(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { status, lostReasonId } = body as StatusBody
  await transact(context, async work => {
    const before = await requireLocked(work, params.id)
    const change = lostReasonId === undefined ? { status } : { status, lostReasonId }
    await saveOpportunity(work, before, await changeOpportunity(work, before, change))
  })
  return { succeded: true }
}

/** Deletes an opportunity. */
export async function runDeleteOpportunity(context: OperationContext, { params }: OperationInput): Promise<object> {
  await transact(context, async work => {
    const opportunity = await requireLocked(work, params.id)
    await deleteOpportunity(work.db, context.accountId, opportunity.id)
    await work.publish(opportunityDeleted(opportunity, context.locationId))
  })
  return { succeded: true }
}

/** One opportunity with what is shown of its contact. */
export async function presentOne(db: Sql, context: OperationContext, opportunity: Opportunity): Promise<object> {
  const contacts = await findContactSummaries(db, context.accountId, [opportunity.contactId])
  const contact = contacts.get(opportunity.contactId ?? '')
  return presentOpportunity(opportunity, { locationId: context.locationId, contact })
}
