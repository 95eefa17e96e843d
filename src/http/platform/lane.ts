import type { IncomingMessage, ServerResponse } from 'node:http'
import { describeError } from '../error-log.ts'
import { MethodProblem } from '../framing.ts'
import { problemOf } from '../read-error.ts'
import type { Services } from '../services.ts'
import { createAnswerer, type Exchange } from './answer.ts'
import { createAuthz } from './authz.ts'
import { createPlatformDoor } from './callers.ts'
import { createChanges } from './changes.ts'
import { createIntrospect } from './introspect.ts'
import { createReport } from './report.ts'
import { createRevoke } from './revoke.ts'
import { createVerify } from './verify.ts'

/** The platform's doors. `takes` answers a request of theirs; false leaves it to the rest of the server. */
export interface Lane {
  takes(request: IncomingMessage, response: ServerResponse): boolean
  /** Ends what would keep the server from closing. */
  close(): void
}

/**
 * `/authz`, `/verify` and `/oauth/…`, answered before Fastify: no routing, no hooks, no schema per reply. They carry no
 * cookie and serve no page, so that a Host header of whatever name does no harm here.
 */
export function createLane(services: Services): Lane {
  const answerer = createAnswerer(services)
  const authz = createAuthz(services, answerer)
  const admit = createPlatformDoor(services.platformKeys ?? [], request =>
    services.failures.failed(answerer.clientOf(request).ip),
  )
  const changes = createChanges(services)
  // What is thrown here has nobody above it: it would end the process.
  const fail = (exchange: Exchange, error: unknown): void => {
    const problem = problemOf(error)
    if (exchange.response.headersSent) exchange.response.destroy()
    else if (problem !== undefined) answerer.problem(exchange, problem)
    else answerer.unexpected(exchange)
    if (problem !== undefined) return
    services.deps.log.error({ requestId: exchange.requestId, error: describeError(error) }, 'http.unexpected_error')
  }
  const answerAuthz = (exchange: Exchange): void => {
    try {
      const deciding = authz(exchange)
      if (deciding instanceof Promise) deciding.catch(error => fail(exchange, error))
    } catch (error) {
      fail(exchange, error)
    }
  }
  const answer = async (exchange: Exchange, { method, door, admitsItself }: Door): Promise<void> => {
    try {
      requireMethod(exchange.request, method)
      if (admitsItself !== true) admit(exchange.request)
      await door(exchange)
    } catch (error) {
      fail(exchange, error)
    }
  }
  const doors: Record<string, Door> = {
    '/verify': { method: 'POST', door: createVerify(services, answerer) },
    '/verify/calls': { method: 'POST', door: createReport(services, answerer) },
    '/verify/changes': { method: 'GET', door: async exchange => changes.open(exchange) },
    '/oauth/introspect': { method: 'POST', door: createIntrospect(services, answerer, admit), admitsItself: true },
    '/oauth/revoke': { method: 'POST', door: createRevoke(services, answerer), admitsItself: true },
  }
  const takes: Lane['takes'] = (request, response) => {
    const { url = '' } = request
    if (isAuthz(url)) {
      answerAuthz(answerer.open(request, response))
      return true
    }
    const end = url.indexOf('?')
    const path = end === -1 ? url : url.slice(0, end)
    const door = Object.hasOwn(doors, path) ? doors[path] : undefined
    if (door === undefined) return false
    void answer(answerer.open(request, response), door)
    return true
  }
  return { takes, close: () => changes.close() }
}

interface Door {
  method: 'GET' | 'POST'
  /** Asks for no key of the platform, or looks for it where others have none. */
  admitsItself?: boolean
  door(exchange: Exchange): Promise<void>
}

/** Envoy appends the path that it was asked for. */
function isAuthz(url: string): boolean {
  if (!url.startsWith('/authz')) return false
  const next = url.charCodeAt('/authz'.length)
  return Number.isNaN(next) || next === QUESTION_MARK || next === SLASH
}

const QUESTION_MARK = 0x3f
const SLASH = 0x2f

function requireMethod({ method }: IncomingMessage, wanted: string): void {
  if (method !== wanted) throw new MethodProblem(`This address takes ${wanted}.`, wanted)
}
