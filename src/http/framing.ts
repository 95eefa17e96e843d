import type { FastifyRequest } from 'fastify'
import { invalid, Problem } from '../domain/problem.ts'
import { isWellFormedHost } from './host-list.ts'

export const URL_BYTES_MAX = 8 * 1024
export const HEADER_BYTES_MAX = 16 * 1024
export const HEADER_COUNT_MAX = 100
export const BODY_BYTES_MAX = 256 * 1024

/** A refusal whose status is HTTP's own and not that of its kind (414, 431, 405). */
export class FramingProblem extends Problem {
  readonly status: number

  constructor(status: number, code: 'request_too_large' | 'request_malformed', detail: string) {
    super(code, { detail })
    this.status = status
  }
}

/** 405: the address takes other methods, which the reply names. */
export class MethodProblem extends FramingProblem {
  readonly allow: string

  constructor(detail: string, allow: string) {
    super(405, 'request_malformed', detail)
    this.allow = allow
  }
}

/** Node keeps the first of two such headers and drops the second: another hop may have believed the other one. */
const SINGLE_HEADERS = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'if-match',
  'origin',
  'transfer-encoding',
  'version',
])

/** Refuses what no honest client sends, before anything else looks at the request. Named steps, cheapest first. */
export function checkFraming(request: FastifyRequest): void {
  checkMethod(request.raw.method ?? '')
  checkUrl(request.raw.url ?? '')
  checkHeaders(request.raw.rawHeaders)
  checkHostForm(request.raw.headers.host)
  checkEncoding(request)
  checkQuery(request)
}

function checkMethod(method: string): void {
  if (method === 'TRACE' || method === 'CONNECT') {
    throw new MethodProblem(`The method ${method} is not accepted.`, 'GET, HEAD, POST, PUT, PATCH, DELETE')
  }
}

function checkUrl(url: string): void {
  if (url.length > URL_BYTES_MAX) {
    throw new FramingProblem(414, 'request_too_large', `The address must be at most ${URL_BYTES_MAX} bytes long.`)
  }
  if (!url.startsWith('/')) {
    throw new Problem('request_malformed', { detail: 'The request line must name a path that begins with "/".' })
  }
}

function checkHeaders(rawHeaders: readonly string[]): void {
  const seen = new Set<string>()
  let bytes = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase()
    bytes += name.length + (rawHeaders[at + 1] as string).length + 4
    if (seen.has(name) && SINGLE_HEADERS.has(name)) throw duplicateHeader(name)
    seen.add(name)
  }
  if (bytes > HEADER_BYTES_MAX || rawHeaders.length / 2 > HEADER_COUNT_MAX) {
    throw new FramingProblem(
      431,
      'request_too_large',
      `The headers must be at most ${HEADER_COUNT_MAX} and ${HEADER_BYTES_MAX} bytes together.`,
    )
  }
}

function duplicateHeader(name: string): Problem {
  if (name === 'authorization') return new Problem('credential_duplicate')
  return new Problem('request_malformed', { detail: `The header ${name} must be given once.` })
}

function checkHostForm(host: string | undefined): void {
  if (host === undefined || !isWellFormedHost(host)) {
    throw new Problem('request_malformed', { detail: 'The header host must name this server, such as example.com.' })
  }
}

function checkEncoding(request: FastifyRequest): void {
  const encoding = request.raw.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new Problem('content_type_unsupported')
}

/** The query as it is written, without the path. */
export function rawQuery(request: FastifyRequest): string {
  const url = request.raw.url ?? ''
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}

function checkQuery(request: FastifyRequest): void {
  const query = rawQuery(request)
  if (!query.includes('%')) return
  let decoded: string
  try {
    decoded = decodeURIComponent(query)
  } catch {
    throw new Problem('request_malformed', {
      detail: 'The query has a percent sign that begins no valid UTF-8: write a plain one as %25.',
    })
  }
  if (decoded.includes('\0')) throw invalid('query', 'must not contain the character NUL (%00)')
}
