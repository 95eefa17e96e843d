/** Whom a good token stands for. */
export interface Identity {
  account: { id: string; kind: 'agency' | 'location'; locationId?: string; companyId: string }
  integration: { id: string; name: string }
  token: { id: string; retiring: boolean }
  scopes: readonly string[]
  /** When this very secret stops working; null when no end is set. */
  endsAt: string | null
}

/** What a call needs, and what is known of its caller. */
export interface Call {
  /** All of them are needed. */
  scopes?: readonly string[]
  ip?: string
  userAgent?: string
  clientName?: string
  /** What the log of calls names the operation that is called, such as `list-orders`. */
  label?: string
}

/** Why a token is not good for a call: the codes of docs/errors.md. */
export type RefusalCode =
  | 'credential_duplicate'
  | 'token_invalid'
  | 'address_not_allowed'
  | 'scope_missing'
  | 'rate_limited'
  | 'temporary_reduced_capacity'

/** What a check gives. */
export type Verdict =
  | { ok: true; identity: Identity }
  | { ok: false; code: RefusalCode; retryAfterSeconds?: number; requiredScopes?: readonly string[] }

/** The status, headers and body by which a refusal is told to a caller. */
export interface RefusalReply {
  status: number
  headers: Record<string, string>
  body: { code: RefusalCode; requiredScopes?: readonly string[] }
}

const STATUS: Record<RefusalCode, number> = {
  credential_duplicate: 400,
  token_invalid: 401,
  address_not_allowed: 403,
  scope_missing: 403,
  rate_limited: 429,
  temporary_reduced_capacity: 503,
}

/** A refusal as an HTTP reply. Our own trouble is 503, never 401: a client must not throw a good token away. */
export function replyTo(verdict: Verdict & { ok: false }): RefusalReply {
  const { code, requiredScopes, retryAfterSeconds } = verdict
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (code === 'token_invalid') headers['www-authenticate'] = 'Bearer error="invalid_token"'
  if (code === 'scope_missing') {
    headers['www-authenticate'] = `Bearer error="insufficient_scope", scope="${(requiredScopes ?? []).join(' ')}"`
  }
  const seconds = retryAfterSeconds ?? (code === 'temporary_reduced_capacity' ? 1 : undefined)
  if (seconds !== undefined) headers['retry-after'] = String(seconds)
  return { status: STATUS[code], headers, body: { code, ...(requiredScopes !== undefined && { requiredScopes }) } }
}
