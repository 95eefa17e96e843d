import type { Operation } from '../operation.ts'
import { runListPipelines } from './pipelines.ts'
import { PipelinesQuery } from './schema.ts'

/** What API v2.0 serves of opportunities. Pipelines cannot be made through v2: they are set up in the account. */
export const opportunityOperations: Operation[] = [
  {
    id: 'get-pipelines',
    module: 'opportunities',
    method: 'GET',
    path: '/opportunities/pipelines',
    scope: 'opportunities.readonly',
    status: 200,
    locationFrom: 'query.locationId',
    query: PipelinesQuery,
    run: runListPipelines,
  },
]
