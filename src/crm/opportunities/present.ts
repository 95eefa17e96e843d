import { withoutAbsent } from '../wire-json.ts'
import type { ContactSummary } from './contacts.ts'
import type { Opportunity } from './opportunity.ts'

type Wire = Record<string, unknown>

/** What an opportunity is shown with. */
export interface Surroundings {
  locationId: string
  contact: ContactSummary | undefined
}

/** An opportunity as every operation shows it. */
export function presentOpportunity(opportunity: Opportunity, { locationId, contact }: Surroundings): Wire {
  const { id, name, monetaryValue, pipelineId, pipelineStageId, assignedTo, status, source } = opportunity
  return withoutAbsent({
    ...{ id, name, monetaryValue, pipelineId, pipelineStageId, assignedTo, status, source },
    lastStatusChangeAt: opportunity.lastStatusChangeAt.toISOString(),
    lastStageChangeAt: opportunity.lastStageChangeAt.toISOString(),
    lastActionDate: opportunity.updatedAt.toISOString(),
    createdAt: opportunity.createdAt.toISOString(),
    updatedAt: opportunity.updatedAt.toISOString(),
    contactId: opportunity.contactId,
    locationId,
    contact: contact && withoutAbsent({ ...contact }),
    lostReasonId: opportunity.lostReasonId,
    customFields: Object.entries(opportunity.customValues).map(([fieldId, value]) => ({
      id: fieldId,
      fieldValue: presentValue(value),
    })),
    followers: opportunity.followers,
  })
}

/** The document knows text, objects, and lists of either: a number is shown as its text. */
function presentValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.every(isRecord) ? value : value.map(asText)
  return isRecord(value) ? value : asText(value)
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
