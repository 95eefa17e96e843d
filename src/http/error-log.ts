import type { FastifyRequest } from 'fastify'
import type { Log } from '../actions/deps.ts'
import type { Problem } from '../domain/problem.ts'

/**
 * Writes down what the operator must know of a refusal: errors that nobody expected, and trouble of our own. Of the error
 * only name, message, code and stack: other fields of database errors quote rows.
 */
export function logError(log: Log, request: FastifyRequest, failure: { error: unknown; problem?: Problem }): void {
  const { error, problem } = failure
  const facts = { requestId: request.id, method: request.method, route: request.routeOptions.url ?? 'none' }
  if (problem === undefined) log.error({ ...facts, error: describeError(error) }, 'http.unexpected_error')
  else if (problem.cause !== undefined)
    log.warn({ ...facts, code: problem.code, error: describeError(problem.cause) }, 'http.problem')
}

/** Of an error only what quotes no row. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error }
  const { name, message, stack } = error
  return { name, message, code: (error as { code?: unknown }).code, stack }
}
