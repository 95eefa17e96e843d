import type { WireEvent } from '../operation.ts'
import { withoutAbsent } from '../wire-json.ts'
import { isChanged, type Opportunity } from './opportunity.ts'

/** What the world is told of a new opportunity. */
export function opportunityCreated(opportunity: Opportunity, locationId: string): WireEvent {
  return opportunityEvent('OpportunityCreate', opportunity, locationId)
}

/** What the world is told of an opportunity that is gone: what it was at its end. */
export function opportunityDeleted(opportunity: Opportunity, locationId: string): WireEvent {
  return opportunityEvent('OpportunityDelete', opportunity, locationId)
}

/** The four changes that have an event of their own, by the field that they are about. */
const OWN_EVENTS = {
  pipelineStageId: 'OpportunityStageUpdate',
  status: 'OpportunityStatusUpdate',
  monetaryValue: 'OpportunityMonetaryValueUpdate',
  assignedTo: 'OpportunityAssignedToUpdate',
} as const

/** OpportunityUpdate tells of every change, the others of their field. Nothing changed: no event. */
export function opportunityChanges(before: Opportunity, after: Opportunity, locationId: string): WireEvent[] {
  if (!isChanged(before, after)) return []
  const fields = (Object.keys(OWN_EVENTS) as (keyof typeof OWN_EVENTS)[]).filter(name => before[name] !== after[name])
  const types = ['OpportunityUpdate', ...fields.map(name => OWN_EVENTS[name])]
  return types.map(type => opportunityEvent(type, after, locationId))
}

function opportunityEvent(type: string, opportunity: Opportunity, locationId: string): WireEvent {
  const { id, assignedTo, contactId, monetaryValue, name, pipelineId, pipelineStageId, source, status } = opportunity
  const body = withoutAbsent({
    ...{
      type,
      locationId,
      id,
      assignedTo,
      contactId,
      monetaryValue,
      name,
      pipelineId,
      pipelineStageId,
      source,
      status,
    },
    dateAdded: opportunity.createdAt.toISOString(),
  })
  return { type, body }
}
