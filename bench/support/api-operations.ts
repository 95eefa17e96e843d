import type { BenchIds } from './api-data.ts'
import type { Ask } from './latency-client.ts'

/** One thing that is measured: an operation of API v2.0 with what it is asked, each time something else. */
export interface MeasuredOperation {
  name: string
  /** Its id in the route table. */
  id: string
  isWrite?: boolean
  params?: (turn: number) => Record<string, string>
  query?: (turn: number) => Record<string, unknown>
  body?: (turn: number) => Record<string, unknown>
}

/** What the operations are asked about. */
export interface Known extends BenchIds {
  contacts: { id: string; name: string; email: string; phone: string }[]
  /** `searchAfter` of a contact deep in the list, newest first. */
  deepPlace: (string | number)[]
  run: string
}

const DAY_MS = 86_400_000

/** All that is measured. */
export function measuredOperations(known: Known): MeasuredOperation[] {
  const { contacts } = known
  const contact = (turn: number) => contacts[turn % contacts.length] as Known['contacts'][number]
  const get = { name: 'contact get', id: 'get-contact', params: (turn: number) => ({ contactId: contact(turn).id }) }
  return [get, ...searches(known, contact), ...writes(known, contact), ...others(known)]
}

type Contacts = (turn: number) => Known['contacts'][number]

function searches({ locationId, deepPlace }: Known, contact: Contacts): MeasuredOperation[] {
  const search = (name: string, body: (turn: number) => object): MeasuredOperation => ({
    name: `contacts search: ${name}`,
    id: 'search-contacts-advanced',
    body: turn => ({ locationId, pageLimit: 20, ...body(turn) }),
  })
  const filter = (field: string, operator: string, value: unknown) => ({ filters: [{ field, operator, value }] })
  return [
    search('newest first', () => ({ page: 1 })),
    search('an e-mail (query)', turn => ({ query: contact(turn).email })),
    search('a full name (query)', turn => ({ query: contact(turn).name })),
    search('a first name in 10,000s (query)', turn => ({ query: ['fatou', 'chen', 'silva'][turn % 3] })),
    search('phone equals', turn => filter('phone', 'eq', contact(turn).phone)),
    search('e-mail equals', turn => filter('email', 'eq', contact(turn).email)),
    search('a tag on 500', turn => filter('tags', 'contains', `batch ${turn % 2000}`)),
    search('a tag on 20,000', turn => filter('tags', 'contains', `tag ${turn % 50}`)),
    search('city and date', turn => ({
      filters: [
        { field: 'city', operator: 'eq', value: 'Kyoto' },
        {
          field: 'dateAdded',
          operator: 'range',
          value: { gte: Date.UTC(2024, 0, 1 + (turn % 300)), lt: Date.UTC(2024, 0, 2 + (turn % 300)) },
        },
      ],
    })),
    search('sort by date, behind the 900,000th', () => ({ searchAfter: deepPlace })),
    search('sort by name', () => ({ sort: [{ field: 'firstNameLowerCase', direction: 'asc' }] })),
    search('not in a city', () => filter('city', 'not_eq', 'Oslo')),
  ]
}

function writes({ locationId, run }: Known, contact: Contacts): MeasuredOperation[] {
  return [
    {
      name: 'contact create',
      id: 'create-contact',
      isWrite: true,
      body: turn => ({
        locationId,
        firstName: 'New',
        lastName: `Person ${turn}`,
        email: `new-${run}-${turn}@example.com`,
        tags: ['tag 1'],
      }),
    },
    {
      name: 'contact upsert, known e-mail',
      id: 'upsert-contact',
      isWrite: true,
      body: turn => ({ locationId, email: contact(turn).email, source: `Upsert ${run} ${turn}` }),
    },
    {
      name: 'contact upsert, new e-mail',
      id: 'upsert-contact',
      isWrite: true,
      body: turn => ({ locationId, email: `upsert-${run}-${turn}@example.com`, firstName: 'Ups' }),
    },
  ]
}

function others({ locationId, pipelineId, calendarId }: Known): MeasuredOperation[] {
  return [
    {
      name: 'opportunities search: pipeline, open',
      id: 'search-opportunity',
      query: () => ({ location_id: locationId, pipeline_id: pipelineId, status: 'open' }),
    },
    {
      name: 'opportunities search: words',
      id: 'search-opportunity',
      query: turn => ({ location_id: locationId, q: `deal ${turn * 13 + 7}` }),
    },
    {
      name: 'opportunities search: a word in all',
      id: 'search-opportunity',
      query: turn => ({ location_id: locationId, q: ['deal', 'company', 'chen'][turn % 3] }),
    },
    {
      name: 'free slots of 30 days',
      id: 'get-slots',
      params: () => ({ calendarId }),
      query: turn => ({
        startDate: Date.now() + (turn % 300) * DAY_MS,
        endDate: Date.now() + ((turn % 300) + 30) * DAY_MS,
      }),
    },
  ]
}

/** The same as HTTP. */
export function toAsk(
  operation: MeasuredOperation,
  { method, path, secret }: { method: string; path: string; secret: string },
  turn: number,
): Ask {
  const params = operation.params?.(turn) ?? {}
  const query = new URLSearchParams(
    Object.entries(operation.query?.(turn) ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const body = operation.body === undefined ? undefined : JSON.stringify(operation.body(turn))
  const filled = path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '')
  return {
    method,
    path: `/v2${filled}${query.size === 0 ? '' : `?${query}`}`,
    headers: {
      authorization: `Bearer ${secret}`,
      version: '2021-07-28',
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    },
    ...(body === undefined ? {} : { body }),
  }
}
