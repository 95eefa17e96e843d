import type { Static } from 'typebox'
import { revokeSecrets } from '../../actions/revocations.ts'
import { RevokedTokens } from '../../contract/verify.ts'
import { invalid, Problem } from '../../domain/problem.ts'
import { FailureLimit } from '../../verify/failure-limit.ts'
import type { Services } from '../services.ts'
import { compileShape } from '../shapes.ts'
import type { Answerer, Exchange } from './answer.ts'
import { readForm, readJson } from './read-body.ts'
import { requireShape } from './require-shape.ts'

/** Requests of one network in a minute: enough for a scanner that sends a thousand secrets with each. */
const REQUESTS_PER_MINUTE = 30
const NETWORKS_IN_ALL = 100

/**
 * `POST /oauth/revoke` (RFC 7009), and for scanners a list of up to 1,000 as JSON. It asks for no credential: the secret is one. The
 * answer is the same whatever the secrets were.
 */
export function createRevoke(services: Services, answerer: Answerer): (exchange: Exchange) => Promise<void> {
  const shape = compileShape(RevokedTokens)
  const { clock } = services.deps
  const inAll = REQUESTS_PER_MINUTE * NETWORKS_IN_ALL
  const limit = new FailureLimit({ clock, perNetwork: REQUESTS_PER_MINUTE, inAll })
  return async exchange => {
    const { request } = exchange
    const { ip, userAgent } = answerer.clientOf(request)
    const retryAfterMs = limit.failed(ip)
    if (retryAfterMs > 0) {
      throw new Problem('rate_limited', { facts: { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) } })
    }
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
    const secrets = isForm ? [await readToken(exchange)] : await readTokens(exchange)
    await revokeSecrets(services.deps, secrets, { ip, ...(userAgent !== '' && { userAgent }) })
    answerer.empty(exchange, 200, [])
  }

  async function readTokens({ request }: Exchange): Promise<string[]> {
    const body = await readJson(request)
    requireShape(shape, body)
    return (body as Static<typeof RevokedTokens>).tokens
  }
}

async function readToken({ request }: Exchange): Promise<string> {
  const token = (await readForm(request)).get('token')
  if (token === undefined || token === '') throw invalid('token', 'is required')
  return token
}
