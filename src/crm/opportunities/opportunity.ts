import { canonicalJson } from '../../lib/canonical-json.ts'

/** Where a deal can stand. The documents list `all`, too, which is a search's word and no status. */
export const STATUSES = ['open', 'won', 'lost', 'abandoned'] as const

export type OpportunityStatus = (typeof STATUSES)[number]

/** A deal that may come about, on a stage of a pipeline. */
export interface Opportunity {
  id: string
  name: string
  pipelineId: string
  pipelineStageId: string
  status: OpportunityStatus
  monetaryValue: number
  source: string | null
  contactId: string | null
  /** Wire id of a user. */
  assignedTo: string | null
  /** Wire ids of users. */
  followers: string[]
  /** Of a lost one alone. */
  lostReasonId: string | null
  /** By the id of the custom field. */
  customValues: Record<string, unknown>
  lastStatusChangeAt: Date
  lastStageChangeAt: Date
  createdAt: Date
  updatedAt: Date
}

/** True when the two differ in what a caller can set; the times of changes don't count. */
export function isChanged(before: Opportunity, after: Opportunity): boolean {
  const { lastStatusChangeAt, lastStageChangeAt, updatedAt } = before
  const settled = { ...after, lastStatusChangeAt, lastStageChangeAt, updatedAt }
  return canonicalJson(before) !== canonicalJson(settled)
}

/** The changed opportunity with the times of what changed. */
export function withTimes(before: Opportunity, after: Opportunity, now: Date): Opportunity {
  return {
    ...after,
    lastStatusChangeAt: before.status === after.status ? before.lastStatusChangeAt : now,
    lastStageChangeAt: before.pipelineStageId === after.pipelineStageId ? before.lastStageChangeAt : now,
    updatedAt: now,
  }
}
