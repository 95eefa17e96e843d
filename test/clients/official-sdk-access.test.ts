import {
  GHLAuthenticationError,
  GHLForbiddenError,
  GHLNotFoundError,
  GHLValidationError,
  type HighLevel,
} from '@gohighlevel/api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/crm/operations.ts'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES, connectOfficialClient, idOf, officialClient } from './official-client.ts'
import { DRIVEN } from './watch-replies.ts'

let server: ClientServer
let ghl: HighLevel
let locationId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  ghl = await connectOfficialClient(server, { scopes: ALL_SCOPES })
})
afterAll(() => server.stop())

describe('a token of the agency', () => {
  it('finds and reads its locations and their people, and nothing that is a location’s own', async () => {
    const agency = await connectOfficialClient(server, {
      scopes: ['locations.readonly', 'users.readonly'],
      accountId: server.agency.id,
    })
    const { companyId } = server.agency
    const { locations } = await agency.locations.searchLocations({ companyId })
    expect(locations?.map(location => location.name)).toEqual(['Harbour Branch', 'Test Company'])
    expect((await agency.locations.getLocation({ locationId })).location?.id).toBe(locationId)
    const { users } = await agency.users.searchUsers({ companyId, locationId })
    expect(users?.map(user => user.name)).toContain(server.admin.name)
    expect(await agency.users.getUser({ userId: idOf(users?.[0]) })).toMatchObject({ name: users?.[0]?.name })
    // oxlint-disable-next-line typescript/no-deprecated -- the one operation of users that agencies are not let into
    await expect(agency.users.getUserByLocation({ locationId })).rejects.toThrow("Token's user type mismatch!")
  })
})

describe('refusals arrive as the errors that the client knows', () => {
  it('401 for a missing scope, and the token goes on working', async () => {
    const reader = await connectOfficialClient(server, { scopes: ['contacts.readonly'] })
    const refused = reader.contacts.createContact({ locationId, firstName: 'No' })
    await expect(refused).rejects.toThrow(GHLAuthenticationError)
    await expect(refused).rejects.toThrow('The token is not authorized for this scope.')
    const search = { locationId, pageLimit: 1 }
    expect((await reader.contacts.searchContactsAdvanced(search)).contacts).toHaveLength(1)
  })

  it('401 for a token that was never made', async () => {
    const stranger = officialClient(server, 'pit-00000000-0000-0000-0000-000000000000')
    await expect(stranger.locations.getLocation({ locationId })).rejects.toThrow(GHLAuthenticationError)
  })

  it('403 for another location', async () => {
    await expect(ghl.locations.getLocationTags({ locationId: 'AnotherLocation00000' })).rejects.toThrow(
      GHLForbiddenError,
    )
  })

  it('404 for an id that is not there', async () => {
    const contactId = 'A'.repeat(20)
    const absent = ghl.contacts.getContact({ contactId })
    await expect(absent).rejects.toThrow(GHLNotFoundError)
    await expect(absent).rejects.toThrow(`Contact with id ${contactId} not found`)
  })

  it('400 for a duplicate, 422 for an unknown property', async () => {
    const email = 'twice@example.com'
    await ghl.contacts.createContact({ locationId, email })
    const twice = ghl.contacts.createContact({ locationId, email })
    await expect(twice).rejects.toThrow('This location does not allow duplicated contacts.')
    const body = { locationId, shoeSize: 43 }
    const unknown = ghl.contacts.createContact(body)
    await expect(unknown).rejects.toThrow(GHLValidationError)
    await expect(unknown).rejects.toThrow('property shoeSize should not exist')
  })
})

it('every served module is driven by a test of both clients', () => {
  const driven = new Set<string>(Object.values(DRIVEN).flat())
  expect(operations.filter(operation => !driven.has(operation.module))).toEqual([])
})
