import pg from 'pg'
import type { Actor } from '../../src/domain/actor.ts'
import type { PermissionOverrides, Role } from '../../src/domain/permission.ts'
import { Problem } from '../../src/domain/problem.ts'
import type { User } from '../../src/domain/user.ts'
import { type FixedClock, fixedClock } from '../../src/lib/clock.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import type { Keys } from '../../src/lib/keys.ts'
import { insertMembership, updateMembership } from '../../src/store/memberships.ts'
import { insertUser } from '../../src/store/users.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { setUpAccounts } from './integration.ts'
import { testKeys } from './keys.ts'
import { startTestNode, type TestNode } from './node.ts'

export type Person = Actor & { kind: 'user' }

/** One node on a database of its own, set up, with the clock in the test's hand and a way in behind the walls. */
export interface TestHouse {
  testDatabase: TestDatabase
  node: TestNode
  clock: FixedClock
  keys: Keys
  /** The tables' owner, for whom no wall stands. */
  owner: pg.Client
  /** The location. */
  accountId: string
  agencyId: string
  admin: Person
  /** A person with a part in the location (or another account). */
  addMember(role: Role, overrides?: PermissionOverrides, accountId?: string): Promise<Person>
  /** A person with no part anywhere. */
  addStranger(): Promise<Person>
  /** Another company: its agency and location, and their admin. */
  addCompany(): Promise<{ accountId: string; agencyId: string; admin: Person }>
  stop(): Promise<void>
}

export async function startTestHouse(): Promise<TestHouse> {
  const testDatabase = await createTestDatabase()
  const clock = fixedClock()
  const keys = testKeys()
  const node = await startTestNode(testDatabase, { clock, keys })
  const { user, agency, location } = await setUpAccounts(node.deps)
  const owner = new pg.Client(testDatabase.owner)
  await owner.connect()
  const { database } = node.deps

  async function addStranger(): Promise<Person> {
    const email = `${randomBase62(12).toLowerCase()}@example.com`
    const stranger = { id: randomIds.next('usr'), wireId: randomIds.nextWireId(), email, name: 'Test Person' }
    await database.transact(EVERY_TENANT, db => insertUser(db, stranger, clock.now()))
    return personOf(stranger)
  }
  async function addMember(role: Role, overrides: PermissionOverrides = {}, accountId = location.id): Promise<Person> {
    const person = await addStranger()
    const membership = { accountId, userId: person.userId, role, overrides, version: 1 }
    await database.transact(accountId, async db => {
      await insertMembership(db, membership, clock.now())
      await updateMembership(db, membership, clock.now())
    })
    return person
  }
  async function addCompany() {
    const [agencyId, accountId] = [randomIds.next('acc'), randomIds.next('acc')]
    for (const [id, parent] of [
      [agencyId, null],
      [accountId, agencyId],
    ] as const) {
      await owner.query(
        `insert into accounts (id, kind, parent_id, name, wire_id, created_at, updated_at)
         values ($1, $2, $3, 'Other Company', $4, $5, $5)`,
        [id, parent === null ? 'agency' : 'location', parent, randomIds.nextWireId(), clock.now()],
      )
    }
    return { accountId, agencyId, admin: await addMember('admin', {}, accountId) }
  }
  return {
    ...{ testDatabase, node, clock, keys, owner, accountId: location.id, agencyId: agency.id, admin: personOf(user) },
    ...{ addMember, addStranger, addCompany },
    async stop() {
      await owner.end()
      await node.stop()
      await testDatabase.drop()
    },
  }
}

function personOf(user: User): Person {
  return { kind: 'user', userId: user.id, name: user.name, email: user.email, origin: {} }
}

/** A token of an integration as an actor, with these scopes. */
export function tokenActor(given: {
  ref: { accountId: string; integrationId: string }
  tokenId: string
  scopes: readonly string[]
}): Actor & { kind: 'token' } {
  const scopes = new Set(given.scopes)
  return { kind: 'token', ...given.ref, tokenId: given.tokenId, name: 'Test token', scopes, origin: {} }
}

/** "done", or the code of the refusal. Whatever nobody expected is thrown on. */
export async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
    return 'done'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}
