import type { Account } from '../domain/account.ts'
import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { insertMembership } from '../store/memberships.ts'
import { insertUser } from '../store/users.ts'
import type { Deps, Transaction } from './deps.ts'
import { openAccount } from './open-account.ts'

/** Fills an account with example records. Handed in: the records are the API's own, not ours. */
export type SampleData = (input: {
  db: Sql
  accountId: string
  now: Date
  nextWireId: () => string
  userWireIds: string[]
}) => Promise<void>

const COLLEAGUES = [
  { name: 'Amara Osei', email: 'amara.osei@example.com' },
  { name: 'Jon Bell', email: 'jon.bell@example.com' },
  { name: 'Lucía Prieto', email: 'lucia.prieto@example.com' },
]

/** Adds colleagues (who can't sign in until they set a password), records, and a second location. */
export async function addSampleData(
  deps: Deps & { sampleData?: SampleData },
  tx: Transaction,
  input: { agency: Account; location: Account; user: User; now: Date },
): Promise<void> {
  const { agency, location, user, now } = input
  const colleagues = COLLEAGUES.map(person => ({ id: deps.ids.next('usr'), wireId: deps.ids.nextWireId(), ...person }))
  for (const [position, colleague] of colleagues.entries()) {
    await insertUser(tx.db, colleague, now)
    const role = position === 0 ? ('developer' as const) : ('user' as const)
    await insertMembership(
      tx.db,
      { accountId: location.id, userId: colleague.id, role, overrides: {}, version: 1 },
      now,
    )
  }
  const draft = {
    name: 'Harbour Branch',
    kind: 'location' as const,
    parentId: agency.id,
    origin: {},
    hasSampleData: true,
  }
  const second = await openAccount(deps, tx, { ...draft, timezone: location.timezone, user, now })
  const { nextWireId } = deps.ids
  const everyone = [user, ...colleagues].map(person => person.wireId)
  // Records are assigned to members only, and the second location has but the admin.
  await deps.sampleData?.({ db: tx.db, accountId: location.id, now, nextWireId, userWireIds: everyone })
  await deps.sampleData?.({ db: tx.db, accountId: second.id, now, nextWireId, userWireIds: [user.wireId] })
}
