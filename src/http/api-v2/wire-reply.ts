import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../../actions/deps.ts'
import { WireError } from '../../crm/wire-error.ts'
import type { Problem, ProblemCode } from '../../domain/problem.ts'
import { logError } from '../error-log.ts'
import { setProblemHeaders, statusOf } from '../problem-reply.ts'
import { readError } from '../read-error.ts'

/** Where the wire has a sentence of its own. A missing scope is 401 there: 403 means the wrong location. */
const WIRE: Partial<Record<ProblemCode, { status?: number; says: string }>> = {
  session_required: { says: 'Invalid token: access token is invalid' },
  token_invalid: { says: 'Invalid Private Integration token' },
  scope_missing: { status: 401, says: 'The token is not authorized for this scope.' },
}

/** Answers an error in the dialect of API v2.0. */
export function answerWireErrors(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof WireError) return sendWire(reply, error)
    const problem = readError(error, request)
    logError(log, request, { error, problem })
    if (problem === undefined) return sendWire(reply, new WireError(500, 'Internal server error'))
    setProblemHeaders(reply, problem)
    return sendWire(reply, toWireError(problem))
  }
}

/** A problem of ours as the wire says it. */
export function toWireError(problem: Problem): WireError {
  const wire = WIRE[problem.code]
  const status = wire?.status ?? statusOf(problem)
  const fields = problem.fields?.map(({ field, message }) => `${field} ${message}`)
  const says = wire?.says ?? (status === 422 && fields !== undefined ? fields : problem.message)
  return new WireError(status, says, problem.facts)
}

export function sendWire(reply: FastifyReply, error: WireError): FastifyReply {
  return reply.code(error.statusCode).send(error.body)
}
