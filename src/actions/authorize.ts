import type { Account } from '../domain/account.ts'
import type { Actor } from '../domain/actor.ts'
import {
  effectivePermissions,
  isAllowed,
  type Membership,
  PERMISSION_NAMES,
  PERMISSIONS,
  type Permission,
} from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import type { Sql } from '../lib/database.ts'
import { findAccount } from '../store/accounts.ts'
import { findMembership } from '../store/memberships.ts'

/** The scope by which a token may use what a person needs a permission for. Others are no token's business. */
const SCOPE_FOR: Partial<Record<Permission, string>> = {
  'privateIntegrations.view': 'private-integrations.readonly',
  'privateIntegrations.create': 'private-integrations.write',
  'privateIntegrations.rotate': 'private-integrations.write',
  'privateIntegrations.edit': 'private-integrations.write',
  'privateIntegrations.delete': 'private-integrations.write',
  'webhooks.view': 'private-integrations.readonly',
  'usage.view': 'private-integrations.readonly',
  'webhooks.manage': 'private-integrations.write',
  'contacts.import': 'contacts.write',
}

/** What someone wants to do, and where. */
export interface Wanted {
  accountId: string
  permission: Permission
}

/**
 * Lets the actor into an account for one permission and gives the account. Who has no part in it learns nothing of it
 * (account_not_found); a member without the permission hears which one is missing.
 */
export async function authorize(db: Sql, actor: Actor, { accountId, permission }: Wanted): Promise<Account> {
  const { account, membership } = await enter(db, actor, accountId)
  if (actor.kind === 'token') requireScope(actor.scopes, permission)
  if (membership !== undefined && !isAllowed(membership, permission)) throw missing(permission)
  return account
}

/** The same for the pages of private integrations, which an account can switch off in Labs. */
export async function authorizeForIntegrations(db: Sql, actor: Actor, wanted: Wanted): Promise<Account> {
  const account = await authorize(db, actor, wanted)
  if (!account.labs.privateIntegrations) throw new Problem('labs_feature_off')
  return account
}

/** The account, for anyone who has a part in it. Strangers get the same answer as for an account that is not there. */
export async function enterAccount(db: Sql, actor: Actor, accountId: string): Promise<Account> {
  return (await enter(db, actor, accountId)).account
}

/** People come with the membership that lets them in; nobody else has one. */
async function enter(db: Sql, actor: Actor, accountId: string): Promise<{ account: Account; membership?: Membership }> {
  if (actor.kind === 'token' && actor.accountId !== accountId) throw new Problem('account_not_found')
  const [membership, account] = await Promise.all([
    actor.kind === 'user' ? findMembership(db, accountId, actor.userId) : undefined,
    findAccount(db, accountId),
  ])
  if (actor.kind === 'user' && membership === undefined) throw new Problem('account_not_found')
  if (account === undefined || account.id !== accountId) throw new Problem('account_not_found')
  return { account, membership }
}

/** What the actor may do in an account, for pages that hide the rest. */
export async function permissionsIn(db: Sql, actor: Actor, accountId: string): Promise<Permission[]> {
  if (actor.kind === 'operator' || actor.kind === 'system') return [...PERMISSION_NAMES]
  if (actor.kind === 'token') return []
  const membership = await findMembership(db, accountId, actor.userId)
  return membership === undefined ? [] : effectivePermissions(membership)
}

/** A token can't hand out more than it holds, be it by creating, widening or taking over a stronger integration. */
export function requireOwnScopes(actor: Actor, scopes: readonly string[]): void {
  if (actor.kind !== 'token') return
  const beyond = scopes.filter(scope => !actor.scopes.has(scope))
  if (beyond.length === 0) return
  throw new Problem('scope_exceeds_own', { facts: { requiredScopes: beyond, grantedScopes: [...actor.scopes] } })
}

function requireScope(held: ReadonlySet<string>, permission: Permission): void {
  const scope = SCOPE_FOR[permission]
  if (scope !== undefined && held.has(scope)) return
  const facts = { requiredScopes: scope === undefined ? [] : [scope], grantedScopes: [...held] }
  const detail = scope === undefined ? 'Only people can do this, not tokens.' : `The token lacks the scope ${scope}.`
  throw new Problem('scope_missing', { detail, facts })
}

function missing(permission: Permission): Problem {
  const { label } = PERMISSIONS[permission]
  return new Problem('permission_missing', {
    detail: `This needs the permission “${label}”. Ask an admin of the account for it.`,
    facts: { permission },
  })
}
