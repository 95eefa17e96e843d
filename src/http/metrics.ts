import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import { type Reading, renderMetrics } from '../lib/metrics.ts'
import { networkList } from '../lib/networks.ts'
import { isSameBytes, sha256 } from '../lib/secrets.ts'

/** Where Prometheus reads. */
export const METRICS_PATH = '/metrics'

/** What /metrics shows, and to whom. */
export interface MetricsServices {
  readMetrics(): Reading[]
  /** Who holds it may read; without one, only this machine itself. */
  metricsToken?: string
}

const LOOPBACK = networkList(['127.0.0.0/8', '::1'])
const ACCESS = { dialect: 'problem', isPublic: true } as const

/** Mounts /metrics. Numbers about everyone's use are for the operator: a secret opens it, or being on the machine. */
export function mountMetrics(app: FastifyInstance, { readMetrics, metricsToken }: MetricsServices): void {
  app.get(METRICS_PATH, { config: { access: ACCESS } }, async (request, reply) => {
    if (metricsToken === undefined) requireThisMachine(request)
    else requireMetricsToken(request, metricsToken)
    reply.header('cache-control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8')
    return renderMetrics(readMetrics())
  })
}

/** The socket's own address counts, and a request that a proxy on this machine passed on came from elsewhere. */
function requireThisMachine(request: FastifyRequest): void {
  const { forwarded, 'x-forwarded-for': forwardedFor, via } = request.headers
  const isPassedOn = forwarded !== undefined || forwardedFor !== undefined || via !== undefined
  if (isPassedOn || !LOOPBACK.has(request.socket.remoteAddress ?? '')) throw new Problem('route_not_found')
}

function requireMetricsToken(request: FastifyRequest, token: string): void {
  const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given === undefined) throw new Problem('session_required')
  if (!isSameBytes(sha256(given), sha256(token))) throw new Problem('token_invalid')
}
