import type { Generated, Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

export interface PipelineStage {
  id: string
  name: string
  position: number
  isInFunnel: boolean
  isInPieChart: boolean
}

export interface Pipeline {
  id: string
  name: string
  isInFunnel: boolean
  isInPieChart: boolean
  colorRenderMode: 'dot' | 'bg-tint' | 'none'
  stages: PipelineStage[]
}

interface Tables {
  crm_pipelines: {
    account_id: string
    id: string
    name: string
    position: number
    show_in_funnel: Generated<boolean>
    show_in_pie_chart: Generated<boolean>
    color_render_mode: Generated<Pipeline['colorRenderMode']>
    created_at: Date
    updated_at: Date
  }
  crm_pipeline_stages: {
    account_id: string
    id: string
    pipeline_id: string
    name: string
    position: number
    show_in_funnel: Generated<boolean>
    show_in_pie_chart: Generated<boolean>
  }
}

const on = (db: Sql): Kysely<Tables> => db

/** The pipelines of an account with their stages, both in the order of the board. */
export async function listPipelines(db: Sql, accountId: string): Promise<Pipeline[]> {
  const pipelines = await on(db)
    .selectFrom('crm_pipelines')
    .select(['id', 'name', 'color_render_mode as colorRenderMode'])
    .select(['show_in_funnel as isInFunnel', 'show_in_pie_chart as isInPieChart'])
    .where('account_id', '=', accountId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const stages = await on(db)
    .selectFrom('crm_pipeline_stages')
    .select(['id', 'pipeline_id as pipelineId', 'name', 'position'])
    .select(['show_in_funnel as isInFunnel', 'show_in_pie_chart as isInPieChart'])
    .where('account_id', '=', accountId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const stagesOf = Map.groupBy(stages, stage => stage.pipelineId)
  return pipelines.map(pipeline => ({ ...pipeline, stages: stagesOf.get(pipeline.id) ?? [] }))
}

export interface NewPipeline {
  id: string
  name: string
  position: number
  /** In the order of the board. */
  stages: { id: string; name: string }[]
  createdAt: Date
}

export async function insertPipeline(db: Sql, accountId: string, pipeline: NewPipeline): Promise<void> {
  const { id, name, position, createdAt } = pipeline
  await on(db)
    .insertInto('crm_pipelines')
    .values({ account_id: accountId, id, name, position, created_at: createdAt, updated_at: createdAt })
    .execute()
  const stages = pipeline.stages.map((stage, index) => ({
    ...stage,
    account_id: accountId,
    pipeline_id: id,
    position: index,
  }))
  if (stages.length > 0) await on(db).insertInto('crm_pipeline_stages').values(stages).execute()
}
