import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '../../crm/operation.ts'
import { WireError } from '../../crm/wire-error.ts'
import type { Turns } from '../../lib/turns.ts'
import { authenticateToken, recordTokenUse } from '../authenticate.ts'
import type { Caller } from '../caller.ts'
import { readBearer, refuseStrayTokens, refuseTokenInBody } from '../credentials.ts'
import { announceEndOfLife } from '../end-of-life.ts'
import { takeFromLimits } from '../limit-headers.ts'
import { compileInputReader, type InputReader } from '../read-input.ts'
import { forbidCaching } from '../response-headers.ts'
import type { RouteAccess } from '../route-table.ts'
import { isSafeMethod } from '../same-origin.ts'
import { requireScope } from '../scope-check.ts'
import type { Services } from '../services.ts'
import type { ShapeFault } from '../shapes.ts'
import { compileShape } from '../shapes.ts'
import { resolveTarget } from './location.ts'
import { operationTurns } from './turns.ts'
import { checkVersion } from './version.ts'
import { answerWireErrors, sendWire } from './wire-reply.ts'
import { describeWireFault } from './wire-words.ts'

/** Whether an address belongs to API v2.0 or v1, for refusals that come before any routing. */
export function isWirePath(url: string): boolean {
  return /^\/v[12](?:[/?]|$)/.test(url)
}

/** Mounts API v2.0: what is served, what is documented but not served, and its own way of saying no. */
export function mountWireApi(app: FastifyInstance, services: Services): void {
  app.register(
    async api => {
      forbidCaching(api)
      api.addHook('onRequest', (request, reply, done) => {
        reply.header('traceid', request.id)
        done()
      })
      api.setErrorHandler(answerWireErrors(services.deps.log))
      api.setNotFoundHandler((_request, reply) =>
        sendWire(reply, new WireError(404, 'There is nothing at this address.')),
      )
      const isPublic: RouteAccess = { dialect: 'wire', isPublic: true }
      api.get('/health', { config: { access: isPublic } }, async () => ({ status: 'ok' }))
      const turns = operationTurns()
      for (const operation of services.operations) mountOperation(api, operation, { ...services, turns })
      for (const operation of services.documented) mountUnserved(api, operation, services)
    },
    { prefix: '/v2' },
  )
}

/** The request path of one operation, as a list of named steps. */
function mountOperation(api: FastifyInstance, operation: Operation, services: Services & { turns: Turns }): void {
  const readInput = compileInputReader(operation)
  const paramFaults = operation.params === undefined ? undefined : compileShape(operation.params)
  const access: RouteAccess = { dialect: 'wire', isPublic: false, scope: operation.scope }
  const counted = { id: operation.id, method: operation.method, path: `/v2${operation.path}`, scope: operation.scope }
  for (const path of bothForms(operation.path)) {
    api.route({
      method: operation.method,
      url: path,
      config: { access, operation: counted },
      onRequest: async (request, reply) => {
        const { principal } = await enter(request, reply, services)
        await takeFromLimits(reply, principal, services)
        requireScope(principal, operation.scope, services.publicUrl)
      },
      handler: async (request, reply) => {
        if (!isSafeMethod(request.method)) await admitAgain(operation, services, request)
        refuseTokenInBody(request)
        const { params, query, body } = request
        const { principal } = request.caller as Caller & { kind: 'token' }
        const target = resolveTarget(operation, principal, {
          parts: { params, query, body },
          verifier: services.verifier,
        })
        checkParams(paramFaults?.(params) ?? [])
        const input = readValid(readInput, request)
        const run = () => operation.run(services.openContext(principal, target), { params, ...input })
        const result = await services.turns.run(principal.integrationId, run)
        reply.code(operation.status)
        return result
      },
    })
  }
}

/**
 * Documented, not served: says so to a caller who could use it, never a made-up 200. It says so before any body is read: some
 * of these take forms and files, and those would be refused for their type.
 */
function mountUnserved(api: FastifyInstance, operation: Services['documented'][number], services: Services): void {
  const counted = { id: operation.id, method: operation.method, path: `/v2${operation.path}` }
  const says = `${operation.id} (${operation.method} ${operation.path}) is documented but not served here`
  const refuse = (): never => {
    throw new WireError(501, says)
  }
  for (const url of bothForms(operation.path)) {
    api.route({
      method: operation.method,
      url,
      config: { access: { dialect: 'wire', isPublic: false }, operation: counted },
      onRequest: async (request, reply) => {
        const { principal } = await enter(request, reply, services)
        await takeFromLimits(reply, principal, services)
        refuse()
      },
      handler: refuse,
    })
  }
}

/** The steps before anything of the operation itself: one bearer, the version, a secret that lives. */
async function enter(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<Caller & { kind: 'token' }> {
  refuseStrayTokens(request)
  if (readBearer(request) !== undefined) checkVersion(request.headers.version)
  const caller = await authenticateToken(request, services.verifier)
  request.caller = caller
  recordTokenUse(request, caller.principal, services.verifier)
  announceEndOfLife(reply, caller.principal)
  return caller
}

/** A body can be on its way for long, and its sender's token end meanwhile: what counts is the end of it. */
async function admitAgain(operation: Operation, services: Services, request: FastifyRequest): Promise<void> {
  const caller = await authenticateToken(request, services.verifier)
  request.caller = caller
  requireScope(caller.principal, operation.scope, services.publicUrl)
}

/** Clients write `/contacts` and `/contacts/`; a redirect would lose the body of a POST. */
function bothForms(path: string): [string, string] {
  return [path, `${path}/`]
}

/** A word of a fixed list is told; an id that cannot be one is nobody's id. */
function checkParams(faults: readonly ShapeFault[]): void {
  if (faults.length === 0) return
  const words = faults.filter(fault => fault.rule === 'enum' || fault.rule === 'const' || fault.rule === 'anyOf')
  if (words.length > 0) throw new WireError(422, words.map(describeWireFault))
  throw new WireError(404, `${String(faults[0]?.path.at(-1) ?? 'id')} not found`)
}

function readValid(readInput: InputReader, request: FastifyRequest): { query: unknown; body: unknown } {
  const { input, faults } = readInput(request)
  if (faults.length > 0) throw new WireError(422, faults.map(describeWireFault))
  return input
}
