import type { ActorRecord } from './actor.ts'
import { invalid } from './problem.ts'

/** A third-party app's way into an account: what it may do; its secrets are its tokens. */
export interface Integration {
  id: string
  accountId: string
  name: string
  description: string
  scopes: string[]
  /** Grows with each change of what is accepted (scopes, expiry, IP list, state, tokens); bound into the row MACs. */
  accessVersion: number
  limits: IntegrationLimits
  /** Addresses or CIDR networks; empty = from anywhere. */
  allowedIps: string[]
  expiresAt?: Date
  disabledAt?: Date
  deletedAt?: Date
  version: number
  createdBy: ActorRecord
  createdAt: Date
  updatedAt: Date
}

/** Requests allowed per ten seconds and per day; absent = the documented defaults (100 and 200,000). */
export interface IntegrationLimits {
  perTenSeconds?: number
  perDay?: number
}

export type IntegrationState = 'live' | 'disabled' | 'expired'

/** What an admin fills in. */
export interface IntegrationDraft {
  name: string
  description: string
  scopes: string[]
  expiresAt?: Date
  allowedIps: string[]
  limits: IntegrationLimits
}

export const NAME_LENGTH_MAX = 120
export const DESCRIPTION_LENGTH_MAX = 1000
export const ALLOWED_IPS_MAX = 100

/** The state at a moment: `now >= expiresAt` is expired, to the millisecond. */
export function stateOf(integration: Pick<Integration, 'disabledAt' | 'expiresAt'>, now: Date): IntegrationState {
  if (integration.expiresAt !== undefined && now >= integration.expiresAt) return 'expired'
  return integration.disabledAt === undefined ? 'live' : 'disabled'
}

/** Refuses a draft that breaks a rule, naming the field; gives it back trimmed, with its scopes sorted and single. */
export function checkDraft(draft: IntegrationDraft, knownScopes: ReadonlySet<string>, now: Date): IntegrationDraft {
  const name = draft.name.trim()
  if (name === '') throw invalid('name', 'must not be empty')
  if (name.length > NAME_LENGTH_MAX) throw invalid('name', `must be at most ${NAME_LENGTH_MAX} characters`)
  if (draft.description.length > DESCRIPTION_LENGTH_MAX) {
    throw invalid('description', `must be at most ${DESCRIPTION_LENGTH_MAX} characters`)
  }
  const unknown = draft.scopes.find(scope => !knownScopes.has(scope))
  if (unknown !== undefined) throw invalid('scopes', `"${unknown}" is not a scope of this account; see its scopes list`)
  // Not `<= now`: an invalid date compares false with everything.
  if (draft.expiresAt !== undefined && !(draft.expiresAt > now)) throw invalid('expiresAt', 'must lie in the future')
  if (draft.allowedIps.length > ALLOWED_IPS_MAX) {
    throw invalid('allowedIps', `must hold at most ${ALLOWED_IPS_MAX} addresses`)
  }
  return { ...draft, name, description: draft.description.trim(), scopes: [...new Set(draft.scopes)].sort() }
}
