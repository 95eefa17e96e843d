import type { FastifyRequest } from 'fastify'
import { type IdempotencyKey, type Presented, type Reply, runOnce } from '../../actions/idempotency.ts'
import { invalid } from '../../domain/problem.ts'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { sha256 } from '../../lib/secrets.ts'
import type { AnyHandler, Call } from './route.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

/** The request's key, bound to its caller, its account and what it asks; undefined without the header. */
export function readIdempotencyKey(call: Call<never>): IdempotencyKey | undefined {
  const { request, caller } = call
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || key === undefined || caller === undefined) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw invalid('Idempotency-Key', 'must be 1 to 255 visible ASCII characters, such as a UUID')
  }
  const isToken = caller.kind === 'token'
  return {
    accountId: isToken ? caller.principal.accountId : call.params.accountId,
    caller: isToken ? caller.principal.tokenId : caller.actor.userId,
    key,
    fingerprint: fingerprintOf(request),
  }
}

/** Runs a handler, once per key where one is given. What is kept for a retry holds no secret. */
export async function runHandler(handler: AnyHandler, call: Call<never>): Promise<Reply> {
  const present = (result: unknown): Presented => {
    const body: object = handler.present(result, call) ?? {}
    return { status: handler.contract.status, body, kept: withoutSecret(withoutShownOnce(body)) }
  }
  const key = readIdempotencyKey(call)
  if (key === undefined) {
    const { status, body } = present(await handler.run(call))
    return { status, body, isReplay: false }
  }
  return runOnce(call.deps, key, {
    run: ({ transact }) => handler.run({ ...call, deps: { ...call.deps, transact } }),
    present,
  })
}

/** A secret is kept nowhere: a retry learns that it was shown, and what can be done is to rotate again. */
function withoutSecret(body: object): object {
  if ('signingSecret' in body) {
    const { signingSecret: _, ...rest } = body
    return { ...rest, secretShown: true }
  }
  const { token, secret: own, ...others } = body as { token?: { secret?: string }; secret?: string }
  if (own !== undefined) return { ...others, ...(token && { token }), secretShown: true }
  if (token?.secret === undefined) return body
  const { secret: _, ...rest } = token
  return { ...body, token: { ...rest, secretShown: true } }
}

/** Members of a reply that let someone in. */
const SHOWN_ONCE = new Set(['link', 'recoveryCodes'])

function withoutShownOnce(body: object): object {
  const rest = Object.entries(body).filter(([name]) => !SHOWN_ONCE.has(name))
  const isPlain = rest.length === Object.keys(body).length
  return isPlain ? body : { ...Object.fromEntries(rest), secretShown: true }
}

function fingerprintOf(request: FastifyRequest): Buffer {
  const { body } = request
  // A file is told by its hash, and what is to become of it by the query.
  const isFile = Buffer.isBuffer(body)
  const path = isFile ? request.url : request.url.split('?')[0]
  const content = isFile ? sha256(body).toString('hex') : (body ?? null)
  return sha256(canonicalJson([request.method, path, request.headers['if-match'] ?? null, content]))
}
