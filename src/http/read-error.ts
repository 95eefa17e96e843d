import type { FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import { isDatabaseUnavailable } from '../lib/database-error.ts'
import { QueueFullError } from '../lib/fair-queue.ts'
import { JsonFault } from '../lib/strict-json.ts'
import { BODY_BYTES_MAX } from './framing.ts'

/** What Fastify itself refuses, in our words. */
const FRAMEWORK: Record<string, () => Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new Problem('request_too_large', { detail: `The body must be at most ${BODY_BYTES_MAX} bytes.` }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem('content_type_unsupported'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem('request_malformed', { detail: 'The body is not as long as content-length says.' }),
  FST_ERR_BAD_URL: () =>
    new Problem('request_malformed', { detail: 'The path has a percent sign that begins no valid UTF-8.' }),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('route_not_found'),
}

/**
 * Whatever was thrown, as the problem that the caller is told; undefined when nobody expected it. Our own trouble
 * (the database is away or slow) is never the caller's fault: 503, and no client throws a good token away.
 */
export function readError(error: unknown, request: FastifyRequest): Problem | undefined {
  const refusal = refusalOf(error)
  if (refusal !== undefined) return refusal
  const fromFramework = FRAMEWORK[codeOf(error)]
  if (fromFramework !== undefined) return fromFramework()
  if (request.raw.destroyed && !request.raw.complete)
    return new Problem('request_malformed', { detail: 'The request was broken off.' })
  return problemOf(error)
}

/** The same, where no framework stands between the error and us. */
export function problemOf(error: unknown): Problem | undefined {
  const refusal = refusalOf(error)
  if (refusal !== undefined) return refusal
  const isOurs = isDatabaseUnavailable(error) || error instanceof QueueFullError
  return isOurs ? new Problem('temporary_reduced_capacity', { cause: error }) : undefined
}

function refusalOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  return error instanceof JsonFault ? fromJsonFault(error) : undefined
}

function fromJsonFault(fault: JsonFault): Problem {
  const field = fault.path === '' ? 'body' : fault.path
  return new Problem(fault.kind === 'malformed' ? 'request_malformed' : 'input_invalid', {
    detail: `${field}: ${fault.message}`,
    fields: [{ field, message: fault.message }],
  })
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
