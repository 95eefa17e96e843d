import { type Identity, replyTo, type Verdict } from './identity.ts'
import type { Call, TokenVerifier } from './token-verifier.ts'

/** What a route needs: its scopes. */
export interface Needs {
  scopes?: readonly string[]
}

type Headers = Record<string, string | string[] | undefined>

const BEARER = /^Bearer +(\S+) *$/i

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Decides about one request by its headers. Two Authorization headers are none. */
function decide(
  verifier: TokenVerifier,
  request: { headers: Headers; ip?: string },
  needs: Needs,
): Verdict | Promise<Verdict> {
  const secret = BEARER.exec(textOf(request.headers.authorization) ?? '')?.[1]
  if (secret === undefined) return { ok: false, code: 'token_invalid' }
  const call: Call = {
    ...(needs.scopes !== undefined && { scopes: needs.scopes }),
    ...optional('ip', request.ip),
    ...optional('userAgent', textOf(request.headers['user-agent'])?.slice(0, 200)),
    ...optional('clientName', textOf(request.headers['x-client-name'])?.slice(0, 100)),
  }
  return verifier.check(secret, call)
}

function optional<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: string }
}

interface ExpressRequest {
  headers: Headers
  ip?: string
  integration?: Identity
}

interface ExpressResponse {
  status(code: number): ExpressResponse
  set(headers: Record<string, string>): ExpressResponse
  json(body: unknown): unknown
}

/** For Express: `app.use(verifyExpress(verifier, { scopes: ['contacts.readonly'] }))`; then `request.integration` tells who calls. */
export function verifyExpress(verifier: TokenVerifier, needs: Needs = {}) {
  return (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void): void => {
    const finish = (verdict: Verdict) => {
      if (!verdict.ok) {
        const { status, headers, body } = replyTo(verdict)
        response.status(status).set(headers).json(body)
        return
      }
      request.integration = verdict.identity
      next()
    }
    const verdict = decide(verifier, request, needs)
    if (verdict instanceof Promise) verdict.then(finish).catch(next)
    else finish(verdict)
  }
}

interface FastifyRequestLike {
  headers: Headers
  ip?: string
}

interface FastifyReplyLike {
  code(status: number): FastifyReplyLike
  headers(headers: Record<string, string>): FastifyReplyLike
  send(body: unknown): unknown
}

/**
 * For Fastify, on all routes by `app.addHook('onRequest', …)` or on one by its `onRequest`; then `request.integration` tells who
 * calls (`app.decorateRequest('integration', null)` once keeps requests of one shape).
 */
export function verifyFastify(verifier: TokenVerifier, needs: Needs = {}) {
  return (request: FastifyRequestLike, reply: FastifyReplyLike, done: (error?: Error) => void): void => {
    const finish = (verdict: Verdict) => {
      if (!verdict.ok) {
        const { status, headers, body } = replyTo(verdict)
        reply.code(status).headers(headers).send(body)
        return
      }
      ;(request as FastifyRequestLike & { integration?: Identity }).integration = verdict.identity
      done()
    }
    const verdict = decide(verifier, request, needs)
    if (verdict instanceof Promise) verdict.then(finish).catch(done)
    else finish(verdict)
  }
}

interface HonoContext {
  req: { header(name: string): string | undefined }
  set(name: string, value: unknown): void
  json(body: unknown, status: never, headers: Record<string, string>): Response
}

/** For Hono: `app.use(verifyHono(verifier, { scopes: […] }))`; then `c.get('integration')` tells who calls. `ipOf` knows the platform's way to the address. */
export function verifyHono(
  verifier: TokenVerifier,
  needs: Needs & { ipOf?: (context: never) => string | undefined } = {},
) {
  return async (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const header = (name: string) => context.req.header(name)
    const headers = {
      authorization: header('authorization'),
      'user-agent': header('user-agent'),
      'x-client-name': header('x-client-name'),
    }
    const ip = needs.ipOf?.(context as never)
    const verdict = await decide(verifier, { headers, ...(ip !== undefined && { ip }) }, needs)
    if (!verdict.ok) {
      const { status, headers: sent, body } = replyTo(verdict)
      return context.json(body, status as never, sent)
    }
    context.set('integration', verdict.identity)
    await next()
    return undefined
  }
}
