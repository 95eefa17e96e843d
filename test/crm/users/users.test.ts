import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OperationContext } from '../../../src/crm/operation.ts'
import { userOperations } from '../../../src/crm/users/routes.ts'
import { type CrmAccount, callOperation, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { replyFaults } from '../../support/wire-contract.ts'

let test: TestDatabase
let account: CrmAccount
let other: CrmAccount
let agencyId: string
let adaId: string
let bobId: string
let strangerId: string

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, userOperations)
  other = await createCrmAccount(test, userOperations)
  strangerId = await other.addUser('Mallory Stranger')
  adaId = await account.addUser('Ada King Byron')
  bobId = await account.addUser('bob')
  const [row] = await account.rows('select parent_id from accounts where id = $1', [account.accountId])
  agencyId = String(row?.parent_id)
  await account.rows(
    `insert into accounts (id, kind, parent_id, name, wire_id, created_at, updated_at)
     values ('acc_branch', 'location', $1, 'Branch', 'BranchLocation', now(), now())`,
    [agencyId],
  )
  await join(bobId, 'acc_branch', 'user')
  await account.rows(
    `update users set email = 'ada@example.com', profile = '{"phone": "+13035550111", "extension": "7", "secret": "x"}'
      where wire_id = $1`,
    [adaId],
  )
  await account.rows(
    `update memberships set role = 'admin' where user_id = (select id from users where wire_id = $1)`,
    [adaId],
  )
  const zoeId = await account.addUser('Zoe Owner')
  await account.rows(
    `update memberships set account_id = $2, role = 'admin' where user_id = (select id from users where wire_id = $1)`,
    [zoeId, agencyId],
  )
})
afterAll(() => test.drop())

async function join(wireId: string, accountId: string, role: string): Promise<void> {
  await account.rows(
    `insert into memberships (account_id, user_id, role, created_at, updated_at)
     select $2, id, $3, now(), now() from users where wire_id = $1`,
    [wireId, accountId, role],
  )
}

/** As the server would set it for a token of the agency that names no location. */
function agencyContext(): OperationContext {
  const context = account.context()
  const { companyId } = account
  return {
    ...context,
    accountId: agencyId,
    locationId: companyId,
    principal: { ...context.principal, accountId: agencyId, accountKind: 'agency', wireId: companyId },
    read: work => test.database.read(agencyId, work),
  }
}

async function callAsAgency(id: string, input: { params?: Record<string, unknown>; query?: Record<string, unknown> }) {
  const operation = userOperations.find(one => one.id === id)
  if (operation === undefined) throw new Error(`${id} is not served`)
  const reply = await callOperation(operation, agencyContext(), input)
  expect(replyFaults(operation, reply.status, reply.body)).toEqual([])
  return reply
}

const search = (query: Record<string, unknown> = {}) =>
  account.call('search-users', { query: { companyId: account.companyId, ...query } })
const searchAsAgency = (query: Record<string, unknown> = {}) =>
  callAsAgency('search-users', { query: { companyId: account.companyId, ...query } })
const namesOf = (reply: { body: { users: { name: string }[] } }) => reply.body.users.map(user => user.name)

describe('search-users', () => {
  it('finds a location’s token the members of its location, by name, and how many there are', async () => {
    const reply = await search()
    expect(namesOf(reply)).toEqual(['Ada King Byron', 'bob'])
    expect(reply.body.count).toBe(2)
  })

  it('shows a user as the documents have it, with no location that the token may not see', async () => {
    const [ada] = (await search({ query: 'ada' })).body.users
    expect(ada).toEqual({
      id: adaId,
      name: 'Ada King Byron',
      firstName: 'Ada',
      lastName: 'King Byron',
      email: 'ada@example.com',
      phone: '+13035550111',
      extension: '7',
      roles: { type: 'account', role: 'admin', locationIds: [account.locationId] },
      deleted: false,
    })
    const [bob] = (await search({ ids: bobId })).body.users
    expect(bob.roles.locationIds).toEqual([account.locationId])
  })

  it('finds an agency’s token the people of the agency and of its locations, each once', async () => {
    const reply = await searchAsAgency()
    expect(namesOf(reply)).toEqual(['Ada King Byron', 'bob', 'Zoe Owner'])
    expect(reply.body.count).toBe(3)
    const [, bob, zoe] = reply.body.users
    expect(bob.roles.locationIds).toEqual([account.locationId, 'BranchLocation'].sort())
    expect(zoe.roles).toEqual({ type: 'agency', role: 'admin', locationIds: [] })
  })

  it.each([
    [{ query: 'BYRON' }, ['Ada King Byron']],
    [{ query: 'ada@example' }, ['Ada King Byron']],
    [{ query: '5550111' }, ['Ada King Byron']],
    [{ query: '%' }, []],
    [{ role: 'admin' }, ['Ada King Byron', 'Zoe Owner']],
    [{ role: 'user' }, ['bob']],
    [{ type: 'agency' }, ['Zoe Owner']],
    [{ type: 'account' }, ['Ada King Byron', 'bob']],
    [{ locationId: 'BranchLocation' }, ['bob']],
    [{ sortDirection: 'desc' }, ['Zoe Owner', 'bob', 'Ada King Byron']],
    [{ sort: 'lastName' }, ['bob', 'Ada King Byron', 'Zoe Owner']],
    [{ sort: 'email', query: 'ada@' }, ['Ada King Byron']],
    [{ limit: '1', skip: '1' }, ['bob']],
    [{ enabled2waySync: 'true' }, []],
    [{ enabled2waySync: 'false', role: 'user' }, ['bob']],
    [{ ids: 'nobody, ,' }, []],
  ])('filters by %j', async (query, names) => {
    expect(namesOf(await searchAsAgency(query))).toEqual(names)
  })

  it('counts all matches on every page, also past the end', async () => {
    expect((await searchAsAgency({ limit: '1' })).body.count).toBe(3)
    expect((await searchAsAgency({ skip: '50' })).body).toEqual({ users: [], count: 3 })
  })

  it('answers 403 for another company and another location, whether that one exists or not', async () => {
    const message = 'The token does not have access to this location.'
    const refused = { status: 403, body: { statusCode: 403, message, error: 'Forbidden' } }
    expect(await search({ locationId: other.locationId })).toEqual(refused)
    expect(await search({ locationId: 'BranchLocation' })).toEqual(refused)
    expect(await searchAsAgency({ locationId: other.locationId })).toEqual(refused)
    expect(await searchAsAgency({ locationId: 'NoLocationAtAll' })).toEqual(refused)
    expect((await search({ companyId: other.companyId })).status).toBe(403)
  })

  it.each([
    [{ companyId: undefined }],
    [{ limit: '0' }],
    [{ sort: 'shoe' }],
    [{ role: 'boss' }],
    [{ query: 'nul\u0000' }],
  ])('refuses %j with 422', async query => {
    expect((await search(query)).status).toBe(422)
  })
})

describe('get-user', () => {
  it('shows a member', async () => {
    const { body } = await account.call('get-user', { params: { userId: adaId } })
    expect(body).toMatchObject({ id: adaId, name: 'Ada King Byron', roles: { role: 'admin' } })
  })

  it('shows an agency’s token a member of its location', async () => {
    expect((await callAsAgency('get-user', { params: { userId: bobId } })).body.name).toBe('bob')
  })

  it('answers 404 alike for a stranger, an unknown and a malformed id', async () => {
    for (const userId of [strangerId, 'A'.repeat(20), 'no-id', 'nul\u0000', '']) {
      const message = `User with id ${userId} not found`
      const expected = { status: 404, body: { statusCode: 404, message } }
      expect(await account.call('get-user', { params: { userId } })).toEqual(expected)
      expect(await callAsAgency('get-user', { params: { userId } })).toEqual(expected)
    }
  })
})

describe('get-user-by-location', () => {
  it('lists the members of the location', async () => {
    const reply = await account.call('get-user-by-location', { query: { locationId: account.locationId } })
    expect(namesOf(reply)).toEqual(['Ada King Byron', 'bob'])
  })

  it('says who is switched off', async () => {
    await account.rows('update users set disabled_at = now() where wire_id = $1', [bobId])
    const { body } = await account.call('get-user-by-location', { query: { locationId: account.locationId } })
    expect(body.users.map((user: { deleted: boolean }) => user.deleted)).toEqual([false, true])
  })
})
