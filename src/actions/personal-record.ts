import type { Actor } from '../domain/actor.ts'
import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { listMembershipsOf } from '../store/memberships.ts'
import type { Deps } from './deps.ts'
import { type Happening, recordAudit } from './record.ts'

/** What happened to how a person signs in, and who did it. */
export interface PersonalHappening extends Pick<Happening, 'action' | 'before' | 'after' | 'at'> {
  user: Pick<User, 'id' | 'name'>
  actor: Actor
}

/**
 * Writes an audit entry in each account that the person belongs to, in the transaction of the change: their admins want
 * to know, and a person has no log of their own. The transaction must see every account.
 */
export async function recordForPerson(
  deps: Pick<Deps, 'ids'>,
  db: Sql,
  { user, ...happening }: PersonalHappening,
): Promise<void> {
  const memberships = await listMembershipsOf(db, user.id)
  // In one order everywhere: two such transactions never wait for each other's accounts.
  const accountIds = memberships.map(({ accountId }) => accountId).sort()
  const target = { kind: 'user' as const, id: user.id, name: user.name }
  const writes: Promise<unknown>[] = []
  const sent = (write: Promise<unknown>) => void writes.push(write)
  for (const accountId of accountIds) recordAudit(deps, { db, sent, accountId }, { ...happening, target })
  await Promise.all(writes)
}
