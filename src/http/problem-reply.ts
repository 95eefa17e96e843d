import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem, ProblemKind } from '../domain/problem.ts'
import { FramingProblem, MethodProblem } from './framing.ts'

/** What each kind of failure is on HTTP. */
const STATUS: Record<ProblemKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  misdirected: 421,
  invalid: 422,
  too_many: 429,
  unavailable: 503,
}

const RETRY_AFTER_SECONDS = 1

/** The status of a kind of failure. */
export function statusOfKind(kind: ProblemKind): number {
  return STATUS[kind]
}

/** The status of a problem: that of its kind, unless HTTP has one of its own for it. */
export function statusOf(problem: Problem): number {
  return problem instanceof FramingProblem ? problem.status : STATUS[problem.kind]
}

/** RFC 9457. No request id and no path: what is not there and what is another's must read the same, byte for byte. */
export function presentProblem(problem: Problem): Record<string, unknown> {
  return {
    ...problem.facts,
    type: typeOf(problem.code),
    title: problem.says,
    status: statusOf(problem),
    code: problem.code,
    detail: problem.detail ?? problem.says,
    ...(problem.fields === undefined ? {} : { fields: problem.fields }),
  }
}

/** What goes out when we do not know what went wrong; the error itself stays in the log under the request id. */
export function presentUnexpected(requestId: string): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: 'Something went wrong on our side.',
    status: 500,
    code: 'unexpected_error',
    detail: `The error has been logged. Name this request when you ask about it: ${requestId}`,
    requestId,
  }
}

/** Headers that belong to a problem in either dialect: how to authenticate, when to come back. */
export function setProblemHeaders(reply: FastifyReply, problem: Problem): void {
  for (const [name, value] of Object.entries(problemHeaders(problem))) reply.header(name, value)
}

/** The same as a record. */
export function problemHeaders(problem: Problem): Record<string, string> {
  const challenge = challengeOf(problem)
  const seconds = retryAfterSecondsOf(problem)
  return {
    ...(challenge !== undefined && { 'www-authenticate': challenge }),
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(problem instanceof MethodProblem && { allow: problem.allow }),
  }
}

/** Writes a problem as the management API has it. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  setProblemHeaders(reply, problem)
  return reply
    .code(statusOf(problem))
    .type('application/problem+json')
    .send(JSON.stringify(presentProblem(problem)))
}

/** Writes the reply to an error that nobody expected. */
export function sendUnexpected(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(500)
    .type('application/problem+json')
    .send(JSON.stringify(presentUnexpected(request.id)))
}

function typeOf(code: string): string {
  return `/docs/errors#${code}`
}

function challengeOf(problem: Problem): string | undefined {
  if (problem.code === 'scope_missing') {
    const scopes = (problem.facts?.requiredScopes as string[] | undefined) ?? []
    return `Bearer error="insufficient_scope"${scopes.length === 0 ? '' : `, scope="${scopes.join(' ')}"`}`
  }
  if (problem.code === 'token_invalid') return 'Bearer error="invalid_token"'
  return problem.code === 'session_required' || problem.code === 'platform_key_invalid' ? 'Bearer' : undefined
}

function retryAfterSecondsOf(problem: Problem): number | undefined {
  const asked = problem.facts?.retryAfterSeconds
  if (typeof asked === 'number') return Math.max(1, Math.ceil(asked))
  const isWorthRetrying = problem.kind === 'unavailable' || problem.code === 'idempotency_key_in_use'
  return isWorthRetrying ? RETRY_AFTER_SECONDS : undefined
}
