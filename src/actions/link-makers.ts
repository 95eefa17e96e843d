import type { ActorRecord } from '../domain/actor.ts'
import { effectivePermissions, type Permission } from '../domain/permission.ts'
import type { Sql } from '../lib/database.ts'
import { findMembership } from '../store/memberships.ts'

/**
 * Whether the maker of a link may still give what it gives. A link lives for a day: within it an admin can be taken out of
 * the account, and what they left behind must open nothing.
 */
export async function mayStillGive(
  db: Sql,
  maker: ActorRecord,
  { accountId, permissions }: { accountId: string; permissions: readonly Permission[] },
): Promise<boolean> {
  if (maker.kind === 'operator' || maker.kind === 'system') return true
  const membership = maker.id === undefined ? undefined : await findMembership(db, accountId, maker.id)
  const own = membership === undefined ? [] : effectivePermissions(membership)
  return own.includes('members.manage') && permissions.every(name => own.includes(name))
}
