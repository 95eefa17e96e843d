import type { OperationContext } from '../operation.ts'
import { presentPipeline } from './present.ts'
import { listPipelines } from './store.ts'

export async function runListPipelines(context: OperationContext): Promise<object> {
  const pipelines = await context.read(db => listPipelines(db, context.accountId))
  return { pipelines: pipelines.map(pipeline => presentPipeline(pipeline, context.locationId)) }
}
