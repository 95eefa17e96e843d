import {
  type Account,
  type AccountPolicies,
  changePolicies as applyPolicies,
  type LabsFeatures,
} from '../domain/account.ts'
import type { Actor } from '../domain/actor.ts'
import { labsChangedAt } from '../domain/labs.ts'
import { effectivePermissions, PERMISSION_NAMES, type Permission, type Role } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import { type Scope, scopesFor } from '../domain/scope.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { listAccounts, listAllAccounts, lockAccount, updateAccount } from '../store/accounts.ts'
import { listMembershipsOf } from '../store/memberships.ts'
import { authorize, authorizeForIntegrations, enterAccount } from './authorize.ts'
import type { Deps } from './deps.ts'
import { recordAudit } from './record.ts'

/** An account the actor has a part in, and what that part allows. */
export interface AccountAccess {
  account: Account
  /** On API v2.0: of the agency that a location lies below. */
  companyId?: string | undefined
  role?: Role
  permissions: Permission[]
}

type ReadDeps = Pick<Deps, 'database'>

/** Where the actor may go: a person's memberships; every account for the operator. */
export async function listAccountsOf(deps: ReadDeps, actor: Actor): Promise<AccountAccess[]> {
  return deps.database.read(EVERY_TENANT, async db => {
    if (actor.kind === 'token') return []
    if (actor.kind !== 'user') {
      return (await listAllAccounts(db)).map(account => ({ account, permissions: [...PERMISSION_NAMES] }))
    }
    const memberships = await listMembershipsOf(db, actor.userId)
    const accounts = await listAccounts(
      db,
      memberships.map(membership => membership.accountId),
    )
    const agencies = await listAccounts(
      db,
      accounts.flatMap(({ parentId }) => parentId ?? []),
    )
    return accounts.flatMap(account => {
      const membership = memberships.find(({ accountId }) => accountId === account.id)
      if (membership === undefined) return []
      const companyId = agencies.find(({ id }) => id === account.parentId)?.wireId
      return [{ account, companyId, role: membership.role, permissions: effectivePermissions(membership) }]
    })
  })
}

/** One account, with its policies and Labs features. Throws account_not_found. */
export async function getAccount(deps: ReadDeps, actor: Actor, input: { accountId: string }): Promise<Account> {
  return deps.database.read(input.accountId, db => enterAccount(db, actor, input.accountId))
}

/** The scopes that integrations of this account can be granted, in the picker's order. */
export async function listScopes(deps: ReadDeps, actor: Actor, input: { accountId: string }): Promise<Scope[]> {
  return deps.database.read(input.accountId, async db => {
    const account = await authorizeForIntegrations(db, actor, {
      accountId: input.accountId,
      permission: 'privateIntegrations.view',
    })
    return scopesFor(account.kind)
  })
}

/** Switches Labs features. Tokens go on working whatever is switched off. */
export async function changeLabs(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; labs: Partial<LabsFeatures> },
): Promise<Account> {
  return changeAccount(deps, actor, {
    accountId: input.accountId,
    permission: 'labs.manage',
    part: 'labs',
    change: (account, now) => {
      const labs = { ...account.labs, ...input.labs }
      return { ...account, labs, labsChangedAt: labsChangedAt(account, labs, now) }
    },
  })
}

/** Sets account policies. Throws input_invalid naming the policy. */
export async function changePolicies(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; policies: Partial<AccountPolicies> },
): Promise<Account> {
  return changeAccount(deps, actor, {
    accountId: input.accountId,
    permission: 'policies.manage',
    part: 'policies',
    change: account => ({ ...account, policies: applyPolicies(account.policies, input.policies) }),
  })
}

interface AccountChange {
  accountId: string
  permission: Permission
  part: 'labs' | 'policies'
  change: (account: Account, now: Date) => Account
}

async function changeAccount(deps: Deps, actor: Actor, { accountId, permission, part, change }: AccountChange) {
  return deps.transact(accountId, async tx => {
    await authorize(tx.db, actor, { accountId, permission })
    const old = await lockAccount(tx.db, accountId)
    if (old === undefined) throw new Problem('account_not_found')
    const now = deps.clock.now()
    const account = { ...change(old, now), version: old.version + 1 }
    if (JSON.stringify(account[part]) === JSON.stringify(old[part])) return old
    await updateAccount(tx.db, account, now)
    recordAudit(deps, tx, {
      actor,
      action: `account.${part}_changed`,
      target: { kind: 'account', id: accountId, name: account.name },
      before: { ...old[part] },
      after: { ...account[part] },
      at: now,
    })
    return account
  })
}
