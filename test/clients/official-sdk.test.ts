import { GHLNotFoundError, type HighLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES, connectOfficialClient, idOf } from './official-client.ts'
import { DRIVEN, notCalled, watchReplies } from './watch-replies.ts'

const watch = watchReplies()
let server: ClientServer
let ghl: HighLevel
let locationId: string

beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  ghl = await connectOfficialClient(server, { scopes: ALL_SCOPES, watch })
})
afterAll(() => server.stop())

async function makeContact(name: string): Promise<string> {
  const { contact } = await ghl.contacts.createContact({ locationId, firstName: name, lastName: 'Client' })
  return idOf(contact)
}

const tagsOf = async (contactId: string) => (await ghl.contacts.getContact({ contactId })).contact?.tags

/** The users of the location, by name. */
async function userIds(): Promise<string[]> {
  // oxlint-disable-next-line typescript/no-deprecated -- deprecated operations are served too
  const { users = [] } = await ghl.users.getUserByLocation({ locationId })
  return users.map(idOf)
}

/** Contacts as the list that clients page by still has them; its types leave out most of a contact. */
async function listContacts(query: { query?: string; limit: number }) {
  // oxlint-disable-next-line typescript/no-deprecated -- deprecated operations are served too
  const { contacts = [] } = await ghl.contacts.getContacts({ locationId, ...query })
  return contacts as { id?: string; businessId?: string }[]
}

describe('contacts', () => {
  it('are created, read, changed, found and deleted', async () => {
    const email = 'Ruth.Client@example.com'
    const made = await ghl.contacts.createContact({
      locationId,
      firstName: 'Ruth',
      lastName: 'Client',
      email,
      phone: '+1 303-555-0177',
      tags: ['From SDK'],
      source: 'sdk',
    })
    const contactId = idOf(made.contact)
    expect((await ghl.contacts.getContact({ contactId })).contact).toMatchObject({ email, phone: '+13035550177' })
    const updated = await ghl.contacts.updateContact({ contactId }, { city: 'Denver' })
    expect(updated.succeded).toBe(true)
    expect((await ghl.contacts.getContact({ contactId })).contact).toMatchObject({ city: 'Denver', firstName: 'Ruth' })
    const duplicate = await ghl.contacts.getDuplicateContact({ locationId, email: email.toLowerCase() })
    expect(duplicate).toMatchObject({ contact: { id: contactId } })
    expect((await listContacts({ query: 'ruth.client', limit: 5 })).map(idOf)).toEqual([contactId])
    expect((await ghl.contacts.deleteContact({ contactId })).succeded).toBe(true)
    await expect(ghl.contacts.getContact({ contactId })).rejects.toThrow(GHLNotFoundError)
  })

  it('are found by filters, page after page', async () => {
    const ids = [await makeContact('Pagina'), await makeContact('Pagina'), await makeContact('Pagina')]
    const filters = [{ field: 'firstNameLowerCase', operator: 'eq', value: 'pagina' }]
    const seen: string[] = []
    for (let page = 1; page <= 2; page++) {
      const body = { locationId, page, pageLimit: 2, filters }
      const found = await ghl.contacts.searchContactsAdvanced(body)
      expect(found.total).toBe(3)
      seen.push(...found.contacts.map(idOf))
    }
    expect(new Set(seen)).toEqual(new Set(ids))
  })

  it('are made by the first upsert and changed by the second', async () => {
    const email = 'upsert.client@example.com'
    const first = await ghl.contacts.upsertContact({ locationId, email, firstName: 'Una' })
    expect(first.new).toBe(true)
    const second = await ghl.contacts.upsertContact({ locationId, email, firstName: 'Ursula' })
    expect(second.new).toBe(false)
    const contactId = idOf(second.contact)
    expect(contactId).toBe(idOf(first.contact))
    expect((await ghl.contacts.getContact({ contactId })).contact?.firstName).toBe('Ursula')
  })

  it('gain and lose tags, one by one and in bulk', async () => {
    const contactId = await makeContact('Tagged')
    await ghl.contacts.addTags({ contactId }, { tags: ['one', 'two'] })
    expect(await tagsOf(contactId)).toEqual(['one', 'two'])
    await ghl.contacts.removeTags({ contactId }, { tags: ['one'] })
    expect(await tagsOf(contactId)).toEqual(['two'])
    const bulk = { contacts: [contactId], locationId }
    await ghl.contacts.createAssociation({ type: 'add' }, { ...bulk, tags: ['three'] })
    expect(await tagsOf(contactId)).toEqual(['two', 'three'])
    await ghl.contacts.createAssociation({ type: 'remove' }, { ...bulk, tags: ['two'] })
    expect(await tagsOf(contactId)).toEqual(['three'])
  })

  it('gain and lose followers', async () => {
    const contactId = await makeContact('Followed')
    const [followerId = ''] = await userIds()
    const added = await ghl.contacts.addFollowersContact({ contactId }, { followers: [followerId] })
    expect(added.followers).toEqual([followerId])
    const again = await ghl.contacts.addFollowersContact({ contactId }, { followers: [followerId] })
    expect(again).toMatchObject({ followers: [followerId], followersAdded: [] })
    const removed = await ghl.contacts.removeFollowersContact({ contactId }, { followers: [followerId] })
    expect(removed).toMatchObject({ followers: [], followersRemoved: [followerId] })
  })

  it('have notes', async () => {
    const contactId = await makeContact('Noted')
    const id = idOf((await ghl.contacts.createNote({ contactId }, { body: 'First words' })).note)
    expect((await ghl.contacts.getNote({ contactId, id })).note?.body).toBe('First words')
    await ghl.contacts.updateNote({ contactId, id }, { body: 'Second thoughts' })
    const { notes } = await ghl.contacts.getAllNotes({ contactId })
    expect(notes?.map(note => note.body)).toEqual(['Second thoughts'])
    await ghl.contacts.deleteNote({ contactId, id })
    expect((await ghl.contacts.getAllNotes({ contactId })).notes).toEqual([])
  })

  it('have tasks, which the location finds too', async () => {
    const contactId = await makeContact('Busy')
    const draft = { title: 'Unmistakable errand', dueDate: '2026-03-01T09:00:00.000Z', completed: false }
    const taskId = idOf((await ghl.contacts.createTask({ contactId }, draft)).task)
    expect((await ghl.contacts.getTask({ contactId, taskId })).task).toMatchObject(draft)
    await ghl.contacts.updateTask({ contactId, taskId }, { body: 'By bicycle' })
    await ghl.contacts.updateTaskCompleted({ contactId, taskId }, { completed: true })
    const { tasks } = await ghl.contacts.getAllTasks({ contactId })
    expect(tasks).toMatchObject([{ id: taskId, body: 'By bicycle', completed: true }])
    const body = { query: 'unmistakable', completed: true, contactId: [contactId] }
    const found: { tasks?: unknown[] } = await ghl.locations.taskSearch({ locationId }, body)
    expect(found.tasks).toMatchObject([{ id: taskId, contactDetails: { firstName: 'Busy' } }])
    await ghl.contacts.deleteTask({ contactId, taskId })
    expect((await ghl.contacts.getAllTasks({ contactId })).tasks).toEqual([])
  })

  it('join a business and leave it', async () => {
    const contactId = await makeContact('Worker')
    const all = await listContacts({ limit: 100 })
    const businessId = all.find(contact => contact.businessId !== undefined)?.businessId ?? ''
    const membersOf = async () =>
      (await ghl.contacts.getContactsByBusinessId({ businessId, locationId, limit: '100' })).contacts?.map(idOf)
    expect(await membersOf()).not.toContain(contactId)
    await ghl.contacts.addRemoveContactFromBusiness({ locationId, ids: [contactId], businessId })
    expect(await membersOf()).toContain(contactId)
  })

  it('have appointments, none at first', async () => {
    const contactId = await makeContact('Punctual')
    expect((await ghl.contacts.getAppointmentsForContact({ contactId })).events).toEqual([])
  })
})

describe('locations', () => {
  it('are found and read', async () => {
    expect((await ghl.locations.searchLocations({ limit: '5' })).locations?.map(idOf)).toEqual([locationId])
    const { location } = await ghl.locations.getLocation({ locationId })
    expect(location).toMatchObject({ id: locationId, companyId: server.agency.companyId, name: 'Test Company' })
  })

  it('have tags that follow onto contacts', async () => {
    const tagId = idOf((await ghl.locations.createTag({ locationId }, { name: 'Prospect SDK' })).tag)
    const contactId = await makeContact('Labelled')
    await ghl.contacts.addTags({ contactId }, { tags: ['prospect sdk'] })
    await ghl.locations.updateTag({ locationId, tagId }, { name: 'Winner SDK' })
    expect((await ghl.locations.getTagById({ locationId, tagId })).tag?.name).toBe('winner sdk')
    expect(await tagsOf(contactId)).toEqual(['winner sdk'])
    expect((await ghl.locations.deleteTag({ locationId, tagId })).succeded).toBe(true)
    expect(await tagsOf(contactId)).toEqual([])
    const { tags } = await ghl.locations.getLocationTags({ locationId })
    expect(tags?.map(idOf)).not.toContain(tagId)
  })

  it('have custom fields that contacts hold values of', async () => {
    const draft = { name: 'Shoe size', dataType: 'NUMERICAL', model: 'contact' }
    const made = await ghl.locations.createCustomField({ locationId }, draft)
    const id = idOf(made.customField)
    const contactId = await makeContact('Shod')
    await ghl.contacts.updateContact({ contactId }, { customFields: [{ key: 'shoe_size', field_value: 43 }] })
    const { contact } = await ghl.contacts.getContact({ contactId })
    expect(contact?.customFields).toEqual([{ id, value: 43 }])
    await ghl.locations.updateCustomField({ locationId, id }, { name: 'Boot size' })
    const found = await ghl.locations.getCustomField({ locationId, id })
    expect(found.customField).toMatchObject({ name: 'Boot size', fieldKey: 'contact.shoe_size' })
    await ghl.locations.deleteCustomField({ locationId, id })
    const { customFields } = await ghl.locations.getCustomFields({ locationId, model: 'all' })
    expect(customFields?.map(idOf)).not.toContain(id)
    expect((await ghl.contacts.getContact({ contactId })).contact?.customFields).toEqual([])
  })

  it('have custom values', async () => {
    const made = await ghl.locations.createCustomValue({ locationId }, { name: 'Slogan', value: 'Onwards' })
    const id = idOf(made.customValue)
    expect(made.customValue?.fieldKey).toBe('{{ custom_values.slogan }}')
    await ghl.locations.updateCustomValue({ locationId, id }, { name: 'Slogan', value: 'Upwards' })
    expect((await ghl.locations.getCustomValue({ locationId, id })).customValue?.value).toBe('Upwards')
    await ghl.locations.deleteCustomValue({ locationId, id })
    const { customValues } = await ghl.locations.getCustomValues({ locationId })
    expect(customValues?.map(idOf)).not.toContain(id)
  })

  it('know the time zones', async () => {
    expect((await ghl.locations.getTimezones({ locationId })).timeZones).toContain('Europe/Berlin')
  })
})

describe('users', () => {
  it('are found and read', async () => {
    const { companyId } = server.agency
    const { users, count } = await ghl.users.searchUsers({ companyId, locationId, query: server.admin.name })
    // People of the sample data may be called alike.
    expect(count).toBe(users?.length)
    const userId = idOf(users?.find(({ email }) => email === server.admin.email))
    expect(await ghl.users.getUser({ userId })).toMatchObject({ id: userId, email: server.admin.email })
    expect(await userIds()).toContain(userId)
  })
})

it('called every served operation of these, and each reply was as documented', () => {
  expect(notCalled(watch, DRIVEN.people)).toEqual([])
  expect(watch.faults).toEqual([])
})
