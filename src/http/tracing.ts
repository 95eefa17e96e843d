import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A request under way, as a trace has it. */
export interface RequestSpan {
  end(facts: Record<string, string | number>): void
}

/** Begins spans. Absent = no traces, and no hook stands in the way. */
export interface RequestTracer {
  begin(name: string, traceparent: string | undefined): RequestSpan
}

declare module 'fastify' {
  interface FastifyRequest {
    span: RequestSpan | undefined
  }
}

/** One span for each request, of named facts only: the route's pattern and ids of our own, never what a caller wrote. */
export function addTracing(app: FastifyInstance, { tracer }: { tracer?: RequestTracer }): void {
  if (tracer === undefined) return
  app.decorateRequest('span', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    const { traceparent } = request.headers
    const route = request.routeOptions.url ?? 'none'
    request.span = tracer.begin(`${request.method} ${route}`, typeof traceparent === 'string' ? traceparent : undefined)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    request.span?.end({
      'http.request.method': request.method,
      'http.route': request.routeOptions.url ?? 'none',
      'http.response.status_code': reply.statusCode,
      'pit.request_id': request.id,
      ...principalFacts(request),
    })
    done()
  })
}

function principalFacts({ caller }: FastifyRequest): Record<string, string> {
  if (caller === undefined) return {}
  if (caller.kind === 'user') return { 'pit.user_id': caller.actor.userId }
  const { accountId, integrationId } = caller.principal
  return { 'pit.account_id': accountId, 'pit.integration_id': integrationId }
}
