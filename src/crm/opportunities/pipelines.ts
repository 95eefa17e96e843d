import type { OperationContext } from '../operation.ts'
import { listPipelines } from './pipeline-store.ts'
import { presentPipeline } from './present-pipeline.ts'

export async function runListPipelines(context: OperationContext): Promise<object> {
  const pipelines = await context.read(db => listPipelines(db, context.accountId))
  return { pipelines: pipelines.map(pipeline => presentPipeline(pipeline, context.locationId)) }
}
