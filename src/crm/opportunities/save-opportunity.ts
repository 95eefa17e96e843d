import { requireUsers } from '../account-users.ts'
import { mergeCustomValues, readCustomValues } from '../custom-values.ts'
import { notFound, refuse } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import type { Work } from '../work.ts'
import { opportunityChanges, opportunityCreated } from './events.ts'
import { requireLostReason } from './lost-reasons.ts'
import { isChanged, type Opportunity, withTimes } from './opportunity.ts'
import type { UpdateOpportunityBody } from './schema.ts'
import { resolveStanding } from './stages.ts'
import { insertOpportunity, lockOpportunity, updateOpportunity } from './store.ts'

/** What may be changed of an opportunity, over all operations. */
export type OpportunityChange = UpdateOpportunityBody & { lostReasonId?: string | null }

/** The account's opportunity, which nobody else changes until the transaction ends; else the 404 that every other id gets. */
export async function requireLocked({ db, context }: Work, id: string): Promise<Opportunity> {
  const opportunity = isWireId(id) ? await lockOpportunity(db, context.accountId, id) : undefined
  if (opportunity === undefined) throw notFound('Opportunity', id)
  return opportunity
}

/** What a new opportunity is made of, beside what any change may hold. */
export interface OpportunityDraft {
  name: string
  pipelineId: string
  contactId: string | null
}

/** Stores a new opportunity and tells of it. */
export async function addOpportunity(
  work: Work,
  draft: OpportunityDraft,
  body: OpportunityChange & { followers?: string[] },
): Promise<Opportunity> {
  const { context, db } = work
  const { now } = context
  const standing = await resolveStanding(work, { ...body, pipelineId: draft.pipelineId })
  const blank: Opportunity = {
    ...{ ...draft, ...standing, id: context.nextWireId() },
    ...{ status: 'open', monetaryValue: 0, source: null, assignedTo: null, lostReasonId: null, customValues: {} },
    followers: body.followers ?? [],
    ...{ lastStatusChangeAt: now, lastStageChangeAt: now, createdAt: now, updatedAt: now },
  }
  const opportunity = await changeOpportunity(work, blank, { ...body, ...standing })
  await insertOpportunity(db, context.accountId, opportunity)
  await work.publish(opportunityCreated(opportunity, context.locationId))
  return opportunity
}

/** The opportunity with the body's changes, checked against the account's records; not yet stored. */
export async function changeOpportunity(
  work: Work,
  before: Opportunity,
  body: OpportunityChange,
): Promise<Opportunity> {
  const standing = await resolveStanding(work, body, before)
  if (body.assignedTo !== before.assignedTo) await requireUsers(work, 'assignedTo', [body.assignedTo])
  const customValues = await readCustomValues(work, 'opportunity', body.customFields)
  const status = body.status ?? before.status
  return {
    ...before,
    ...standing,
    status,
    name: body.name ?? before.name,
    monetaryValue: body.monetaryValue ?? before.monetaryValue,
    assignedTo: body.assignedTo === undefined ? before.assignedTo : body.assignedTo || null,
    source: body.source === undefined ? before.source : body.source || null,
    lostReasonId: await resolveLostReason(work, before, { status, lostReasonId: body.lostReasonId }),
    customValues: mergeCustomValues(before.customValues, customValues),
  }
}

/** Only what is lost has a reason; one that is no longer offered may stay where it is. */
async function resolveLostReason(
  work: Work,
  before: Opportunity,
  asked: { status: Opportunity['status']; lostReasonId: string | null | undefined },
): Promise<string | null> {
  const { status, lostReasonId } = asked
  if (lostReasonId && status !== 'lost') throw refuse('lostReasonId', 'can only be given with status lost')
  if (status !== 'lost' || lostReasonId === null || lostReasonId === '') return null
  if (lostReasonId === undefined || lostReasonId === before.lostReasonId) return before.lostReasonId
  await requireLostReason(work, lostReasonId)
  return lostReasonId
}

/** Stores a changed opportunity and tells what changed; nothing is written where nothing changed. */
export async function saveOpportunity(work: Work, before: Opportunity, after: Opportunity): Promise<Opportunity> {
  if (!isChanged(before, after)) return before
  const { context, db } = work
  const saved = withTimes(before, after, context.now)
  await updateOpportunity(db, context.accountId, saved)
  for (const event of opportunityChanges(before, saved, context.locationId)) await work.publish(event)
  return saved
}
