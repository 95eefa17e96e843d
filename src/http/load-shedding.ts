import type { FastifyInstance } from 'fastify'
import { Problem } from '../domain/problem.ts'
import { METRICS_PATH } from './metrics.ts'
import { PROBE_PATHS } from './probes.ts'
import type { LoadServices } from './request-metrics.ts'

/** Answers 503 at once while the node has too much to do: a late answer costs the same and helps nobody. */
export function addLoadShedding(app: FastifyInstance, { isOverloaded, requestMetrics }: LoadServices): void {
  if (isOverloaded === undefined) return
  app.addHook('onRequest', (request, _reply, done) => {
    const path = request.raw.url ?? ''
    // Who watches over a node must see that it is overloaded, not that it is gone.
    if (!isOverloaded() || PROBE_PATHS.has(path) || path === METRICS_PATH) {
      done()
      return
    }
    requestMetrics.recordShed()
    throw new Problem('temporary_reduced_capacity')
  })
}
