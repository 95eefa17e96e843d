import type { FastifyRequest } from 'fastify'
import { API_KEY_PREFIX } from '../domain/api-key.ts'
import { Problem } from '../domain/problem.ts'
import { TOKEN_PREFIX } from '../domain/token.ts'

const BEARER = /^Bearer +(\S+) *$/i
const TOKEN_LIKE = new RegExp(`(?:${TOKEN_PREFIX}|${API_KEY_PREFIX})[0-9A-Za-z]{38}`)

/** The secret of `Authorization: Bearer`; undefined without one. Another scheme is no credential here. */
export function readBearer(request: FastifyRequest): string | undefined {
  return bearerOf(request.headers.authorization)
}

/** The same of the header's own text. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
}

/**
 * Refuses a token anywhere but in the Authorization header: addresses end up in histories and logs, cookies are sent by
 * any page. The value is neither used nor repeated.
 */
export function refuseStrayTokens(request: FastifyRequest): void {
  const query = request.query as Record<string, unknown>
  if (hasToken(query) || TOKEN_LIKE.test(request.headers.cookie ?? '')) throw new Problem('credential_duplicate')
  if (/(?:^|;)\s*access_token=/i.test(request.headers.cookie ?? '')) throw new Problem('credential_duplicate')
}

/** The same for the body, once it has been read. */
export function refuseTokenInBody(request: FastifyRequest): void {
  const body = request.body
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return
  if (Object.keys(body).some(isTokenName)) throw new Problem('credential_duplicate')
}

function hasToken(query: Record<string, unknown>): boolean {
  return Object.entries(query).some(([name, value]) => isTokenName(name) || TOKEN_LIKE.test(String(value)))
}

function isTokenName(name: string): boolean {
  return name.toLowerCase() === 'access_token'
}
