import type { Account } from '../domain/account.ts'
import type { Actor } from '../domain/actor.ts'
import { effectivePermissions, PERMISSION_NAMES } from '../domain/permission.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { insertMembership, listMembersOf } from '../store/memberships.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'
import { openAccount } from './open-account.ts'
import { requireRecentProof } from './recent-proof.ts'
import { tellLocationCreated } from './wire-events.ts'

const NAME_LENGTH_MAX = 120

/**
 * Adds a location below an agency. The agency's admins become its admins, so that nobody gets rights by it that they did
 * not have. Throws input_invalid, and account_not_found where there is no such agency.
 */
export async function addLocation(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; name: string; timezone?: string },
): Promise<Account> {
  const { accountId: parentId } = input
  // The new account's rows are in no account that one could be in yet.
  return deps.transact(EVERY_TENANT, async tx => {
    const agency = await authorize(tx.db, actor, { accountId: parentId, permission: 'accounts.manage' })
    requireRecentProof(deps, actor)
    const name = checkName(input.name)
    const timezone = checkTimezone(input.timezone ?? 'UTC')
    if (agency.kind !== 'agency') throw invalid('accountId', 'must be an agency: locations stand below one')
    const members = await listMembersOf(tx.db, parentId)
    const [first, ...others] = members.filter(
      ({ membership }) =>
        membership.role === 'admin' && effectivePermissions(membership).length === PERMISSION_NAMES.length,
    )
    if (first === undefined) throw new Problem('last_admin')
    const now = deps.clock.now()
    const draft = { name, kind: 'location' as const, parentId, timezone, user: first.user, actor, now }
    const account = await openAccount(deps, tx, { ...draft, origin: actor.origin })
    await tellLocationCreated(deps, tx.db, { agency, location: account })
    for (const { user } of others) {
      const membership = { accountId: account.id, userId: user.id, role: 'admin' as const, overrides: {}, version: 1 }
      await insertMembership(tx.db, membership, now)
    }
    return account
  })
}

function checkName(name: string): string {
  const trimmed = name.trim()
  if (trimmed === '') throw invalid('name', 'must not be empty')
  if (trimmed.length > NAME_LENGTH_MAX) throw invalid('name', `must be at most ${NAME_LENGTH_MAX} characters`)
  return trimmed
}

function checkTimezone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    return timezone
  } catch {
    throw invalid('timezone', 'must be a time zone such as Europe/Berlin')
  }
}
