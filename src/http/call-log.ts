import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { clientSeen } from './authenticate.ts'
import type { Services } from './services.ts'

/** Remembers every answered call of a known token: who called, from where, what, and how it was answered. */
export function addCallLog(app: FastifyInstance, services: Pick<Services, 'calls'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    recordCall(request, reply, services)
    done()
  })
}

function recordCall(request: FastifyRequest, reply: FastifyReply, { calls }: Pick<Services, 'calls'>): void {
  const { caller } = request
  const { operation } = request.routeOptions.config
  if (caller?.kind !== 'token' || operation === undefined) return
  const { principal } = caller
  const isScopeMissing = operation.scope !== undefined && !principal.scopes.has(operation.scope)
  calls.record({
    principal,
    client: clientSeen(request),
    operation,
    status: reply.statusCode,
    durationMs: reply.elapsedTime,
    requestId: request.id,
    ...(isScopeMissing && { missingScope: operation.scope }),
  })
}
