import type { Contact } from './contacts/contact.ts'
import { insertLostReason } from './opportunities/lost-reasons.ts'
import type { Opportunity } from './opportunities/opportunity.ts'
import { insertOpportunity } from './opportunities/store.ts'
import { SAMPLE_DEALS, SAMPLE_LOST_REASONS } from './sample/belongings.ts'
import { daysAgo, inTurn, type SampleTarget } from './sample/store.ts'

/** A pipeline of the sample with the ids of its stages, in the order of the board. */
export interface SamplePipeline {
  id: string
  stageIds: readonly string[]
}

/** Gives three contacts of four a deal in the first pipeline, and customers a place in the second. */
export async function insertOpportunities(
  target: SampleTarget,
  pipelines: readonly SamplePipeline[],
  contacts: readonly Contact[],
): Promise<void> {
  const reasonIds = await insertLostReasons(target)
  const [sales, onboarding] = pipelines
  for (const [index, contact] of contacts.entries()) {
    if (sales !== undefined && index % 4 !== 3) {
      await insert(target, makeDeal(target, sales, { contact, index, reasonId: inTurn(reasonIds, index) }))
    }
    if (onboarding !== undefined && contact.type === 'customer' && index % 2 === 0) {
      await insert(target, makeOnboarding(target, onboarding, { contact, index }))
    }
  }
}

async function insertLostReasons({ db, accountId, now, nextWireId }: SampleTarget): Promise<string[]> {
  const reasons = SAMPLE_LOST_REASONS.map(name => ({ id: nextWireId(), name, createdAt: now }))
  for (const reason of reasons) await insertLostReason(db, accountId, reason)
  return reasons.map(reason => reason.id)
}

function insert({ db, accountId }: SampleTarget, opportunity: Opportunity): Promise<void> {
  return insertOpportunity(db, accountId, opportunity)
}

interface DealInput {
  contact: Contact
  index: number
  reasonId?: string | undefined
}

/** Customers' deals are won, those of people who did not show up are lost, the others are on their way. */
function makeDeal(target: SampleTarget, pipeline: SamplePipeline, input: DealInput): Opportunity {
  const { contact, index, reasonId = null } = input
  const last = pipeline.stageIds.length - 1
  const isWon = contact.type === 'customer'
  const isLost = !isWon && (contact.tags.includes('no show') || index % 9 === 0)
  const status = isWon ? 'won' : isLost ? 'lost' : 'open'
  const position = isWon ? last : index % last
  return blank(target, {
    ...{ contact, index, status, pipelineId: pipeline.id, stageId: pipeline.stageIds[position] ?? '' },
    lostReasonId: isLost ? reasonId : null,
  })
}

function makeOnboarding(target: SampleTarget, pipeline: SamplePipeline, { contact, index }: DealInput): Opportunity {
  const stageId = inTurn(pipeline.stageIds, Math.floor(index / 2)) ?? ''
  const made = blank(target, { contact, index, status: 'open', pipelineId: pipeline.id, stageId, lostReasonId: null })
  return { ...made, name: `Onboarding of ${contact.name}`, monetaryValue: 0 }
}

interface Blank extends Pick<Opportunity, 'status' | 'pipelineId' | 'lostReasonId'> {
  contact: Contact
  index: number
  stageId: string
}

function blank(target: SampleTarget, { contact, index, stageId, ...rest }: Blank): Opportunity {
  const deal = inTurn(SAMPLE_DEALS, index)
  const followers = target.userWireIds.slice(0, index % 3 === 0 ? 1 : 0)
  const { createdAt } = contact
  const changedAt = new Date(Math.min(createdAt.getTime() + (index % 20) * 86_400_000, daysAgo(target, 0).getTime()))
  return {
    ...rest,
    id: target.nextWireId(),
    name: `${deal?.name} for ${contact.name}`,
    pipelineStageId: stageId,
    monetaryValue: deal?.value ?? 0,
    source: contact.source,
    contactId: contact.id,
    assignedTo: contact.assignedTo,
    followers,
    customValues: {},
    ...{ createdAt, updatedAt: changedAt, lastStatusChangeAt: changedAt, lastStageChangeAt: changedAt },
  }
}
