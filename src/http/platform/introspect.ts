import { invalid, Problem } from '../../domain/problem.ts'
import type { Services } from '../services.ts'
import type { Answerer, Exchange } from './answer.ts'
import type { PlatformDoor } from './callers.ts'
import { inspect } from './inspect.ts'
import { NamedOperations } from './named-operations.ts'
import { readForm } from './read-body.ts'

const INACTIVE = { active: false }

/** `POST /oauth/introspect` (RFC 7662). It looks only: what is asked here is not counted as a call of the token. */
export function createIntrospect(
  services: Services,
  answerer: Answerer,
  admit: PlatformDoor,
): (exchange: Exchange) => Promise<void> {
  const issuer = services.publicUrl.origin
  const operations = new NamedOperations({ id: 'introspect', method: 'POST', path: '/oauth/introspect' })
  return async exchange => {
    const { request } = exchange
    // Who shows a key in a header is admitted by it before a byte of the body is read.
    if (request.headers.authorization !== undefined) admit(request)
    const form = await readForm(request)
    if (request.headers.authorization === undefined || form.has('client_secret'))
      admit(request, form.get('client_secret'))
    const secret = form.get('token')
    if (secret === undefined || secret === '') throw invalid('token', 'is required')
    const finding = await inspect(services, {
      secret,
      client: { ip: '', userAgent: '', clientName: '' },
      scopes: [],
      operations,
      requestId: exchange.requestId,
      isCounted: false,
    })
    if (!finding.ok && finding.code === 'temporary_reduced_capacity') throw new Problem('temporary_reduced_capacity')
    if (!finding.ok) return answerer.json(exchange, INACTIVE)
    const { principal } = finding
    answerer.json(exchange, {
      active: true,
      scope: [...principal.scopes].sort().join(' '),
      client_id: principal.integrationId,
      token_type: 'Bearer',
      sub: principal.accountId,
      iss: issuer,
      ...(principal.endsAt !== undefined && { exp: Math.floor(principal.endsAt.getTime() / 1000) }),
      location_id: principal.accountKind === 'location' ? principal.wireId : undefined,
      company_id: principal.companyId,
      token_id: principal.tokenId,
    })
  }
}
