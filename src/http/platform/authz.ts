import type { IncomingMessage } from 'node:http'
import { LABEL } from '../../contract/verify.ts'
import type { Principal } from '../../domain/principal.ts'
import { endOfLifeHeaders } from '../end-of-life.ts'
import { limitHeaders } from '../limit-headers.ts'
import type { Services } from '../services.ts'
import type { Answerer, Exchange } from './answer.ts'
import { type BearerFault, readOneBearer } from './bearer.ts'
import { type Finding, inspect } from './inspect.ts'
import { NamedOperations } from './named-operations.ts'
import type { RawHeaders } from './turn-writer.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What the query of an /authz address asks for. */
interface Wanted {
  /** Needed by every call; `read` and `write` by the method of the original request. */
  scopes: string[]
  read: string[]
  write: string[]
  /** What the log of calls names the operation behind the proxy. */
  label?: string
  /** True: an accepted call is told what is left of its limits, too. */
  tellsLimits: boolean
}

/** Addresses stand in a proxy's configuration: there are few, each is read once. */
const WANTED_MAX = 1000

/**
 * `/authz` for nginx `auth_request` and Envoy `ext_authz`: may the call with this token go on? The token presented is the
 * credential; the answer is a status and headers, never a body.
 */
export function createAuthz(services: Services, answerer: Answerer): (exchange: Exchange) => void | Promise<void> {
  const operations = new NamedOperations({ id: 'authz', method: 'GET', path: '/authz' })
  const known = new Map<string, Wanted | undefined>()
  const wantedOf = (url: string): Wanted | undefined => {
    const query = ruleOf(url)
    if (query === undefined) return NOTHING
    if (known.has(query)) return known.get(query)
    const wanted = readWanted(query)
    if (known.size < WANTED_MAX) known.set(query, wanted)
    return wanted
  }
  return exchange => {
    const { request, requestId } = exchange
    const wanted = wantedOf(request.url ?? '')
    if (wanted === undefined) return answerer.empty(exchange, 400, ['x-refusal', 'request_malformed'])
    const secret = readOneBearer(request)
    if (typeof secret !== 'string') return refuseBearer(answerer, exchange, secret)
    const finding = inspect(services, {
      secret,
      client: answerer.clientOf(request),
      scopes: scopesFor(wanted, methodsOf(request)),
      operations,
      label: wanted.label,
      requestId,
      isCounted: true,
    })
    if (finding instanceof Promise) return finding.then(found => answer(answerer, exchange, { finding: found, wanted }))
    answer(answerer, exchange, { finding, wanted })
  }
}

const ENVOY = '/authz/envoy/'
const ENVOY_BARE = '/authz/envoy'

/**
 * What the proxy asks for: the query, or, where Envoy appends the path and the query that it was asked for, the part of its own
 * prefix. Of what a caller wrote nothing counts there. Undefined: nothing is asked for.
 */
function ruleOf(url: string): string | undefined {
  if (url === ENVOY_BARE || url.startsWith(`${ENVOY_BARE}?`)) return 'missing'
  if (url.startsWith(ENVOY)) {
    const end = url.indexOf('/', ENVOY.length)
    const rule = url.slice(ENVOY.length, end === -1 ? url.length : end)
    // A prefix without a rule is a slip: it gets a 400, like any other that is misspelt.
    return rule === '-' ? undefined : rule || 'missing'
  }
  const start = url.indexOf('?')
  return start === -1 ? undefined : url.slice(start + 1)
}

const LABELLED = new RegExp(LABEL)
const SCOPE = /^[0-9A-Za-z._:/-]{1,200}$/

const NOTHING: Wanted = { scopes: [], read: [], write: [], tellsLimits: false }

/** Undefined when it asks for what this door does not know: a misspelt name must not open it. */
function readWanted(query: string): Wanted | undefined {
  const wanted: Wanted = { scopes: [], read: [], write: [], tellsLimits: false }
  const lists = new Map([
    ['scope', wanted.scopes],
    ['read', wanted.read],
    ['write', wanted.write],
  ])
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'label' && LABELLED.test(value) && wanted.label === undefined) {
      wanted.label = value
      continue
    }
    if (name === 'limits' && value === 'tell') {
      wanted.tellsLimits = true
      continue
    }
    const list = lists.get(name)
    const scopes = value.split(/[ ,]+/).filter(scope => scope !== '')
    if (list === undefined || scopes.length === 0 || !scopes.every(scope => SCOPE.test(scope))) return undefined
    list.push(...scopes)
  }
  return wanted
}

function scopesFor({ scopes, read, write }: Wanted, methods: readonly string[]): readonly string[] {
  const wanted = [...scopes]
  if (methods.some(method => SAFE_METHODS.has(method))) wanted.push(...read)
  if (methods.some(method => !SAFE_METHODS.has(method))) wanted.push(...write)
  return wanted
}

/**
 * nginx asks by GET and says in X-Original-Method what it was asked, others in X-Forwarded-Method; Envoy asks by the method
 * itself. A proxy may pass on the header that it doesn't set itself as the caller wrote it: where they disagree, what each of
 * them needs is needed.
 */
function methodsOf({ headers, method = 'GET' }: IncomingMessage): readonly string[] {
  const told = [headers['x-original-method'], headers['x-forwarded-method']].filter(one => typeof one === 'string')
  if (told.length === 0) return [method]
  return (SAFE_METHODS.has(method) ? told : [method, ...told]).map(one => one.toUpperCase())
}

function refuseBearer(answerer: Answerer, exchange: Exchange, fault: BearerFault): void {
  if (fault.isAbsent) answerer.empty(exchange, 401, ['www-authenticate', 'Bearer', 'x-refusal', 'token_invalid'])
  else answerer.empty(exchange, 400, ['x-refusal', 'credential_duplicate'])
}

function answer(answerer: Answerer, exchange: Exchange, told: { finding: Finding; wanted: Wanted }): void {
  const { finding, wanted } = told
  if (finding.ok) {
    const headers = identityHeaders(finding.principal)
    if (wanted.tellsLimits && finding.limit !== undefined)
      headers.push(...Object.entries(limitHeaders(finding.limit)).flat())
    answerer.empty(exchange, 200, headers)
  } else answerer.empty(exchange, STATUS[finding.code], refusalHeaders(finding))
}

const STATUS = {
  token_invalid: 401,
  address_not_allowed: 403,
  scope_missing: 403,
  rate_limited: 429,
  temporary_reduced_capacity: 503,
} as const

const scopeTexts = new WeakMap<ReadonlySet<string>, string>()

function scopeText(scopes: ReadonlySet<string>): string {
  const known = scopeTexts.get(scopes)
  if (known !== undefined) return known
  const text = [...scopes].sort().join(' ')
  scopeTexts.set(scopes, text)
  return text
}

function identityHeaders(principal: Principal): RawHeaders {
  const headers = [
    ...['x-account-id', principal.accountId, 'x-account-kind', principal.accountKind],
    ...[
      'x-location-id',
      principal.accountKind === 'location' ? principal.wireId : '',
      'x-company-id',
      principal.companyId,
    ],
    ...['x-integration-id', principal.integrationId, 'x-token-id', principal.tokenId],
    ...['x-scopes', scopeText(principal.scopes)],
  ]
  if (principal.endsAt !== undefined) headers.push('x-token-ends-at', principal.endsAt.toISOString())
  for (const [name, value] of Object.entries(endOfLifeHeaders(principal))) headers.push(name, value)
  return headers
}

function refusalHeaders(finding: Finding & { ok: false }): RawHeaders {
  const headers = ['x-refusal', finding.code]
  if (finding.code === 'token_invalid') headers.push('www-authenticate', 'Bearer error="invalid_token"')
  if (finding.code === 'scope_missing') headers.push('www-authenticate', 'Bearer error="insufficient_scope"')
  if (finding.code === 'temporary_reduced_capacity') headers.push('retry-after', '1')
  if (finding.retryAfterMs !== undefined) headers.push('retry-after', String(Math.ceil(finding.retryAfterMs / 1000)))
  if (finding.limit !== undefined) headers.push(...Object.entries(limitHeaders(finding.limit)).flat())
  return headers
}
