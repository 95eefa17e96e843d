import type { Account } from '../domain/account.ts'
import type { Role } from '../domain/permission.ts'
import { splitName, type User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { findAccount } from '../store/accounts.ts'
import type { Deps } from './deps.ts'
import { publishAll } from './outbox.ts'

type EventDeps = Pick<Deps, 'ids' | 'clock'>

/** Tells of a person who has joined an account, as the published UserCreate has it. */
export async function tellUserCreated(
  deps: EventDeps,
  db: Sql,
  { accountId, user, role }: { accountId: string; user: User; role: Role },
): Promise<void> {
  const account = await findAccount(db, accountId)
  if (account === undefined) return
  const type = 'UserCreate'
  const place = account.kind === 'location' ? { locationId: account.wireId } : { companyId: account.wireId }
  // Roles of the wire are two: an account's admin, and everyone else.
  const body = { type, ...place, id: user.wireId, ...splitName(user.name), email: user.email }
  await publishAll(deps, db, {
    accountId,
    events: [{ type, body: { ...body, role: role === 'admin' ? 'admin' : 'user' } }],
  })
}

/** Tells the agency of a location that was added below it, as the published LocationCreate has it. */
export async function tellLocationCreated(
  deps: EventDeps,
  db: Sql,
  { agency, location }: { agency: Pick<Account, 'id' | 'wireId'>; location: Account },
): Promise<void> {
  const type = 'LocationCreate'
  const body = { type, id: location.wireId, companyId: agency.wireId, name: location.name }
  await publishAll(deps, db, { accountId: agency.id, events: [{ type, body }] })
}
