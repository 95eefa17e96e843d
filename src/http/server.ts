import type { Server } from 'node:http'
import { type FastifyHttpOptions, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { Problem } from '../domain/problem.ts'
import { randomBase62 } from '../lib/ids.ts'
import { addAccessLog } from './access-log.ts'
import { mountLegacyApi } from './api-v1/mount.ts'
import { isWirePath, mountWireApi } from './api-v2/mount.ts'
import { answerWireErrors } from './api-v2/wire-reply.ts'
import { mountCalendarFeed } from './calendar-feed.ts'
import { addCallLog } from './call-log.ts'
import { answerClientError } from './client-error.ts'
import { consolePages } from './console/routes.ts'
import { docsPages } from './docs/routes.ts'
import { logError } from './error-log.ts'
import { checkFraming, URL_BYTES_MAX } from './framing.ts'
import { createHostList } from './host-list.ts'
import { createHttpServer } from './http-server.ts'
import { acceptOnlyJson } from './json-body.ts'
import { addLoadShedding } from './load-shedding.ts'
import { mountManagementApi } from './management/mount.ts'
import { METRICS_PATH, mountMetrics } from './metrics.ts'
import { mountOauthMetadata } from './oauth-metadata.ts'
import { sendProblemPage, wantsPage } from './pages/problem-page.ts'
import { pages } from './pages/routes.ts'
import { createLane } from './platform/lane.ts'
import { mountProbes, PROBE_PATHS } from './probes.ts'
import { sendProblem, sendUnexpected } from './problem-reply.ts'
import { readError } from './read-error.ts'
import { addRequestMetrics } from './request-metrics.ts'
import { addResponseHeaders } from './response-headers.ts'
import { addRouteTable } from './route-table.ts'
import type { Services } from './services.ts'
import { addTracing } from './tracing.ts'
import { mountWebhookKeys } from './webhook-keys.ts'

/** Makes the HTTP server, ready to listen. Everything it does stands in the plugins mounted here. */
export function buildServer(services: Services): FastifyInstance {
  const lane = createLane(services)
  const options: FastifyHttpOptions<Server> = {
    logger: false,
    genReqId: () => randomBase62(16),
    trustProxy: services.trustedProxies.length === 0 ? false : [...services.trustedProxies],
    serverFactory: handler => createHttpServer(handler, lane),
    routerOptions: { maxParamLength: URL_BYTES_MAX, ignoreTrailingSlash: false, caseSensitive: true },
    // Until the listener is closed a request that still comes in on an open connection is served, not turned away.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => {
      const status = answerClientError(error, socket)
      services.deps.log.info({ status, code: error.code, ip: socket.remoteAddress }, 'http.unreadable')
    },
    frameworkErrors: answerFrameworkErrors(services),
  }
  const app = fastify(options)
  app.addHook('preClose', done => {
    lane.close()
    done()
  })
  app.decorateRequest('caller', undefined)
  app.decorateRequest('isBodyOlderThanCaller', false)
  addRouteTable(app)
  addResponseHeaders(app, services)
  addTracing(app, services)
  addLoadShedding(app, services)
  addRequestChecks(app, services)
  addAccessLog(app, services.deps.log)
  addCallLog(app, services)
  addRequestMetrics(app, services)
  acceptOnlyJson(app)
  app.setErrorHandler(answerErrors(services))
  app.setNotFoundHandler((request, reply) => {
    const problem = new Problem('route_not_found')
    return wantsPage(request) ? sendProblemPage(request, reply, problem) : sendProblem(reply, problem)
  })
  mountProbes(app, services)
  mountMetrics(app, services)
  mountOauthMetadata(app, services)
  mountWebhookKeys(app, services)
  mountManagementApi(app, services)
  mountCalendarFeed(app, services)
  mountWireApi(app, services)
  mountLegacyApi(app, services)
  app.register(pages(services))
  app.register(docsPages(services))
  app.register(consolePages(services))
  return app
}

/** What the router refuses before any plugin is entered, in the dialect of the path it was meant for. */
function answerFrameworkErrors(services: Services) {
  const answer = answerErrors(services)
  const answerWire = answerWireErrors(services.deps.log)
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    void (isWirePath(request.raw.url ?? '') ? answerWire : answer)(error, request, reply)
  }
}

function addRequestChecks(app: FastifyInstance, services: Services): void {
  const hosts = createHostList(services.publicUrl, services.allowedHosts)
  app.addHook('onRequest', (request, _reply, done) => {
    checkFraming(request)
    // Probes come to the node's own address, under whatever name the balancer has for it. They tell nothing; metrics tell only who holds the secret.
    const path = request.raw.url ?? ''
    const isProbe = PROBE_PATHS.has(path) || (path === METRICS_PATH && services.metricsToken !== undefined)
    if (!isProbe && !hosts.has(request.headers.host ?? '', request.socket.localPort)) throw new Problem('host_unknown')
    done()
  })
}

/** The one place where an error becomes a reply of this dialect. API v2.0 has its own. */
function answerErrors(services: Services) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = readError(error, request)
    logError(services.deps.log, request, { error, problem })
    return problem === undefined ? sendUnexpected(request, reply) : sendProblem(reply, problem)
  }
}
