import type { FastifyInstance } from 'fastify'
import type { Services } from './services.ts'

/** Answered under any Host: a balancer asks each node by its address. */
export const PROBE_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

const ACCESS = { dialect: 'problem', isPublic: true } as const

/** `/healthz`: the process answers. `/readyz`: it may be sent requests. */
export function mountProbes(app: FastifyInstance, services: Pick<Services, 'isReady' | 'nodeId'>): void {
  app.get('/healthz', { config: { access: ACCESS } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { status: 'ok' }
  })
  app.get('/readyz', { config: { access: ACCESS } }, async (_request, reply) => {
    const isReady = services.isReady()
    reply.code(isReady ? 200 : 503).header('cache-control', 'no-store')
    if (!isReady) reply.header('retry-after', '1')
    // Whose lease to look for in a database: by this a doctor tells the server of one folder from that of another.
    if (services.nodeId !== undefined) reply.header('x-node', services.nodeId)
    return { status: isReady ? 'ready' : 'not ready' }
  })
}
