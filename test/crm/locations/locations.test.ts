import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locationOperations } from '../../../src/crm/locations/routes.ts'
import type { OperationContext } from '../../../src/crm/operation.ts'
import { type CrmAccount, callOperation, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { replyFaults } from '../../support/wire-contract.ts'

let test: TestDatabase
let account: CrmAccount
let agencyId: string

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, locationOperations)
  await createCrmAccount(test, locationOperations)
  const [row] = await account.rows('select parent_id from accounts where id = $1', [account.accountId])
  agencyId = String(row?.parent_id)
  await account.rows(
    `insert into accounts (id, kind, parent_id, name, wire_id, profile, created_at, updated_at)
     values ('acc_branch', 'location', $1, 'Branch', 'BranchLocation', '{"email": "Branch@example.com"}', now(), now())`,
    [agencyId],
  )
})
afterAll(() => test.drop())

const PLAIN = {
  email: 'front@example.com',
  phone: '+13035550199',
  address: '1 Main Street',
  city: 'Denver',
  state: 'CO',
  country: 'US',
  postalCode: '80202',
  website: 'https://www.example.com',
  logoUrl: 'https://www.example.com/logo.png',
  domain: 'crm.example.com',
  firstName: 'Ada',
  lastName: 'Byron',
}

const PROFILE = {
  ...PLAIN,
  business: { name: 'Main Street Ltd' },
  settings: { allowDuplicateContact: true },
  social: { instagram: 'https://instagram.example.com/main', unknown: 'hidden' },
  internal: 'hidden',
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

async function searchAsAgency(query: Record<string, unknown> = {}) {
  const operation = locationOperations.find(one => one.id === 'search-locations')
  if (operation === undefined) throw new Error('search-locations is not served')
  const reply = await callOperation(operation, agencyContext(), { query })
  expect(replyFaults(operation, reply.status, reply.body)).toEqual([])
  return reply
}

const namesOf = (reply: { body: { locations: { name: string }[] } }) => reply.body.locations.map(one => one.name)

describe('get-location', () => {
  it('shows all that the documents know of a location, and nothing that they don’t', async () => {
    await account.setProfile(PROFILE)
    const { locationId, companyId } = account
    const { body } = await account.call('get-location', { params: { locationId } })
    expect(body.location).toEqual({
      id: locationId,
      companyId,
      name: 'Location',
      timezone: 'UTC',
      ...PLAIN,
      business: {
        name: 'Main Street Ltd',
        timezone: 'UTC',
        address: '1 Main Street',
        city: 'Denver',
        state: 'CO',
        country: 'US',
        postalCode: '80202',
        website: 'https://www.example.com',
        logoUrl: 'https://www.example.com/logo.png',
      },
      settings: {
        allowDuplicateContact: true,
        allowDuplicateOpportunity: true,
        allowFacebookNameMerge: false,
        disableContactTimezone: false,
      },
      social: { instagram: 'https://instagram.example.com/main' },
    })
  })

  it('shows a location of which nothing but the name is known', async () => {
    await account.setProfile({})
    const { body } = await account.call('get-location', { params: { locationId: account.locationId } })
    expect(Object.keys(body.location).sort()).toEqual(
      ['business', 'companyId', 'id', 'name', 'settings', 'social', 'timezone'].sort(),
    )
  })
})

describe('search-locations', () => {
  it('finds a location’s token its own location alone', async () => {
    expect(namesOf(await account.call('search-locations'))).toEqual(['Location'])
  })

  it('finds an agency’s token its locations and no other agency’s', async () => {
    expect(namesOf(await searchAsAgency())).toEqual(['Branch', 'Location'])
  })

  it.each([
    [{ order: 'desc' }, ['Location', 'Branch']],
    [{ limit: '1' }, ['Branch']],
    [{ limit: '1', skip: '1' }, ['Location']],
    [{ skip: '2' }, []],
    [{ email: 'branch@EXAMPLE.com' }, ['Branch']],
    [{ email: 'nobody@example.com' }, []],
  ])('filters by %j', async (query, names) => {
    expect(namesOf(await searchAsAgency(query))).toEqual(names)
  })

  it('takes its own company’s id and refuses any other', async () => {
    expect(namesOf(await searchAsAgency({ companyId: account.companyId }))).toEqual(['Branch', 'Location'])
    const refused = await searchAsAgency({ companyId: 'AnotherCompany' })
    expect(refused.status).toBe(403)
    expect((await account.call('search-locations', { query: { companyId: 'AnotherCompany' } })).body).toEqual(
      refused.body,
    )
  })

  it.each([[{ limit: '0' }], [{ limit: '101' }], [{ skip: '-1' }], [{ order: 'up' }], [{ email: 'nul\u0000' }]])(
    'refuses %j with 422',
    async query => {
      expect((await searchAsAgency(query)).status).toBe(422)
    },
  )
})

describe('get-timezones', () => {
  it('lists zones that can be reckoned in', async () => {
    const { body } = await account.call('get-timezones', { params: { locationId: account.locationId } })
    expect(body.timeZones).toContain('America/Denver')
    expect(body.timeZones.length).toBeGreaterThan(300)
    const at = new Date(0)
    for (const timeZone of body.timeZones) expect(() => at.toLocaleString('en', { timeZone })).not.toThrow()
  })
})
