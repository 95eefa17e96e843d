import { type Call, type Identity, replyTo, type Verdict } from './identity.ts'
import type { TokenVerifier } from './token-verifier.ts'

/** What a route needs. */
export interface Needs {
  /** All of them are needed. */
  scopes?: readonly string[]
  /** What the log of calls names this operation, such as `list-orders`. */
  label?: string
}

type Headers = Record<string, string | string[] | undefined>

/** One request, as far as it decides anything. */
interface Seen {
  headers: Headers
  /** Name, value, name, value: where two headers of one name are still two. */
  rawHeaders?: readonly string[] | undefined
  ip?: string | undefined
}

const BEARER = /^Bearer +([^\s,]+) *$/i
const DUPLICATE: Verdict = { ok: false, code: 'credential_duplicate' }
const ABSENT: Verdict = { ok: false, code: 'token_invalid' }

/** Decides about one request by its headers. Of two credentials another hop may have believed the other one: refused. */
function decide(verifier: TokenVerifier, { headers, rawHeaders, ip }: Seen, needs: Needs): Verdict | Promise<Verdict> {
  const { authorization } = headers
  if (Array.isArray(authorization) || isTwice(rawHeaders) || authorization?.includes(',')) return DUPLICATE
  const secret = BEARER.exec(authorization ?? '')?.[1]
  if (secret === undefined) return ABSENT
  return verifier.check(secret, {
    ...optional('scopes', needs.scopes),
    ...optional('label', needs.label),
    ...optional('ip', ip),
    ...optional('userAgent', textOf(headers['user-agent'])?.slice(0, 200)),
    ...optional('clientName', textOf(headers['x-client-name'])?.slice(0, 100)),
  })
}

function isTwice(rawHeaders: readonly string[] = []): boolean {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === 'authorization'.length && name.toLowerCase() === 'authorization') count++
  }
  return count > 1
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function optional<Name extends keyof Call>(name: Name, value: Call[Name] | undefined): Pick<Call, Name> | undefined {
  return value === undefined ? undefined : ({ [name]: value } as Pick<Call, Name>)
}

/** Who calls, by the request (Express, Fastify) or the context (Hono) that was let in. */
const integrations = new WeakMap<object, Identity>()

/** Whom the call of this request (Express, Fastify) or context (Hono) stands for. Throws where no middleware has let it in. */
export function integrationOf(requestOrContext: object): Identity {
  const identity = integrations.get(requestOrContext)
  if (identity === undefined)
    throw new Error('This request was not checked: put verifyExpress, verifyFastify or verifyHono before.')
  return identity
}

interface ExpressRequest {
  headers: Headers
  rawHeaders: string[]
  ip?: string | undefined
}

interface ExpressResponse {
  status(code: number): unknown
  set(headers: Record<string, string>): unknown
  json(body: unknown): unknown
}

declare global {
  // biome-ignore lint/style/noNamespace: the types of Express are extended in this way alone.
  namespace Express {
    interface Request {
      /** Whom the call stands for; set by verifyExpress. */
      integration?: Identity
    }
  }
}

/** For Express: `app.use(verifyExpress(verifier, { scopes: ['contacts.readonly'] }))`; then `request.integration` tells who calls. */
export function verifyExpress(verifier: TokenVerifier, needs: Needs = {}) {
  return (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void): void => {
    const finish = (verdict: Verdict) => {
      if (!verdict.ok) {
        const { status, headers, body } = replyTo(verdict)
        response.status(status)
        response.set(headers)
        response.json(body)
        return
      }
      integrations.set(request, verdict.identity)
      ;(request as { integration?: Identity }).integration = verdict.identity
      next()
    }
    const verdict = decide(verifier, request, needs)
    if (verdict instanceof Promise) verdict.then(finish).catch(next)
    else finish(verdict)
  }
}

interface FastifyRequestLike {
  headers: Headers
  raw: { rawHeaders: string[] }
  ip: string
}

interface FastifyReplyLike {
  code(status: number): unknown
  headers(headers: Record<string, string>): unknown
  send(body: unknown): unknown
}

/** For Fastify, on all routes by `app.addHook('onRequest', …)` or on one by its `onRequest`; then `integrationOf(request)` tells who calls. */
export function verifyFastify(verifier: TokenVerifier, needs: Needs = {}) {
  return (request: FastifyRequestLike, reply: FastifyReplyLike, done: (error?: Error) => void): void => {
    const finish = (verdict: Verdict) => {
      if (!verdict.ok) {
        const { status, headers, body } = replyTo(verdict)
        reply.code(status)
        reply.headers(headers)
        reply.send(body)
        return
      }
      integrations.set(request, verdict.identity)
      done()
    }
    const { headers, raw, ip } = request
    const verdict = decide(verifier, { headers, rawHeaders: raw.rawHeaders, ip }, needs)
    if (verdict instanceof Promise) verdict.then(finish).catch(done)
    else finish(verdict)
  }
}

interface HonoContext {
  req: { header(name: string): string | undefined }
  set(name: 'integration', value: Identity): void
}

/** What verifyHono sets: `new Hono<IntegrationEnv>()` knows `c.get('integration')`. */
export interface IntegrationEnv {
  Variables: { integration: Identity }
}

/** For Hono: `app.use(verifyHono(verifier, { scopes: […] }))`; then `c.get('integration')` tells who calls. `ipOf` knows the platform's way to the address. */
export function verifyHono<Context extends HonoContext = HonoContext>(
  verifier: TokenVerifier,
  needs: Needs & { ipOf?: (context: Context) => string | undefined } = {},
) {
  return async (context: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    const header = (name: string) => context.req.header(name)
    const headers = {
      authorization: header('authorization'),
      'user-agent': header('user-agent'),
      'x-client-name': header('x-client-name'),
    }
    const verdict = await decide(verifier, { headers, ip: needs.ipOf?.(context) }, needs)
    if (!verdict.ok) {
      const { status, headers: sent, body } = replyTo(verdict)
      return Response.json(body, { status, headers: sent })
    }
    integrations.set(context, verdict.identity)
    context.set('integration', verdict.identity)
    await next()
    return undefined
  }
}
