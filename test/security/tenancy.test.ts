import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellPeople } from '../../src/actions/notices.ts'
import { SCOPES } from '../../src/domain/scope.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { addApiKey } from '../support/api-keys.ts'
import { type Belongings, belongingsOf, formsIn } from '../support/belongings.ts'
import { addNotice } from '../support/due-notice.ts'
import { addImport } from '../support/imports.ts'
import { addMember, addTenant, type Tenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { callRoute, type SweepReply, type SweptRoute, sweptRoutes } from '../support/sweep.ts'
import { OWNERS, TABLES } from '../support/sweep-tables.ts'
import { addEndpoint } from '../support/webhooks.ts'

/** Whatever is B's carries this. */
const MARK = 'Zanzibar Holdings'

let server: TestServer
let routes: SweptRoute[]
let owner: pg.Client
let stranger: Tenant
let strangerIntegrationId: string
let strangerNoticeId: string
let belongings: Belongings
let strangerHook: { endpointId: string; deliveryId: string }
let strangerImportId: string
let strangerApiKeyId: string
let callers: [name: string, headers: Record<string, string>][]

beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  routes = sweptRoutes(server)
  owner = new pg.Client(server.testDatabase.owner)
  await owner.connect()
  stranger = await addTenant(server, MARK)
  strangerIntegrationId = (await server.createIntegration(['contacts.readonly'], stranger.location.id)).integrationId
  strangerNoticeId = await addNotice(server, stranger.user.id, stranger.location.id)
  strangerHook = await addEndpoint(server, stranger.location.id)
  strangerApiKeyId = await addApiKey(server, stranger.location.id)
  strangerImportId = await addImport(server, stranger.location.id)
  const token = await server.createIntegration(SCOPES.map(({ scope }) => scope))
  callers = [
    ['a person', { cookie: await server.signIn() }],
    ['a token', { authorization: `Bearer ${token.secret}` }],
  ]
  belongings = await belongingsOf(server, stranger)
})
afterAll(async () => {
  await owner.end()
  await server.stop()
})

async function idsIn(table: string, accountId: string): Promise<string[]> {
  const { rows } = await owner.query(`select id from ${table} where account_id = $1 order by id limit 2`, [accountId])
  return rows.map(row => row.id as string)
}

/** The kind of thing a parameter names, by the path segment in front of it. */
function kindOf(route: SweptRoute, param: string): string {
  const segments = route.path.split('/')
  const at = segments.indexOf(`:${param}`)
  return `${segments[at - 1]}/:${param}`
}

/** An id of the caller's own, and the ids that must all read like one that never was. */
interface Forms {
  own: string
  never: string
  others: Record<string, string>
}

const MALFORMED = ['-1', '1e3', 'not an id', '%27--', '%F0%9F%92%A9', 'a'.repeat(300), '0'.repeat(20)]

async function formsOf(route: SweptRoute, param: string): Promise<Forms | undefined> {
  const kind = kindOf(route, param)
  const malformed = Object.fromEntries(MALFORMED.map(text => [text.slice(0, 20), text]))
  if (kind === 'accounts/:accountId') {
    const [real, agency] = [stranger.location.id, stranger.agency.id]
    return {
      own: server.account.id,
      never: `acc_${randomBase62(20)}`,
      others: { real, agency, 'other type': strangerIntegrationId, 'wire id': stranger.location.wireId, ...malformed },
    }
  }
  if (kind === 'integrations/:integrationId') {
    const own = await server.createIntegration([])
    return {
      own: own.integrationId,
      never: `int_${randomBase62(20)}`,
      others: {
        real: strangerIntegrationId,
        'other type': own.tokenId,
        ...(await deletedIntegration(route)),
        ...malformed,
      },
    }
  }
  if (kind === 'api-keys/:apiKeyId') {
    const others = { real: strangerApiKeyId, 'other type': strangerIntegrationId, ...malformed }
    return { own: await addApiKey(server), never: `key_${randomBase62(20)}`, others }
  }
  if (kind === 'imports/:importId') {
    const others = { real: strangerImportId, 'other type': strangerIntegrationId, ...malformed }
    return { own: await addImport(server), never: `imp_${randomBase62(20)}`, others }
  }
  if (kind === 'notifications/:notificationId') {
    const others = { real: strangerNoticeId, 'other type': strangerIntegrationId, ...malformed }
    return { own: await addNotice(server, server.admin.userId), never: `ntf_${randomBase62(20)}`, others }
  }
  if (kind === 'webhook-endpoints/:endpointId' || kind === 'deliveries/:deliveryId') {
    const isEndpoint = param === 'endpointId'
    const [own, real] = [await addEndpoint(server), strangerHook]
    const others = { 'other type': strangerIntegrationId, ...malformed }
    return isEndpoint
      ? { own: own.endpointId, never: `whe_${randomBase62(20)}`, others: { real: real.endpointId, ...others } }
      : { own: own.deliveryId, never: `dlv_${randomBase62(20)}`, others: { real: real.deliveryId, ...others } }
  }
  const forms = formsIn(belongings, kind, { 'other type': strangerIntegrationId, ...malformed })
  if (forms !== undefined) return forms
  if (kind === 'members/:userId') {
    const others = { real: stranger.user.id, 'other type': strangerIntegrationId, ...malformed }
    return { own: (await addMember(server, 'user')).user.id, never: `usr_${randomBase62(20)}`, others }
  }
  if (kind === 'users/:userId') {
    const others = { real: stranger.user.wireId, 'other type': stranger.location.wireId, ...malformed }
    return { own: await wireIdOf(server.admin.userId), never: randomBase62(20), others }
  }
  if (kind === 'locations/:locationId') {
    const others = { real: stranger.location.wireId, agency: stranger.agency.wireId, ...malformed }
    return { own: server.account.locationId, never: randomBase62(20), others }
  }
  if (kind === 'update/:type') return undefined
  const table = TABLES[kind]
  if (table === undefined) throw new Error(`${route.name}: say in TABLES where ${kind} lives`)
  const [real] = await idsIn(table, stranger.location.id)
  const [own] = await idsIn(table, server.account.id)
  if (real === undefined || own === undefined) throw new Error(`no sample rows in ${table}`)
  return { own, never: randomBase62(20), others: { real, 'other type': stranger.location.wireId, ...malformed } }
}

/** A deleted integration is gone for every route but the one that shows its history. */
async function deletedIntegration(route: SweptRoute): Promise<Record<string, string>> {
  if (route.path.endsWith('/audit')) return {}
  const { integrationId } = await server.createIntegration([])
  await server.api('DELETE', `/accounts/${server.account.id}/integrations/${integrationId}`)
  return { deleted: integrationId }
}

async function wireIdOf(userId: string): Promise<string> {
  const { rows } = await owner.query('select wire_id from users where id = $1', [userId])
  return rows[0].wire_id as string
}

/** The error of the wire names the id that was asked for: that much may differ. */
function withoutId({ status, headers, body }: SweepReply, id: string): string {
  const plain = decodeURIComponent(id)
  const { 'content-length': _, ...kept } = headers
  return JSON.stringify([status, kept, body.replaceAll(plain, '{id}')])
}

/** Everything B has, as one number per table. */
async function digestOfStranger(): Promise<unknown> {
  const { rows: tables } = await owner.query<{ name: string }>(
    // The log of calls has a table for each day, made when a day comes; its rows show in the log itself.
    `select table_name as name from information_schema.columns
     where column_name = 'account_id' and table_schema = 'public' and table_name !~ '^api_calls_'`,
  )
  const digests: Record<string, unknown> = {}
  for (const { name } of tables) {
    const sql = `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t where account_id = any($1)`
    const { rows } = await owner.query(sql, [[stranger.location.id, stranger.agency.id]])
    digests[name] = rows[0].digest
  }
  return digests
}

const known = () => ({
  locationId: server.account.locationId,
  location_id: server.account.locationId,
  companyId: server.agency.companyId,
  until: '2026-01-20T00:00:00.000Z',
  scopes: [],
  role: 'user',
})

describe('S1: what is another’s reads like what never was', () => {
  test('on every route, in every place of its path, in every form of id, for people and tokens', async () => {
    // What the timers tell the stranger's people must not fall between the two looks.
    await tellPeople({ ...server.app.deps, canMail: false })
    const before = await digestOfStranger()
    const wrong: string[] = []
    let cases = 0
    for (const route of routes.filter(({ params }) => params.length > 0)) {
      for (const param of route.params) {
        const forms = await formsOf(route, param)
        if (forms === undefined) continue
        const rest = await ownParams(route, param)
        for (const [name, headers] of callersOf(route)) {
          const call = (id: string) =>
            callRoute(server, route, { params: { ...rest, [param]: id }, headers, known: known() })
          const never = withoutId(await call(forms.never), forms.never)
          for (const [form, id] of Object.entries(forms.others)) {
            cases += 1
            const reply = withoutId(await call(id), id)
            if (reply !== never) wrong.push(`${route.name} ${param}=${form}, ${name}:\n  ${reply}\n  ${never}`)
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(500)
    expect(await digestOfStranger()).toEqual(before)
  })

  test('and what never was is 404 (403 for a location of API v2.0), never a success', async () => {
    for (const route of routes.filter(({ params }) => params.length > 0)) {
      for (const param of route.params) {
        const forms = await formsOf(route, param)
        if (forms === undefined) continue
        const rest = await ownParams(route, param)
        for (const [, headers] of callersOf(route)) {
          const params = { ...rest, [param]: forms.never }
          const { status } = await callRoute(server, route, { params, headers, known: known() })
          expect([route.name, param, expectedFor(route, param)]).toEqual([
            route.name,
            param,
            expect.arrayContaining([status]),
          ])
        }
      }
    }
  })

  test('no list, search or catalogue of A holds anything of B', async () => {
    const traces = [
      MARK,
      stranger.location.id,
      stranger.agency.id,
      stranger.location.wireId,
      stranger.user.id,
      stranger.user.email,
    ]
    for (const route of routes.filter(one => one.method === 'GET' || one.path.endsWith('/search'))) {
      for (const [, headers] of callersOf(route)) {
        const params = await ownParams(route)
        const [calendarId] = await idsIn('crm_calendars', server.account.id)
        const ever = { startTime: '0', endTime: String(Date.UTC(2100, 0)) }
        const wishes = { ...known(), email: 'nobody@example.com', calendarId, ...ever }
        const { status, body } = await callRoute(server, route, { params, headers, known: wishes })
        expect([route.name, status, body.slice(0, 200)]).toEqual([
          route.name,
          expect.toSatisfy(isServed),
          body.slice(0, 200),
        ])
        for (const trace of traces) expect([route.name, body.includes(trace)]).toEqual([route.name, false])
      }
    }
  })
})

/** The caller's own ids lead somewhere, or to a route that is for people alone. */
const isServed = (status: number) => status === 200 || status === 403

/** API v2.0 is for tokens alone; a session means nothing there. */
function callersOf(route: SweptRoute) {
  return callers.filter(([name]) => route.access.dialect === 'problem' || name === 'a token')
}

/** Ids of the caller's own for every parameter, or every other one. */
async function ownParams(route: SweptRoute, except?: string): Promise<Record<string, string>> {
  const params: Record<string, string> = {}
  for (const param of route.params) {
    if (param === except) continue
    params[param] = (await formsOf(route, param))?.own ?? 'add'
  }
  for (const param of route.params) {
    const kind = kindOf(route, param)
    const [belongs, id] = [OWNERS[kind], params[param]]
    if (belongs !== undefined && belongs.param !== except && id !== undefined) {
      params[belongs.param] = await ownerOf(TABLES[kind] ?? '', belongs.column, id)
    }
  }
  return params
}

async function ownerOf(table: string, column: string, id: string): Promise<string> {
  const { rows } = await owner.query(`select ${column} as id from ${table} where id = $1`, [id])
  return rows[0].id as string
}

/** 403 also where a token may not call at all. The history of an id that never was is empty. */
function expectedFor(route: SweptRoute, param: string): number[] {
  if (route.access.dialect === 'wire') return param === 'locationId' ? [403] : [404]
  if (param === 'integrationId' && route.path.endsWith('/audit')) return [200, 403]
  return route.access.scope === undefined ? [403, 404] : [404]
}
