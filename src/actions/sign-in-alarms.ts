import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { insertEvent } from '../store/events.ts'
import { listMembershipsOf } from '../store/memberships.ts'
import { insertOccasion } from '../store/occasions.ts'
import type { Deps } from './deps.ts'

/** A person mistypes a password a few times; from here on within one minute it is worth a word. */
const OFTEN = 5

/** Failures to sign in as one person from one network within one minute. */
export interface FailedOften {
  user: Pick<User, 'id' | 'name'>
  network: string
  attempts: number
}

/**
 * Tells the people of each of the person's accounts, once a day, so that a guesser can fill nobody's list. The
 * transaction must see every account.
 */
export async function tellOfFailedSignIns(
  deps: Pick<Deps, 'ids' | 'clock'>,
  db: Sql,
  { user, network, attempts }: FailedOften,
): Promise<void> {
  if (attempts < OFTEN) return
  const at = deps.clock.now()
  const key = `sign_in.failed_often ${user.id} ${at.toISOString().slice(0, 10)}`
  for (const { accountId } of await listMembershipsOf(db, user.id)) {
    if (!(await insertOccasion(db, { accountId, key, at }))) continue
    const body = { user: { id: user.id, name: user.name }, network, attempts }
    await insertEvent(db, { id: deps.ids.next('evt'), accountId, type: 'sign_in.failed_often', body, createdAt: at })
  }
}
