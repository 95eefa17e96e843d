import type { ActorRecord } from './actor.ts'
import { type FieldFault, invalidAll } from './problem.ts'

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

/** Refuses a draft that breaks a rule, naming the fields; gives it back trimmed, with its scopes sorted and single. */
export function checkDraft(draft: IntegrationDraft, knownScopes: ReadonlySet<string>, now: Date): IntegrationDraft {
  const faults = draftFaults(draft, knownScopes, now)
  if (faults.length > 0) throw invalidAll(faults)
  const scopes = [...new Set(draft.scopes)].sort()
  return { ...draft, name: draft.name.trim(), description: draft.description.trim(), scopes }
}

/** Every rule that a draft breaks. */
export function draftFaults(draft: IntegrationDraft, knownScopes: ReadonlySet<string>, now: Date): FieldFault[] {
  const { description, expiresAt, allowedIps } = draft
  const name = draft.name.trim()
  const unknown = draft.scopes.find(scope => !knownScopes.has(scope))
  const rules: [isBroken: boolean, field: string, message: string][] = [
    [name === '', 'name', 'must not be empty'],
    [name.length > NAME_LENGTH_MAX, 'name', `must be at most ${NAME_LENGTH_MAX} characters`],
    [
      description.length > DESCRIPTION_LENGTH_MAX,
      'description',
      `must be at most ${DESCRIPTION_LENGTH_MAX} characters`,
    ],
    [unknown !== undefined, 'scopes', `"${unknown}" is not a scope of this account; see its scopes list`],
    // Not `<= now`: an invalid date compares false with everything.
    [expiresAt !== undefined && !(expiresAt > now), 'expiresAt', 'must lie in the future'],
    [allowedIps.length > ALLOWED_IPS_MAX, 'allowedIps', `must hold at most ${ALLOWED_IPS_MAX} addresses`],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, field, message]) => ({ field, message }))
}
