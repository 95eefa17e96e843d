import { sql } from 'kysely'
import { refuse } from '../wire-error.ts'
import type { Work } from '../work.ts'
import type { Opportunity } from './opportunity.ts'

/** Where an opportunity stands. */
export type Standing = Pick<Opportunity, 'pipelineId' | 'pipelineStageId'>

/**
 * The stage that a body asks for, of `before` or of a new opportunity: a pipeline alone means its first stage, a stage alone
 * one of the pipeline it is in. Refuses (422) what is not the account's: a stranger's and a made-up id alike.
 */
export async function resolveStanding(
  work: Pick<Work, 'db' | 'context'>,
  asked: Partial<Standing>,
  before?: Standing,
): Promise<Standing> {
  const { pipelineId = before?.pipelineId ?? '', pipelineStageId } = asked
  const isSamePipeline = before !== undefined && pipelineId === before.pipelineId
  if (isSamePipeline && (pipelineStageId ?? before.pipelineStageId) === before.pipelineStageId) {
    return { pipelineId, pipelineStageId: before.pipelineStageId }
  }
  const stageIds = await listStageIds(work, pipelineId)
  if (stageIds.length === 0) {
    throw refuse('pipelineId', `must be the id of a pipeline of this location that has stages: ${pipelineId} is none`)
  }
  const stageId = pipelineStageId ?? stageIds[0]
  if (stageId === undefined || !stageIds.includes(stageId)) {
    throw refuse('pipelineStageId', `must be the id of a stage of pipeline ${pipelineId}: ${pipelineStageId} is none`)
  }
  return { pipelineId, pipelineStageId: stageId }
}

/** In the order of the board. */
async function listStageIds({ db, context }: Pick<Work, 'db' | 'context'>, pipelineId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from crm_pipeline_stages where account_id = ${context.accountId} and pipeline_id = ${pipelineId}
     order by position, id`.execute(db)
  return rows.map(row => row.id)
}
