import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCOPES } from '../../src/domain/scope.ts'
import { sampleOf } from '../support/sample-input.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { callRoute, type SweptRoute, sweptRoutes } from '../support/sweep.ts'

let server: TestServer
let routes: SweptRoute[]
let headers: { person: Record<string, string>; token: Record<string, string> }
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  routes = sweptRoutes(server)
  const { secret } = await server.createIntegration(SCOPES.map(({ scope }) => scope))
  headers = { person: { cookie: await server.signIn() }, token: { authorization: `Bearer ${secret}` } }
})
afterAll(() => server.stop())

const NOBODY = 'Nobody00000000000000'
const callerOf = ({ access, path }: SweptRoute) =>
  access.dialect === 'wire' || path.startsWith('/api/token') ? headers.token : headers.person
const known = () => ({ locationId: server.account.locationId, location_id: server.account.locationId })
const idsFor = (route: SweptRoute, id = NOBODY) => ({
  ...Object.fromEntries(route.params.map(name => [name, id])),
  ...(route.params.includes('accountId') ? { accountId: server.account.id } : {}),
  ...(route.params.includes('locationId') ? { locationId: server.account.locationId } : {}),
})

/** Sends a body of exactly these bytes, in this process. */
async function sendRaw(route: SweptRoute, text: string): Promise<{ status: number; body: string }> {
  const params: Record<string, string> = idsFor(route)
  const reply = await server.app.server.inject({
    method: route.method as 'POST',
    url: route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''),
    headers: {
      host: new URL(server.url).host,
      version: '2021-07-28',
      'content-type': 'application/json',
      ...callerOf(route),
    },
    payload: text,
  })
  return { status: reply.statusCode, body: reply.body }
}

const writing = () => routes.filter(({ body }) => body !== undefined)
/** The routes whose body has a property that is plain text, and its name. */
const texts = () =>
  writing().flatMap(route => {
    const { properties = {} } = route.body as { properties?: Record<string, { type?: string; enum?: unknown[] }> }
    const plain = Object.entries(properties).find(
      ([, { type, enum: words }]) => type === 'string' && words === undefined,
    )
    return plain === undefined ? [] : [{ route, name: plain[0] }]
  })

async function refusals(bodies: (route: SweptRoute) => string, statuses: number[]): Promise<string[]> {
  const wrong: string[] = []
  for (const route of writing()) {
    const { status } = await sendRaw(route, bodies(route))
    if (!statuses.includes(status)) wrong.push(`${route.name}: ${status}`)
  }
  return wrong
}

describe('over every route that takes a body', () => {
  test('the table is whole', () => {
    expect(writing().length).toBeGreaterThan(50)
    expect(texts().length).toBeGreaterThan(30)
  })

  test.each([
    ['cut off', '{"a":'],
    ['with a key twice', '{"a":1,"a":2}'],
    ['with more behind it', '{} {}'],
    ['of a mark and nothing', '\uFEFF'],
  ])('S60: JSON %s is refused with 400', async (_, text) => {
    expect(await refusals(() => text, [400])).toEqual([])
  })

  test('S61: NUL and half a character are refused with 422 wherever text goes', async () => {
    const wrong: string[] = []
    for (const { route, name } of texts()) {
      const sample = sampleOf(route.body, known()) as Record<string, unknown>
      for (const bad of ['a\0b', 'a\ud800b']) {
        const { status } = await sendRaw(route, JSON.stringify({ ...sample, [name]: bad }))
        if (status !== 422) wrong.push(`${route.name} ${name}: ${status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test.each(['__proto__', 'constructor', 'prototype'])(
    'S63: the key %s is refused and changes no prototype',
    async key => {
      expect(await refusals(() => `{"${key}":{"polluted":true}}`, [400, 422])).toEqual([])
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    },
  )

  test('S64: a body of 100,000 brackets is refused before anything walks through it', async () => {
    const bomb = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(await refusals(() => bomb, [400, 413, 422])).toEqual([])
  })

  test.each(['1e400', '-1e400', '9007199254740993', '-0', '01', '0x10', 'NaN'])(
    'S65: %s is no number for anything',
    async number => {
      const statuses = new Set<number>()
      for (const route of writing()) statuses.add((await sendRaw(route, `{"surprise":${number}}`)).status)
      expect([...statuses].filter(status => status !== 400 && status !== 422)).toEqual([])
    },
  )
})

describe('over every route with an id in its path', () => {
  test.each(
    Object.entries({
      'a negative number': '-1',
      'an exponent': '1e9',
      'a hexadecimal number': '0x10',
      'forty digits': '9'.repeat(40),
      NUL: '%00',
      'no UTF-8': '%ff',
      'a way up': '..%2f..%2f',
      'an Arabic digit': '٣',
      '5000 letters': 'a'.repeat(5000),
      SQL: "'%20or%201=1--",
    }),
  )('S62: %s is nobody’s id: a refusal, and never a failure of ours', async (_, id) => {
    const wrong: string[] = []
    // The history of an integration is there after its end, and empty for one that never was.
    const withIds = routes.filter(({ params, path }) => params.length > 0 && !path.endsWith('/:integrationId/audit'))
    for (const route of withIds) {
      const open = route.params.filter(name => name !== 'accountId' && name !== 'locationId')
      if (open.length === 0) continue
      const { status } = await callRoute(server, route, {
        params: { ...idsFor(route, id) },
        headers: callerOf(route),
        known: known(),
      })
      if (status < 400 || status >= 500) wrong.push(`${route.name}: ${status}`)
    }
    expect(wrong).toEqual([])
  })
})

describe('over every list that has a route for one of it', () => {
  test('S8: what a list gives can be read one by one, by the same caller', async () => {
    const wrong: string[] = []
    let read = 0
    for (const single of routes.filter(({ method, path }) => method === 'GET' && /\/:\w+$/.test(path))) {
      const list = routes.find(({ method, path }) => method === 'GET' && path === single.path.replace(/\/:\w+$/, ''))
      if (list === undefined || list.params.some(name => name !== 'accountId' && name !== 'locationId')) continue
      const params = idsFor(list)
      const { status, body } = await callRoute(server, list, { params, headers: callerOf(list), known: known() })
      if (status !== 200) continue
      const items = Object.values(JSON.parse(body) as object).find(Array.isArray) as { id?: string }[] | undefined
      for (const { id } of (items ?? []).slice(0, 5)) {
        if (id === undefined) continue
        const name = single.params.at(-1) ?? ''
        const one = await callRoute(server, single, { params: { ...params, [name]: id }, headers: callerOf(single) })
        read += 1
        if (one.status !== 200) wrong.push(`${single.name} ${id}: ${one.status}`)
      }
    }
    expect(wrong).toEqual([])
    expect(read).toBeGreaterThan(15)
  })
})

test('S60: nothing of all this was an error that nobody foresaw', () => {
  expect(server.logText()).not.toContain('http.unexpected_error')
})
