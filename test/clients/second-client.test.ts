import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES, idOf } from './official-client.ts'
import { connectSecondClient, dataOf, type SecondClient } from './second-client.ts'
import { DRIVEN, notCalled, watchReplies } from './watch-replies.ts'

const watch = watchReplies()
let server: ClientServer
let client: SecondClient
let locationId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  client = await connectSecondClient(server, { scopes: ALL_SCOPES, watch })
})
afterAll(() => server.stop())

async function makeContact(firstName: string): Promise<string> {
  const { contact } = await dataOf(client.contacts.POST('/contacts/', { body: { locationId, firstName } }))
  return idOf(contact)
}

/** A contact as a second call finds it, whatever the client's types know of it. */
async function contactOf(contactId: string): Promise<Record<string, unknown>> {
  const { contact } = await dataOf(client.contacts.GET('/contacts/{contactId}', { params: { path: { contactId } } }))
  return contact as Record<string, unknown>
}

describe('contacts', () => {
  it('are created, read, changed, found and deleted', async () => {
    const email = 'Second.Client@example.com'
    const body = { locationId, firstName: 'Selma', email, phone: '+13035550188' }
    const contactId = idOf((await dataOf(client.contacts.POST('/contacts/', { body }))).contact)
    const params = { path: { contactId } }
    await dataOf(client.contacts.PUT('/contacts/{contactId}', { params, body: { city: 'Golden' } }))
    expect(await contactOf(contactId)).toMatchObject({ firstName: 'Selma', email, city: 'Golden' })
    const query = { locationId, query: 'second.client@' }
    const { contacts } = await dataOf(client.contacts.GET('/contacts/', { params: { query } }))
    expect(contacts?.map(idOf)).toEqual([contactId])
    const search = {
      locationId,
      pageLimit: 5,
      filters: [{ field: 'email', operator: 'eq', value: email.toLowerCase() }],
    }
    const found = await dataOf(client.contacts.POST('/contacts/search', { body: search as never }))
    expect(found).toMatchObject({ total: 1, contacts: [{ id: contactId }] })
    const duplicate = { params: { query: { locationId, number: '+13035550188' } } }
    expect(await dataOf(client.contacts.GET('/contacts/search/duplicate', duplicate))).toMatchObject({
      contact: { id: contactId },
    })
    expect((await dataOf(client.contacts.DELETE('/contacts/{contactId}', { params }))).succeded).toBe(true)
    const gone = await client.contacts.GET('/contacts/{contactId}', { params })
    expect(gone.response.status).toBe(404)
    expect(gone.error).toEqual({ statusCode: 404, message: `Contact with id ${contactId} not found` })
  })

  it('are upserted', async () => {
    const body = { locationId, email: 'second.upsert@example.com', firstName: 'Uwe' }
    const first = await dataOf(client.contacts.POST('/contacts/upsert', { body }))
    const second = await dataOf(client.contacts.POST('/contacts/upsert', { body: { ...body, firstName: 'Ulf' } }))
    expect([first.new, second.new]).toEqual([true, false])
    expect(await contactOf(idOf(first.contact))).toMatchObject({ firstName: 'Ulf' })
  })

  it('gain and lose tags, alone and in bulk', async () => {
    const contactId = await makeContact('Tagged')
    const params = { path: { contactId } }
    await dataOf(client.contacts.POST('/contacts/{contactId}/tags', { params, body: { tags: ['a', 'b'] } }))
    await dataOf(client.contacts.DELETE('/contacts/{contactId}/tags', { params, body: { tags: ['a'] } }))
    expect((await contactOf(contactId)).tags).toEqual(['b'])
    const bulk = { params: { path: { type: 'add' } }, body: { contacts: [contactId], tags: ['c'], locationId } }
    await dataOf(client.contacts.POST('/contacts/bulk/tags/update/{type}', bulk as never))
    expect((await contactOf(contactId)).tags).toEqual(['b', 'c'])
  })

  it('gain and lose followers', async () => {
    const params = { path: { contactId: await makeContact('Followed') } }
    const { users } = await dataOf(client.users.GET('/users/', { params: { query: { locationId } } }))
    const body = { followers: [idOf(users?.[0])] }
    const added = await dataOf(client.contacts.POST('/contacts/{contactId}/followers', { params, body }))
    expect(added.followers).toEqual(body.followers)
    const removed = await dataOf(client.contacts.DELETE('/contacts/{contactId}/followers', { params, body }))
    expect(removed.followers).toEqual([])
  })

  it('have notes', async () => {
    const contactId = await makeContact('Noted')
    const ofContact = { params: { path: { contactId } } }
    const made = await dataOf(
      client.contacts.POST('/contacts/{contactId}/notes', { ...ofContact, body: { body: 'One' } as never }),
    )
    const id = idOf(made.note)
    const ofNote = { params: { path: { contactId, id } } }
    await dataOf(client.contacts.PUT('/contacts/{contactId}/notes/{id}', { ...ofNote, body: { body: 'Two' } as never }))
    expect((await dataOf(client.contacts.GET('/contacts/{contactId}/notes/{id}', ofNote))).note?.body).toBe('Two')
    await dataOf(client.contacts.DELETE('/contacts/{contactId}/notes/{id}', ofNote))
    expect((await dataOf(client.contacts.GET('/contacts/{contactId}/notes', ofContact))).notes).toEqual([])
  })

  it('have tasks, which the location finds too', async () => {
    const contactId = await makeContact('Busy')
    const ofContact = { params: { path: { contactId } } }
    const draft = { title: 'Singular chore', dueDate: '2026-04-01T09:00:00.000Z', completed: false }
    const made = await dataOf(client.contacts.POST('/contacts/{contactId}/tasks', { ...ofContact, body: draft }))
    const taskId = idOf(made.task)
    const ofTask = { params: { path: { contactId, taskId } } }
    const change = { ...ofTask, body: { title: 'Singular task' } }
    await dataOf(client.contacts.PUT('/contacts/{contactId}/tasks/{taskId}', change))
    const done = { ...ofTask, body: { completed: true } }
    await dataOf(client.contacts.PUT('/contacts/{contactId}/tasks/{taskId}/completed', done))
    const { task } = await dataOf(client.contacts.GET('/contacts/{contactId}/tasks/{taskId}', ofTask))
    expect(task).toMatchObject({ title: 'Singular task', completed: true })
    const search = { params: { path: { locationId } }, body: { query: 'singular' } }
    const found = await dataOf(client.locations.POST('/locations/{locationId}/tasks/search', search as never))
    expect(found).toMatchObject({ tasks: [{ id: taskId }] })
    await dataOf(client.contacts.DELETE('/contacts/{contactId}/tasks/{taskId}', ofTask))
    expect((await dataOf(client.contacts.GET('/contacts/{contactId}/tasks', ofContact))).tasks).toEqual([])
  })

  it('join a business', async () => {
    const contactId = await makeContact('Worker')
    const { contacts: all } = await dataOf(
      client.contacts.GET('/contacts/', { params: { query: { locationId, limit: 100 } } }),
    )
    const businessId = all?.map(one => (one as { businessId?: string }).businessId).find(id => id !== undefined) ?? ''
    const body = { locationId, ids: [contactId], businessId }
    await dataOf(client.contacts.POST('/contacts/bulk/business', { body }))
    const params = { path: { businessId }, query: { locationId, limit: '100' } }
    const { contacts } = await dataOf(client.contacts.GET('/contacts/business/{businessId}', { params }))
    expect(contacts?.map(idOf)).toContain(contactId)
  })

  it('have appointments, none at first', async () => {
    const params = { path: { contactId: await makeContact('Punctual') } }
    const { events } = await dataOf(client.contacts.GET('/contacts/{contactId}/appointments', { params }))
    expect(events).toEqual([])
  })
})

describe('locations', () => {
  it('are found and read', async () => {
    const { locations } = await dataOf(client.locations.GET('/locations/search', { params: { query: { limit: '5' } } }))
    expect(locations?.map(idOf)).toEqual([locationId])
    const params = { path: { locationId } }
    const { location } = await dataOf(client.locations.GET('/locations/{locationId}', { params }))
    expect(location).toMatchObject({ id: locationId, name: 'Test Company' })
  })

  it('have tags', async () => {
    const ofLocation = { params: { path: { locationId } } }
    const made = await dataOf(
      client.locations.POST('/locations/{locationId}/tags', { ...ofLocation, body: { name: 'second one' } }),
    )
    const tagId = idOf(made.tag)
    const ofTag = { params: { path: { locationId, tagId } } }
    const renamed = { ...ofTag, body: { name: 'second two' } }
    await dataOf(client.locations.PUT('/locations/{locationId}/tags/{tagId}', renamed))
    const { tag } = await dataOf(client.locations.GET('/locations/{locationId}/tags/{tagId}', ofTag))
    expect(tag).toEqual({ id: tagId, name: 'second two', locationId })
    await dataOf(client.locations.DELETE('/locations/{locationId}/tags/{tagId}', ofTag))
    const { tags } = await dataOf(client.locations.GET('/locations/{locationId}/tags', ofLocation))
    expect(tags?.map(idOf)).not.toContain(tagId)
  })

  it('have custom fields', async () => {
    const ofLocation = { params: { path: { locationId } } }
    const draft = { name: 'Hat size', dataType: 'TEXT' }
    const made = await dataOf(
      client.locations.POST('/locations/{locationId}/customFields', { ...ofLocation, body: draft as never }),
    )
    const id = idOf(made.customField)
    const ofField = { params: { path: { locationId, id } } }
    const change = { ...ofField, body: { name: 'Head size' } as never }
    await dataOf(client.locations.PUT('/locations/{locationId}/customFields/{id}', change))
    const found = await dataOf(client.locations.GET('/locations/{locationId}/customFields/{id}', ofField))
    expect(found.customField).toMatchObject({ name: 'Head size', fieldKey: 'contact.hat_size', dataType: 'TEXT' })
    await dataOf(client.locations.DELETE('/locations/{locationId}/customFields/{id}', ofField))
    const { customFields } = await dataOf(client.locations.GET('/locations/{locationId}/customFields', ofLocation))
    expect(customFields?.map(idOf)).not.toContain(id)
  })

  it('have custom values', async () => {
    const ofLocation = { params: { path: { locationId } } }
    const draft = { name: 'Motto', value: 'Slowly' }
    const made = await dataOf(
      client.locations.POST('/locations/{locationId}/customValues', { ...ofLocation, body: draft }),
    )
    const id = idOf(made.customValue)
    const ofValue = { params: { path: { locationId, id } } }
    const change = { ...ofValue, body: { name: 'Motto', value: 'Surely' } }
    await dataOf(client.locations.PUT('/locations/{locationId}/customValues/{id}', change))
    const found = await dataOf(client.locations.GET('/locations/{locationId}/customValues/{id}', ofValue))
    expect(found.customValue).toMatchObject({ value: 'Surely', fieldKey: '{{ custom_values.motto }}' })
    await dataOf(client.locations.DELETE('/locations/{locationId}/customValues/{id}', ofValue))
    const { customValues } = await dataOf(client.locations.GET('/locations/{locationId}/customValues', ofLocation))
    expect(customValues?.map(idOf)).not.toContain(id)
  })

  it('know the time zones', async () => {
    const params = { path: { locationId } }
    const zones = await dataOf(client.locations.GET('/locations/{locationId}/timezones', { params } as never))
    expect(zones).toMatchObject({ timeZones: expect.arrayContaining(['Asia/Tokyo']) })
  })
})

describe('users', () => {
  it('are found and read', async () => {
    const query = { companyId: server.agency.companyId, query: server.admin.email }
    const { users } = await dataOf(client.users.GET('/users/search', { params: { query } }))
    const userId = idOf(users?.[0])
    const user = await dataOf(client.users.GET('/users/{userId}', { params: { path: { userId } } as never }))
    expect(user).toMatchObject({ id: userId, email: server.admin.email })
  })
})

describe('refusals', () => {
  it('say what is wrong in the published shape', async () => {
    const reader = await connectSecondClient(server, { scopes: ['contacts.readonly'], watch })
    const missingScope = await reader.contacts.POST('/contacts/', { body: { locationId, firstName: 'No' } })
    expect(missingScope.response.status).toBe(401)
    expect(missingScope.error).toMatchObject({ statusCode: 401, error: 'Unauthorized' })
    const elsewhere = { params: { path: { locationId: 'AnotherLocation00000' } } }
    const refused = await client.locations.GET('/locations/{locationId}/tags', elsewhere)
    expect(refused.response.status).toBe(403)
    const unknown = await client.contacts.POST('/contacts/', { body: { locationId, shoeSize: 43 } as never })
    expect(unknown.response.status).toBe(422)
    expect(unknown.error).toMatchObject({ message: ['property shoeSize should not exist'] })
  })
})

it('called every served operation of these, and each reply was as documented', () => {
  expect(notCalled(watch, DRIVEN.people)).toEqual([])
  expect(watch.faults).toEqual([])
})
