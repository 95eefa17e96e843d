import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Contract } from '../../contract/contract.ts'
import { invalidAll, Problem } from '../../domain/problem.ts'
import type { CalledOperation } from '../../verify/call-recorder.ts'
import { authenticate, recordTokenUse, requireOwnPages } from '../authenticate.ts'
import { refuseStrayTokens, refuseTokenInBody } from '../credentials.ts'
import { announceEndOfLife } from '../end-of-life.ts'
import { describeFault } from '../fault-words.ts'
import { takeFromLimits } from '../limit-headers.ts'
import { compileInputReader, type InputReader } from '../read-input.ts'
import { forbidCaching } from '../response-headers.ts'
import type { RouteAccess } from '../route-table.ts'
import { isSafeMethod } from '../same-origin.ts'
import type { Services } from '../services.ts'
import { acceptUpload } from '../upload.ts'
import { admit } from './admit.ts'
import { runHandler } from './idempotency.ts'
import { readIfMatch } from './if-match.ts'
import { mountOpenApi } from './openapi.ts'
import type { Call, Route } from './route.ts'
import { ROUTES } from './routes.ts'

/** Mounts the management API under /api. */
export function mountManagementApi(app: FastifyInstance, services: Services): void {
  app.register(
    async api => {
      forbidCaching(api)
      api.setNotFoundHandler(() => {
        throw new Problem('route_not_found')
      })
      for (const route of ROUTES) {
        const { upload } = route.handler.contract as Contract
        if (upload === undefined) mountRoute(api, route, services)
        else
          api.register(async scope => {
            acceptUpload(scope, upload)
            mountRoute(scope, route, services)
          })
      }
      mountOpenApi(api, services)
    },
    { prefix: '/api' },
  )
}

function mountRoute(api: FastifyInstance, route: Route, services: Services): void {
  const [method = '', url = ''] = route.on.split(' ')
  const { download, upload, ...schemas } = route.handler.contract as Contract
  const readInput = compileInputReader(schemas, upload !== undefined)
  api.route({
    method,
    url,
    config: { access: accessOf(route), operation: operationOf(route) },
    onRequest: (request, reply) => enter(route, services, { request, reply }),
    handler: async (request, reply) => {
      if (!isSafeMethod(request.method)) await admitAgain(route, services, request)
      refuseTokenInBody(request)
      const call = readCall(route, services, { request, reply, readInput })
      const { status, body, isReplay } = await runHandler(route.handler, call)
      reply.code(status)
      if (download !== undefined) reply.type(`${download}; charset=utf-8`)
      if (isReplay) reply.header('idempotency-replayed', 'true')
      setResourceHeaders(reply, accountOf(call), body)
      return status === 204 ? undefined : body
    },
  })
}

/** The steps before anything of the operation itself: who calls, and may they call this at all? */
async function enter(
  route: Route,
  services: Services,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  if (route.may.who === 'anyone') {
    refuseStrayTokens(request)
    requireOwnPages(request, services.publicUrl)
    return
  }
  if (!isSafeMethod(request.method)) {
    // A body that came right behind its head is whole by now, and needs no second look at the caller.
    await setImmediate()
    request.isBodyOlderThanCaller = request.raw.complete
  }
  const caller = await authenticate(request, services)
  request.caller = caller
  if (caller.kind === 'token') {
    recordTokenUse(request, caller.principal, services.verifier)
    announceEndOfLife(reply, caller.principal)
    await takeFromLimits(reply, caller.principal, services)
  }
  admit(route.may, caller, services.publicUrl)
}

/** A body can be on its way for long, and its sender lose the right to it meanwhile: what counts is the end of it. */
async function admitAgain(route: Route, services: Services, request: FastifyRequest): Promise<void> {
  if (route.may.who === 'anyone' || request.isBodyOlderThanCaller) return
  const caller = await authenticate(request, services)
  request.caller = caller
  admit(route.may, caller, services.publicUrl)
}

interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
  readInput: InputReader
}

function readCall(route: Route, services: Services, { request, reply, readInput }: Exchange): Call<never> {
  const { input, faults } = readInput(request)
  if (faults.length > 0) {
    const further = route.handler.faultsOf?.(input.body, services.deps.clock.now()) ?? []
    throw invalidAll([...faults.map(describeFault), ...further])
  }
  return {
    services,
    deps: services.deps,
    request,
    reply,
    caller: request.caller,
    params: readIds(request.params as Record<string, string | undefined>),
    query: input.query as never,
    body: input.body as never,
    ifVersion: readIfMatch(request.headers['if-match'], route.handler.contract),
  }
}

const ID = /^[a-z]{3}_[0-9A-Za-z]{20}$/

/**
 * Ids of the path. What cannot be an id of its kind becomes one that belongs to nobody: it takes the same way as an id
 * that is not there and gets the same answer, and nothing odd ever reaches a query.
 */
function readIds(params: Record<string, string | undefined>): Call<never>['params'] {
  return {
    accountId: readId('acc', params.accountId),
    integrationId: readId('int', params.integrationId),
    importId: readId('imp', params.importId),
    userId: readId('usr', params.userId),
    notificationId: readId('ntf', params.notificationId),
    sessionId: readId('ses', params.sessionId),
    passkeyId: readId('psk', params.passkeyId),
    roleId: readId('rol', params.roleId),
    inviteId: readId('inv', params.inviteId),
    apiKeyId: readId('key', params.apiKeyId),
    endpointId: readId('whe', params.endpointId),
    deliveryId: readId('dlv', params.deliveryId),
  }
}

function readId(kind: string, id: string | undefined): string {
  return id !== undefined && ID.test(id) && id.startsWith(kind) ? id : `${kind}_${'0'.repeat(20)}`
}

function accountOf({ caller, params }: Call<never>): string {
  return caller?.kind === 'token' ? caller.principal.accountId : params.accountId
}

function setResourceHeaders(reply: FastifyReply, accountId: string, body: object): void {
  const { integration, endpoint, ...others } = body as Record<string, { id?: string; version?: number } | undefined>
  const resource = integration ?? endpoint ?? others.member ?? others.role
  if (resource?.version !== undefined) reply.header('etag', `"${resource.version}"`)
  const list = integration === undefined ? endpoint && 'webhook-endpoints' : 'integrations'
  if (reply.statusCode !== 201 || list === undefined || resource?.id === undefined) return
  reply.header('location', `/api/accounts/${accountId}/${list}/${resource.id}`)
}

/** As what a token's calls of it are counted. */
function operationOf({ on, may, handler }: Route): CalledOperation {
  const [method = '', url = ''] = on.split(' ')
  return { id: handler.contract.id, method, path: `/api${url}`, ...(may.scope && { scope: may.scope }) }
}

function accessOf({ may }: Route): RouteAccess {
  const { permission, scope } = may
  return {
    dialect: 'problem',
    isPublic: may.who === 'anyone',
    ...(permission && { permission }),
    ...(scope && { scope }),
  }
}
