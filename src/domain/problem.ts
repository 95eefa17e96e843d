/** What a door makes of a failure: a status, an exit code, or "try again". */
export type ProblemKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'unsupported'
  | 'too_many'
  | 'misdirected'
  | 'unavailable'

/** The closed list of failures. `says` is for the caller; each code has a heading in docs/errors.md. */
export const PROBLEMS = {
  request_malformed: { kind: 'malformed', says: 'The request could not be read.' },
  request_too_large: { kind: 'too_large', says: 'The request is larger than this server accepts.' },
  content_type_unsupported: {
    kind: 'unsupported',
    says: 'Send the body as application/json, without a Content-Encoding.',
  },
  host_unknown: {
    kind: 'misdirected',
    says: 'This server does not answer for that host. Add it to ALLOWED_HOSTS or set PUBLIC_URL.',
  },
  input_invalid: { kind: 'invalid', says: 'Something in the request is not as it should be.' },
  cursor_invalid: { kind: 'malformed', says: 'The cursor does not belong to this list. Start again without one.' },
  credential_duplicate: {
    kind: 'malformed',
    says: 'Send one credential: one Authorization header, and no token anywhere else.',
  },
  session_required: { kind: 'unauthenticated', says: 'Sign in, or send a token as "Authorization: Bearer …".' },
  token_invalid: { kind: 'unauthenticated', says: 'The token is not valid.' },
  platform_key_invalid: {
    kind: 'unauthenticated',
    says: 'Send a key of PLATFORM_KEYS as "Authorization: Bearer …" as the password of Basic, or to introspection as client_secret.',
  },
  sign_in_failed: { kind: 'unauthenticated', says: 'The e-mail address or the password is not right.' },
  second_factor_required: {
    kind: 'unauthenticated',
    says: 'The password is right. Go on with a code of your authenticator app, a recovery code or a passkey.',
  },
  second_factor_failed: {
    kind: 'unauthenticated',
    says: 'The code or passkey is not right, was used before, or is too old. Try the next code.',
  },
  sign_in_expired: { kind: 'unauthenticated', says: 'This sign-in took too long or too many tries. Start again.' },
  reauthentication_required: {
    kind: 'forbidden',
    says: 'Confirm that it is you: send your password, a code or a passkey to POST /api/session/reauthenticate, then this request again.',
  },
  proof_refused: { kind: 'forbidden', says: 'The password, code or passkey is not right. Nothing was changed.' },
  proof_not_enough: {
    kind: 'forbidden',
    says: 'You have a second factor: confirm by a code of your authenticator app, a recovery code or a passkey.',
  },
  sign_in_limited: { kind: 'too_many', says: 'Too many attempts to sign in. Wait and try again.' },
  origin_foreign: {
    kind: 'forbidden',
    says: 'The request came from another site. Send it from this server’s own pages, or with a token.',
  },
  permission_missing: {
    kind: 'forbidden',
    says: 'You are not allowed to do this. Ask an admin of the account for the permission.',
  },
  permission_exceeds_own: { kind: 'forbidden', says: 'Nobody can grant a permission that they do not hold.' },
  scope_missing: { kind: 'forbidden', says: 'The token lacks a scope for this.' },
  scope_exceeds_own: { kind: 'forbidden', says: 'A token cannot make or change what reaches further than itself.' },
  address_not_allowed: { kind: 'forbidden', says: 'The integration does not accept calls from this address.' },
  route_not_found: { kind: 'not_found', says: 'There is nothing at this address.' },
  account_not_found: { kind: 'not_found', says: 'There is no such account.' },
  integration_not_found: { kind: 'not_found', says: 'There is no such integration.' },
  api_key_not_found: { kind: 'not_found', says: 'There is no such API key.' },
  import_not_found: { kind: 'not_found', says: 'There is no such import.' },
  webhook_endpoint_not_found: { kind: 'not_found', says: 'There is no such webhook endpoint.' },
  delivery_not_found: { kind: 'not_found', says: 'There is no such delivery.' },
  webhook_url_refused: { kind: 'invalid', says: 'Events cannot be sent to this address.' },
  webhook_endpoints_full: {
    kind: 'conflict',
    says: 'The account has 200 webhook endpoints, which is the most. Delete one that is no longer needed.',
  },
  webhook_endpoint_off: { kind: 'conflict', says: 'The webhook endpoint is switched off. Switch it on first.' },
  notification_not_found: { kind: 'not_found', says: 'There is no such notice of yours.' },
  member_not_found: { kind: 'not_found', says: 'There is no such member.' },
  session_not_found: { kind: 'not_found', says: 'You have no such session. It may have ended.' },
  passkey_not_found: { kind: 'not_found', says: 'You have no such passkey.' },
  role_not_found: { kind: 'not_found', says: 'There is no such role in this account.' },
  invite_not_found: { kind: 'not_found', says: 'There is no such invite. It may have been accepted or have expired.' },
  link_invalid: { kind: 'not_found', says: 'This link has been used or has expired. Ask an admin for a new one.' },
  labs_feature_off: {
    kind: 'not_found',
    says: 'Private Integrations is switched off for this account. An admin can switch it on in Labs.',
  },
  api_keys_off: {
    kind: 'conflict',
    says: 'Legacy API keys are switched off for this account. Create a private integration instead, or switch them on in Labs.',
  },
  setup_code_invalid: {
    kind: 'not_found',
    says: 'This set-up link has been used or has expired. Restart the server for a new one.',
  },
  setup_done: { kind: 'conflict', says: 'This server is set up already. Sign in.' },
  email_taken: { kind: 'conflict', says: 'A user with this e-mail address exists already.' },
  mail_not_set_up: {
    kind: 'conflict',
    says: 'This server sends no e-mail. Ask an admin for a link that changes your address.',
  },
  mail_not_sent: {
    kind: 'conflict',
    says: 'The mail server did not take the letter. Nothing was changed. Check the address, or try again later.',
  },
  mail_limited: { kind: 'too_many', says: 'Too many letters were asked for. Wait and try again.' },
  member_exists: { kind: 'conflict', says: 'This person is a member of the account already.' },
  invite_for_another: {
    kind: 'conflict',
    says: 'This invite is for another e-mail address than the one you are signed in with. Sign out, then open the link again.',
  },
  role_name_taken: { kind: 'conflict', says: 'The account has a role of this name already.' },
  role_in_use: {
    kind: 'conflict',
    says: 'Members or open invites have this role. Give them another one first.',
  },
  passkey_registered: { kind: 'conflict', says: 'This passkey is registered already.' },
  totp_not_started: { kind: 'conflict', says: 'Begin with POST /api/me/totp, and scan what it answers.' },
  second_factor_needed: {
    kind: 'conflict',
    says: 'Your password is shorter than 15 characters, which takes a second factor. Choose a longer one first.',
  },
  rotation_in_progress: {
    kind: 'conflict',
    says: 'A rotation is in progress. Cancel it, expire the old token now, or rotate with "expireNow".',
  },
  token_retiring: {
    kind: 'conflict',
    says: 'This token is being retired: only the current one can do this. Use the new token, or ask an admin.',
  },
  rotation_not_in_progress: { kind: 'conflict', says: 'No rotation is in progress.' },
  rotation_new_token_used: {
    kind: 'conflict',
    says: 'The new token has been used. Cancelling stops it for the clients named here: send "confirm": true to go on.',
  },
  integration_tampered: {
    kind: 'conflict',
    says: 'The records of this integration were changed from outside the server. Delete it and create a new one.',
  },
  integration_expired: { kind: 'conflict', says: 'The integration has expired. Set a later expiry first.' },
  last_admin: {
    kind: 'conflict',
    says: 'This is the account’s last admin with every permission. Make someone else such an admin first.',
  },
  version_stale: { kind: 'stale', says: 'Someone saved first. Load the newest version and apply your change to it.' },
  idempotency_key_reused: {
    kind: 'invalid',
    says: 'This Idempotency-Key was used with another request. Use a new key.',
  },
  idempotency_key_in_use: {
    kind: 'conflict',
    says: 'A request with this Idempotency-Key is still running. Try again in a second.',
  },
  rate_limited: { kind: 'too_many', says: 'Too many requests. Wait and try again.' },
  temporary_reduced_capacity: {
    kind: 'unavailable',
    says: 'The server cannot answer this at the moment. Nothing is wrong with your credential: try again shortly.',
  },
} as const satisfies Record<string, { kind: ProblemKind; says: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** One field that was not as it should be, and what would be right. */
export interface FieldFault {
  field: string
  message: string
}

/** What a caller may additionally read (`detail`, `fields`, `facts`), and what only our log may (`cause`). */
export interface ProblemDetails {
  detail?: string
  fields?: FieldFault[]
  facts?: Record<string, unknown>
  cause?: unknown
}

/** An expected failure, thrown by rules and actions, translated once by each door. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly kind: ProblemKind
  readonly says: string
  readonly detail: string | undefined
  readonly fields: FieldFault[] | undefined
  readonly facts: Record<string, unknown> | undefined

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? PROBLEMS[code].says, { cause: details.cause })
    this.name = 'Problem'
    this.code = code
    this.kind = PROBLEMS[code].kind
    this.says = PROBLEMS[code].says
    this.detail = details.detail
    this.fields = details.fields
    this.facts = details.facts
  }
}

/** The commonest failure: one field, and what would be right. */
export function invalid(field: string, message: string): Problem {
  return invalidAll([{ field, message }])
}

/** The same of several fields at once. */
export function invalidAll(fields: FieldFault[]): Problem {
  const detail = fields.map(({ field, message }) => `${field}: ${message}`).join('; ')
  return new Problem('input_invalid', { detail, fields })
}
