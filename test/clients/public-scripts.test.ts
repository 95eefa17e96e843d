import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES } from './official-client.ts'
import { watchReplies } from './watch-replies.ts'

/*
 * What programs of others do, call by call, with the base URL and the token changed and nothing else. The code is our own; the
 * calls, their order and what is read from the replies are those of the source named above each.
 */

// biome-ignore lint/suspicious/noExplicitAny: these programs read replies without types
type Reply = any

let server: ClientServer
let secret: string
let locationId: string
const watch = watchReplies()
beforeAll(async () => {
  server = await startClientServer()
  locationId = server.account.locationId
  secret = (await server.createIntegration(ALL_SCOPES)).secret
})
afterAll(() => server.stop())

interface Ask {
  query?: Record<string, string | number>
  body?: object
  version?: string
}

async function ask(
  method: string,
  path: string,
  { query = {}, body, version = '2021-07-28' }: Ask = {},
): Promise<Reply> {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const url = path.startsWith('http') ? path : `${server.url}/v2${path}${search.size === 0 ? '' : `?${search}`}`
  const reply = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${secret}`, Version: version, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await reply.json()
  watch.see({ method, url, status: reply.status, body: answer })
  if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(answer)}`)
  return answer
}

async function addPeople(prefix: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    await ask('POST', '/contacts/', { body: { locationId, name: `${prefix} ${number}` } })
  }
}

// n8n-io/n8n, packages/nodes-base/nodes/HighLevel/v2/GenericFunctions.ts and the descriptions beside it
describe('the node of n8n', () => {
  test('makes a contact, then a note whose author it takes to be the contact’s location', async () => {
    const body = { locationId, email: 'node@n8n.test', firstName: 'Nora', tags: ['a', 'b'] }
    const { contact } = await ask('POST', '/contacts/', { body })
    await ask('POST', `/contacts/${contact.id}/notes`, {
      body: { userId: contact.locationId, body: 'from a workflow' },
    })
    const { notes } = await ask('GET', `/contacts/${contact.id}/notes`)
    expect(notes).toMatchObject([{ body: 'from a workflow', contactId: contact.id }])
  })

  test('collects all contacts, as long as meta.total is more than it has', async () => {
    await addPeople('Paged', 23)
    const all: Reply[] = []
    let query: Record<string, string | number> = { locationId, query: 'paged', limit: 10 }
    let total: number
    do {
      const page = await ask('GET', '/contacts/', { query })
      all.push(...page.contacts)
      const { startAfterId, startAfter } = page.meta
      query = { locationId, query: 'paged', limit: 10, startAfterId, startAfter }
      total = page.meta.total ?? 0
    } while (total > all.length)
    expect(new Set(all.map(({ id }) => id)).size).toBe(23)
  })

  test('fills its lists of pipelines, stages, contacts and users', async () => {
    const { pipelines } = await ask('GET', '/opportunities/pipelines', { query: { locationId } })
    const stages = pipelines[0].stages.map(({ name, id }: Reply) => ({ name, value: id }))
    expect(stages[0]).toEqual({ name: expect.any(String), value: expect.any(String) })
    const { contacts } = await ask('GET', '/contacts/', { query: { locationId } })
    expect(contacts[0].id).toHaveLength(20)
    const { users } = await ask('GET', '/users/', { query: { locationId } })
    expect(users[0]).toMatchObject({ id: expect.any(String), name: expect.any(String) })
    const body = {
      locationId,
      pipelineId: pipelines[0].id,
      pipelineStageId: stages[0].value,
      name: 'Flow',
      status: 'open',
    }
    const made = await ask('POST', '/opportunities/', { body: { ...body, contactId: contacts[0].id } })
    const found = await ask('GET', '/opportunities/search', {
      query: { location_id: locationId, q: 'Flow', limit: 100 },
    })
    expect(found.opportunities.map(({ id }: Reply) => id)).toContain(made.opportunity.id)
  })
})

// MeltanoLabs/tap-gohighlevel, tap_gohighlevel/streams.py and paginator.py
describe('the Singer tap of Meltano', () => {
  async function everyPage(path: string, query: Record<string, string | number>, root: string): Promise<Reply[]> {
    const records: Reply[] = []
    let page = await ask('GET', path, { query })
    records.push(...page[root])
    while (page.meta.nextPageUrl) {
      page = await ask('GET', page.meta.nextPageUrl)
      records.push(...page[root])
    }
    return records
  }

  test('reads every contact and opportunity by nextPageUrl alone', async () => {
    await addPeople('Tapped', 12)
    const contacts = await everyPage('/contacts/', { limit: 5, locationId }, 'contacts')
    const { count } = await ask('GET', '/contacts/', { query: { locationId, limit: 1 } })
    expect(new Set(contacts.map(({ id }) => id)).size).toBe(count)
    const details = { getCalendarEvents: 'true', getNotes: 'true', getTasks: 'true' }
    const query = { limit: 3, ...details, location_id: locationId }
    const opportunities = await everyPage('/opportunities/search', query, 'opportunities')
    const { meta } = await ask('GET', '/opportunities/search', { query: { location_id: locationId, limit: 1 } })
    expect(new Set(opportunities.map(({ id }) => id)).size).toBe(meta.total)
  })

  test('reads calendars, businesses, the location and the users of its company', async () => {
    const version = '2021-04-15'
    expect((await ask('GET', '/calendars/', { query: { locationId }, version })).calendars.length).toBeGreaterThan(0)
    expect((await ask('GET', '/businesses/', { query: { locationId }, version })).businesses).toBeInstanceOf(Array)
    const { location } = await ask('GET', `/locations/${locationId}`)
    const query = { limit: 100, locationId, companyId: location.companyId }
    const { users } = await ask('GET', '/users/search', { query })
    expect(users[0]).toMatchObject({ id: expect.any(String), roles: { type: expect.any(String) } })
  })
})

// razzaque/gohighlevel-import-cli, gohighlevel_import_cli/gohighlevel_client.py
describe('an importer on the command line', () => {
  test('looks for a person by e-mail, makes them, and gives them a task of a user whom it knows by name', async () => {
    const search = (email: string) => ({
      ...{ locationId, page: 1, pageLimit: 1 },
      filters: [{ field: 'email', operator: 'contains', value: email }],
    })
    const email = 'wilma@importer.test'
    expect((await ask('POST', '/contacts/search', { body: search(email) })).contacts).toEqual([])
    const address = { address1: '5 Main Street', city: 'Golden', state: 'CO', postalCode: '80401', country: 'US' }
    await ask('POST', '/contacts/', {
      body: { locationId, email, firstName: 'Wilma', lastName: 'Importer', ...address },
    })
    const { contacts } = await ask('POST', '/contacts/search', { body: search(email) })
    const { users } = await ask('GET', '/users/', { query: { locationId } })
    const name = (user: Reply) => `${user.firstName ?? ''} ${user.lastName ?? ''}`.trim()
    const [someone] = users
    const assignedTo = users.find((user: Reply) => name(user) === name(someone)).id
    const task = { title: 'Call back', dueDate: '2026-05-01T09:00:00Z', completed: false, assignedTo }
    await ask('POST', `/contacts/${contacts[0].id}/tasks`, { body: task })
    await ask('POST', `/contacts/${contacts[0].id}/notes`, { body: { body: 'Came with the list' } })
    const { tasks } = await ask('GET', `/contacts/${contacts[0].id}/tasks`)
    expect(tasks).toMatchObject([{ title: 'Call back', assignedTo, completed: false }])
  })
})

// Lead forms of websites, as many public repositories have them: a quiz, a landing page, an enquiry
describe('the lead form of a website', () => {
  test('upserts a person with answers under `value`, leaves a note, a task for tomorrow, and a deal on the first stage', async () => {
    const field = { name: 'Quiz: skin concerns', dataType: 'TEXT', position: 1, placeholder: 'What they said' }
    const { customField } = await ask('POST', `/locations/${locationId}/customFields`, { body: field })
    const person = { firstName: 'Lena', lastName: 'Lead', email: 'lena@form.test', phone: '+35679123456' }
    const lead = {
      ...{ locationId, ...person, source: 'Quiz (Website)', tags: ['quiz-lead', 'timeline:'] },
      customFields: [{ id: customField.id, value: 'Redness' }],
    }
    const { contact } = await ask('POST', '/contacts/upsert', { body: lead })
    const again = await ask('POST', '/contacts/upsert', {
      body: { ...lead, customFields: [{ id: customField.id, value: '' }] },
    })
    expect([contact.customFields, again.new, again.contact.customFields]).toEqual([
      [{ id: customField.id, value: 'Redness' }],
      false,
      [],
    ])
    await ask('POST', `/contacts/${contact.id}/notes/`, { body: { body: '--- Quiz lead ---' } })
    const task = {
      title: 'Call quiz lead',
      body: 'See the notes.',
      dueDate: '2027-01-01T09:00:00.000Z',
      completed: false,
    }
    await ask('POST', `/contacts/${contact.id}/tasks`, { body: task })
    const { pipelines } = await ask('GET', `/opportunities/pipelines?locationId=${locationId}`)
    const [pipeline] = pipelines
    const deal = { locationId, contactId: contact.id, pipelineId: pipeline.id, pipelineStageId: pipeline.stages[0].id }
    const made = await ask('POST', '/opportunities/', {
      body: { ...deal, name: 'Lena Lead', status: 'open', monetaryValue: 0 },
    })
    const query = { location_id: locationId, contact_id: contact.id, pipeline_id: pipeline.id }
    const { opportunities } = await ask('GET', '/opportunities/search', { query })
    expect(opportunities.map(({ id }: Reply) => id)).toEqual([made.opportunity.id])
    await ask('PUT', `/opportunities/${made.opportunity.id}`, { body: { pipelineStageId: pipeline.stages[1].id } })
    const body = { locationId, query: '', limit: 100, page: 1, searchAfter: [] }
    const all = await ask('POST', '/opportunities/search', { body })
    expect(all.opportunities.find(({ id }: Reply) => id === made.opportunity.id).pipelineStageId).toBe(
      pipeline.stages[1].id,
    )
  })
})

test('every reply that these programs got is as the published documents have it', () => {
  expect(watch.faults).toEqual([])
})
