import type { Pipeline } from './pipeline-store.ts'

/** The documents type `stages` as arrays in an array; what clients read are objects with an id and a name. */
export function presentPipeline(pipeline: Pipeline, locationId: string): Record<string, unknown> {
  return {
    id: pipeline.id,
    name: pipeline.name,
    stages: pipeline.stages.map(stage => ({
      id: stage.id,
      name: stage.name,
      position: stage.position,
      showInFunnel: stage.isInFunnel,
      showInPieChart: stage.isInPieChart,
    })),
    showInFunnel: pipeline.isInFunnel,
    showInPieChart: pipeline.isInPieChart,
    locationId,
    colorRenderMode: pipeline.colorRenderMode,
  }
}
