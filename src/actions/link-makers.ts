import type { ActorRecord } from '../domain/actor.ts'
import { effectivePermissions, type Permission } from '../domain/permission.ts'
import type { Sql } from '../lib/database.ts'
import { findMembership, listMembershipsOf } from '../store/memberships.ts'

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

/**
 * Whether someone may do what lets them act as this person: they manage members wherever the person belongs, and hold what
 * the person holds there. Asked when it is done, and of a link again when it is used: rights may have gone or come since.
 */
export async function mayStandFor(db: Sql, maker: ActorRecord, userId: string): Promise<boolean> {
  if (maker.kind === 'user' && maker.id === userId) return true
  for (const membership of await listMembershipsOf(db, userId)) {
    const { accountId } = membership
    if (!(await mayStillGive(db, maker, { accountId, permissions: effectivePermissions(membership) }))) return false
  }
  return true
}
