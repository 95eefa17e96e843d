import type { FastifyRequest } from 'fastify'
import type { Origin } from '../domain/actor.ts'

const USER_AGENT_LENGTH_MAX = 200

/** Control characters could break a log line or a terminal that shows it; half a surrogate cannot be stored. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

/** Nearly every header: no need to look at each character. */
const PRINTABLE = /^[\x20-\x7e]*$/

/** Text of a header as it may be kept and shown: printable and bounded. */
export function plainHeader(value: string | string[] | undefined, lengthMax = USER_AGENT_LENGTH_MAX): string {
  const text = Array.isArray(value) ? value.join(', ') : (value ?? '')
  if (PRINTABLE.test(text)) return text.slice(0, lengthMax)
  return text.replace(UNPRINTABLE, '').slice(0, lengthMax).toWellFormed()
}

/** Where a request came from, for the audit log. X-Forwarded-For counts only from a trusted proxy. */
export function originOf(request: FastifyRequest): Origin {
  const userAgent = plainHeader(request.headers['user-agent'])
  return { ip: request.ip, ...(userAgent === '' ? {} : { userAgent }) }
}
