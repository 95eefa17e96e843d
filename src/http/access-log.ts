import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '../actions/deps.ts'

/**
 * One line per request, of named fields only. The path is the route's pattern: what the caller wrote (ids, queries,
 * headers, bodies) may hold a secret and is never read here.
 */
export function addAccessLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ip: request.ip,
        ...principalFacts(request),
      },
      'http.request',
    )
    done()
  })
}

function principalFacts(request: FastifyRequest): Record<string, string> {
  const caller = request.caller
  if (caller === undefined) return {}
  if (caller.kind === 'user') return { userId: caller.actor.userId }
  const { accountId, integrationId, tokenId } = caller.principal
  return { accountId, integrationId, tokenId }
}
