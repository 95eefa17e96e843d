import type { HighLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentedOperations } from '../../src/crm/documented.ts'
import { operations } from '../../src/crm/operations.ts'
import { type ClientServer, startClientServer } from './client-server.ts'
import { ALL_SCOPES, officialClient } from './official-client.ts'
import { DRIVEN } from './watch-replies.ts'

/** How the call of one of the client's methods was answered. */
interface Answer {
  /** `contacts.getContact` */
  method: string
  /** `GET /contacts/:` */
  route: string
  status: number
  message: string
}

/** The client knows these two beyond the documents of 2026-06-19. */
const UNDOCUMENTED = /^(?:chatWidget|files)\./
/** Builds an address, and asks for a token by another grant: no calls of their own. */
const NO_CALLS = ['oauth.getAuthorizationUrl', 'oauth.refreshToken']

const WORD = 'x'
const routeOf = (method: string, path: string) => `${method} ${path.replace(/\/$/, '').replace(/:\w+/g, WORD)}`
const served = new Set(operations.map(({ method, path }) => routeOf(method, path)))
const idOf = new Map(documentedOperations.map(({ method, path, id }) => [routeOf(method, path), id]))

let server: ClientServer
let answers: Answer[]
let silent: string[]
beforeAll(async () => {
  server = await startClientServer()
  const { secret } = await server.createIntegration(ALL_SCOPES)
  ;({ answers, silent } = await callEverything(officialClient(server, secret)))
})
afterAll(() => server.stop())

/** Stands for any parameters: whatever the client asks for is a word. */
const ANY_PARAMETERS = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? WORD : undefined) })

type Service = Record<string, (params: object, body: object) => Promise<unknown>>

/** Calls every method of every service that the client has, so that the list is the client's own and not ours. */
async function callEverything(client: HighLevel): Promise<{ answers: Answer[]; silent: string[] }> {
  const http = client.getHttpClient()
  const seen: Answer[] = []
  const calledNothing: string[] = []
  let method = ''
  http.defaults.adapter = async config => {
    const verb = String(config.method).toUpperCase()
    const url = http.getUri(config)
    const hasBody = config.data !== undefined && verb !== 'GET'
    const headers = new Headers(config.headers.toJSON() as Record<string, string>)
    const reply = await fetch(url, { method: verb, headers, ...(hasBody && { body: config.data }) })
    const { message } = (await reply.json()) as { message?: string | string[] }
    const path = new URL(url).pathname.replace(/^\/v2/, '')
    seen.push({ method, route: routeOf(verb, path), status: reply.status, message: String(message) })
    return { config, data: {}, headers: {}, status: 200, statusText: 'OK' }
  }
  for (const [serviceName, service] of servicesOf(client)) {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(service))) {
      if (name === 'constructor') continue
      method = `${serviceName}.${name}`
      const before = seen.length
      const call = async () => await service[name]?.(ANY_PARAMETERS, {})
      await call().catch(() => undefined)
      if (seen.length === before) calledNothing.push(method)
    }
  }
  return { answers: seen, silent: calledNothing }
}

function servicesOf(client: HighLevel): [string, Service][] {
  const http = client.getHttpClient()
  return Object.entries(client).filter(([, part]) => part?.client === http)
}

describe('the official client', () => {
  test('has a method for each of the 576 documented operations, and for each of the 90 that are served', () => {
    expect(silent).toEqual(NO_CALLS)
    const asked = new Set(answers.filter(({ method }) => !UNDOCUMENTED.test(method)).map(({ route }) => route))
    expect(asked.size).toBe(576)
    expect([...idOf.keys()].filter(route => !asked.has(route))).toEqual([])
    expect([...served].filter(route => !asked.has(route))).toEqual([])
    expect(served.size).toBe(90)
  })

  test('is told by 501 and the operation’s name what is documented and not served, all 486 of it', () => {
    const rest = answers.filter(({ method, route }) => !UNDOCUMENTED.test(method) && !served.has(route))
    expect(rest).toHaveLength(486)
    const wrong = rest.filter(
      ({ route, status, message }) =>
        status !== 501 ||
        !message.startsWith(`${idOf.get(route)} (`) ||
        !message.endsWith('documented but not served here'),
    )
    expect(wrong).toEqual([])
  })

  test('is never told so of what is served, and 404 of what no document knows', () => {
    const ours = answers.filter(({ route }) => served.has(route))
    expect(ours.filter(({ status }) => status >= 500)).toEqual([])
    const unknown = answers.filter(({ method }) => UNDOCUMENTED.test(method))
    expect(unknown).toHaveLength(8)
    expect(unknown.filter(({ status }) => status !== 404)).toEqual([])
  })

  test('is driven through every module that is served, by the tests beside this one', () => {
    const modules = new Set(operations.map(({ module }) => module))
    expect(Object.values(DRIVEN).flat().toSorted()).toEqual([...modules].toSorted())
  })
})
