import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { WireError } from '../../crm/wire-error.ts'
import type { Principal } from '../../domain/principal.ts'
import { Problem } from '../../domain/problem.ts'
import { resolveTarget } from '../api-v2/location.ts'
import { answerWireErrors, sendWire } from '../api-v2/wire-reply.ts'
import { describeWireFault } from '../api-v2/wire-words.ts'
import { apiKeysUrl } from '../console-paths.ts'
import { readBearer, refuseStrayTokens, refuseTokenInBody } from '../credentials.ts'
import { answerLimit } from '../limit-headers.ts'
import { plainHeader } from '../origin.ts'
import { compileInputReader } from '../read-input.ts'
import { forbidCaching } from '../response-headers.ts'
import type { RouteAccess } from '../route-table.ts'
import type { Services } from '../services.ts'
import { type LegacyOperation, legacyOperations } from './operations.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The legacy key that opened the call, and what it opens. */
    apiKey: { id: string; principal: Principal } | undefined
  }
}

/** Since when API v1 is deprecated (RFC 9745): 1 January 2026. */
const DEPRECATION = '@1767225600'
const ACCESS: RouteAccess = { dialect: 'wire', isPublic: false }

/** Mounts API v1: a location's contacts for its legacy keys, each reply with the way to what comes after. */
export function mountLegacyApi(app: FastifyInstance, services: Services): void {
  app.decorateRequest('apiKey', undefined)
  app.register(
    async api => {
      forbidCaching(api)
      api.addHook('onRequest', (request, reply, done) => {
        reply.header('traceid', request.id)
        announceDeprecation(reply, services.publicUrl)
        done()
      })
      api.setErrorHandler(answerWireErrors(services.deps.log))
      api.setNotFoundHandler((_request, reply) =>
        sendWire(reply, new WireError(404, 'There is nothing at this address: API v1 serves contacts alone.')),
      )
      for (const legacy of legacyOperations(services.operations)) mountOperation(api, legacy, services)
    },
    { prefix: '/v1' },
  )
}

function mountOperation(api: FastifyInstance, legacy: LegacyOperation, services: Services): void {
  const { operation, names, isWrite } = legacy
  const readInput = compileInputReader(operation)
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    // A body can be on its way for long, and its sender's key be revoked meanwhile: what counts is the end of it.
    if (isWrite) await enter(request, reply, services)
    refuseTokenInBody(request)
    const { principal, id } = request.apiKey as NonNullable<FastifyRequest['apiKey']>
    if (names !== undefined) nameLocation(request, names, principal.wireId)
    const { params, query, body } = request
    const target = resolveTarget(operation, principal, { parts: { params, query, body }, verifier: services.verifier })
    const { input, faults } = readInput(request)
    if (faults.length > 0) throw new WireError(422, faults.map(describeWireFault))
    const result = await operation.run(services.openContext(principal, target), { params, ...input })
    services.apiKeyUse.record({ accountId: principal.accountId, apiKeyId: id }, { ...callerOf(request), isWrite })
    reply.code(operation.status)
    return result
  }
  for (const url of [operation.path, `${operation.path}/`]) {
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      await enter(request, reply, services)
      await takeFromKey(request, reply, services)
    }
    api.route({ method: operation.method, url, config: { access: ACCESS }, onRequest, handler })
  }
}

/** One key in the Authorization header, that lives, of an account that still answers its keys. */
async function enter(request: FastifyRequest, reply: FastifyReply, services: Services): Promise<void> {
  refuseStrayTokens(request)
  const secret = readBearer(request)
  if (secret === undefined) throw new WireError(401, 'Send an API key as "Authorization: Bearer …".')
  const verdict = await services.apiKeys.check(secret, { ip: request.ip })
  if (verdict.ok) {
    request.apiKey = { id: verdict.apiKeyId, principal: verdict.principal }
    announceDeprecation(reply, services.publicUrl, verdict.principal)
    return
  }
  if (verdict.reason === 'limited') {
    throw new Problem('rate_limited', { facts: { retryAfterSeconds: Math.ceil(verdict.waitMs / 1000) } })
  }
  if (verdict.reason === 'off') {
    throw new WireError(410, 'This account has switched its API keys off. Ask an admin for a private integration.')
  }
  throw new WireError(401, 'Invalid API key. Tokens of private integrations go to API v2.0, under /v2.')
}

/** A legacy key may call as often as an integration for which nothing else is set. */
async function takeFromKey(request: FastifyRequest, reply: FastifyReply, { limits, deps }: Services): Promise<void> {
  if (request.apiKey === undefined) return
  answerLimit(reply, await limits.take(request.apiKey.id, {}, deps.clock.now().getTime()))
}

/** That it is deprecated, where it is explained or moved, and what comes after. */
function announceDeprecation(reply: FastifyReply, publicUrl: URL, principal?: Principal): void {
  const page = apiKeysUrl(publicUrl, principal?.accountId)
  const successor = new URL('/v2', publicUrl).href
  reply.header('deprecation', DEPRECATION)
  reply.header('link', `<${page}>; rel="deprecation"; type="text/html", <${successor}>; rel="successor-version"`)
}

/** The key knows its location: a request that names none means that one. Another one is refused later on. */
function nameLocation(request: FastifyRequest, part: 'query' | 'body', locationId: string): void {
  const given = request[part]
  if (part === 'body' && given !== undefined && (typeof given !== 'object' || Array.isArray(given))) return
  const named = { locationId, ...(given as Record<string, unknown> | null | undefined) }
  if (part === 'query') request.query = named
  else request.body = named
}

function callerOf(request: FastifyRequest) {
  return {
    ip: request.ip,
    userAgent: plainHeader(request.headers['user-agent']),
    clientName: plainHeader(request.headers['x-client-name'], 100),
  }
}
