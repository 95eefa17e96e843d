import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { findSession } from '../actions/sessions.ts'
import type { Principal } from '../domain/principal.ts'
import { Problem } from '../domain/problem.ts'
import type { ClientSeen } from '../verify/use-recorder.ts'
import type { Verifier } from '../verify/verifier.ts'
import type { Caller } from './caller.ts'
import { readBearer, refuseStrayTokens } from './credentials.ts'
import { originOf, plainHeader } from './origin.ts'
import { isFromOwnPages, isSafeMethod } from './same-origin.ts'
import type { Services } from './services.ts'
import { readSessionCookie } from './session-cookie.ts'

const CLIENT_NAME_LENGTH_MAX = 100

/**
 * Who calls the management API: a token in the Authorization header, else a session cookie. An Authorization header is
 * a deliberate choice, so the cookie that a browser adds by itself does not count beside it.
 */
export async function authenticate(request: FastifyRequest, services: Services): Promise<Caller> {
  refuseStrayTokens(request)
  if (request.headers.authorization !== undefined) return authenticateToken(request, services.verifier)
  const caller = await authenticateSession(request, services)
  if (caller === undefined) throw new Problem('session_required')
  if (!isSafeMethod(request.method)) requireOwnPages(request, services.publicUrl)
  return caller
}

/** The signed-in person, if the request carries a session that lives. Pages use it too. */
export async function authenticateSession(
  request: FastifyRequest,
  services: Pick<Services, 'deps' | 'publicUrl'>,
): Promise<(Caller & { kind: 'user' }) | undefined> {
  const sessionSecret = readSessionCookie(request, services.publicUrl)
  if (sessionSecret === undefined) return undefined
  const session = await findSession(services.deps, sessionSecret)
  if (session === undefined) return undefined
  const { id, name, email } = session.user
  const { provenAt } = session
  return {
    kind: 'user',
    actor: { kind: 'user', userId: id, name, email, provenAt, origin: originOf(request) },
    session: { ...session, sessionSecret },
  }
}

/** Refuses what another site made a browser send (CSRF), sign-in included. */
export function requireOwnPages(request: FastifyRequest, publicUrl: URL): void {
  if (!isFromOwnPages(request.headers, publicUrl)) throw new Problem('origin_foreign')
}

/** The caller behind a bearer token. Why a token is refused is never told: unknown, ended and disabled read the same. */
export async function authenticateToken(
  request: FastifyRequest,
  verifier: Verifier,
): Promise<Caller & { kind: 'token' }> {
  const secret = readBearer(request)
  if (secret === undefined) throw new Problem('session_required')
  const operation = `${request.method} ${request.routeOptions.url ?? ''}`
  const verdict = await verifier.decide(secret, { ...clientSeen(request), operation })
  if (verdict.ok) return toCaller(verdict.principal, request, verifier)
  if (verdict.reason === 'unavailable') throw new Problem('temporary_reduced_capacity')
  if (verdict.reason === 'limited') throw tooManyFailures(verdict.retryAfterMs ?? 0)
  if (verdict.reason === 'address') throw new Problem('address_not_allowed')
  throw new Problem('token_invalid')
}

/** The same for every network that fails too often. A valid token from there is still accepted. */
function tooManyFailures(retryAfterMs: number): Problem {
  return new Problem('rate_limited', {
    detail: 'Too many requests with tokens that are not valid came from this network. Wait and try again.',
    facts: { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) },
  })
}

/** Remembers by whom a token was used, so that a rotation can tell who still holds the old one. */
export function recordTokenUse(request: FastifyRequest, principal: Principal, verifier: Verifier): void {
  verifier.recordUse(principal, clientSeen(request))
}

/** A caller as the request shows it. */
export function clientSeen(request: FastifyRequest): ClientSeen {
  return clientOf(request.headers, request.ip)
}

/** The same of bare headers. */
export function clientOf(headers: IncomingHttpHeaders, ip: string): ClientSeen {
  return {
    ip,
    userAgent: plainHeader(headers['user-agent']),
    clientName: plainHeader(headers['x-client-name'], CLIENT_NAME_LENGTH_MAX),
  }
}

function toCaller(principal: Principal, request: FastifyRequest, verifier: Verifier): Caller & { kind: 'token' } {
  const { accountId, integrationId, tokenId, scopes } = principal
  const name = verifier.describe(principal)?.name ?? integrationId
  const origin = originOf(request)
  return {
    kind: 'token',
    principal,
    actor: { kind: 'token', accountId, integrationId, tokenId, name, scopes, origin },
  }
}
