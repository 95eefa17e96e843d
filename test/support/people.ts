import { openAccount } from '../../src/actions/open-account.ts'
import type { Account } from '../../src/domain/account.ts'
import type { Role } from '../../src/domain/permission.ts'
import type { User } from '../../src/domain/user.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { hashPassword } from '../../src/lib/passwords.ts'
import { insertMembership } from '../../src/store/memberships.ts'
import { insertUser } from '../../src/store/users.ts'
import type { TestServer } from './server.ts'

/** Someone who can sign in, and has. */
export interface Person {
  user: User
  /** The Cookie header's value. */
  cookie: string
  password: string
}

/** Another company on the same server: its agency, its location with records, and their admin. */
export interface Tenant extends Person {
  agency: Account
  location: Account
}

/** Adds a person to an account. */
export async function addMember(server: TestServer, role: Role, accountId = server.account.id): Promise<Person> {
  const { user, password } = await newUser(server)
  await server.app.deps.database.transact(accountId, db =>
    insertMembership(db, { accountId, userId: user.id, role, overrides: {}, version: 1 }, server.clock.now()),
  )
  return { user, password, cookie: await server.signIn(user.email, password) }
}

/** Makes a tenant that shares nothing with the server's own. `name` marks whatever is theirs. */
export async function addTenant(server: TestServer, name: string): Promise<Tenant> {
  const { deps } = server.app
  const { user, password } = await newUser(server, name)
  const now = server.clock.now()
  const { agency, location } = await deps.transact(EVERY_TENANT, async tx => {
    const draft = { name, timezone: 'UTC', user, origin: {}, now }
    const agency = await openAccount(deps, tx, { ...draft, kind: 'agency' })
    const below = { kind: 'location' as const, parentId: agency.id, hasSampleData: true }
    const location = await openAccount(deps, tx, { ...draft, ...below })
    const sample = { db: tx.db, accountId: location.id, now, nextWireId: deps.ids.nextWireId }
    await deps.sampleData({ ...sample, userWireIds: [user.wireId] })
    return { agency, location }
  })
  return { user, password, agency, location, cookie: await server.signIn(user.email, password) }
}

async function newUser(server: TestServer, name = 'Test Person'): Promise<{ user: User; password: string }> {
  const { ids, database } = server.app.deps
  const email = `${randomBase62(12).toLowerCase()}@example.com`
  const user: User = { id: ids.next('usr'), wireId: ids.nextWireId(), email, name }
  const password = randomBase62(24)
  const hash = await hashPassword(password)
  await database.transact(EVERY_TENANT, db => insertUser(db, { ...user, passwordHash: hash }, server.clock.now()))
  return { user, password }
}
