import type { FastifyRequest } from 'fastify'
import type { Origin } from '../domain/actor.ts'
import { API_KEY_PREFIX } from '../domain/api-key.ts'
import { TOKEN_PREFIX } from '../domain/token.ts'

const USER_AGENT_LENGTH_MAX = 200

/** Control characters could break a log line or a terminal that shows it; half a surrogate cannot be stored. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

/** Whole tokens and API keys, and what is left of one that was cut off. */
const TOKEN_LIKE = new RegExp(`(${TOKEN_PREFIX}|${API_KEY_PREFIX})[0-9A-Za-z]{8,}`, 'g')

/** Nearly every header: no need to look at each character. */
const PRINTABLE = /^[\x20-\x7e]*$/

/** Text of a header as it may be kept and shown: printable and bounded. */
export function plainHeader(value: string | string[] | undefined, lengthMax = USER_AGENT_LENGTH_MAX): string {
  const text = withoutSecrets(Array.isArray(value) ? value.join(', ') : (value ?? ''))
  if (PRINTABLE.test(text)) return text.slice(0, lengthMax)
  return text.replace(UNPRINTABLE, '').slice(0, lengthMax).toWellFormed()
}

/** Some clients put their token where their name belongs: it must not be kept or shown with it. */
function withoutSecrets(text: string): string {
  const hasSecret = text.includes(TOKEN_PREFIX) || text.includes(API_KEY_PREFIX)
  return hasSecret ? text.replace(TOKEN_LIKE, '$1(removed)') : text
}

/** Where a request came from, for the audit log. X-Forwarded-For counts only from a trusted proxy. */
export function originOf(request: FastifyRequest): Origin {
  const userAgent = plainHeader(request.headers['user-agent'])
  return { ip: request.ip, ...(userAgent === '' ? {} : { userAgent }) }
}
