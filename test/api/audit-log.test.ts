import { parse } from 'csv-parse/sync'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { addMember, addTenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const audit = (rest = '') => `${api.account}/audit${rest}`
const download = (path: string) => server.api('GET', audit(path))

interface Entry {
  seq: number
  action: string
  actor: { id?: string; kind: string; name: string }
  target: { id: string; name?: string }
  at: string
}

async function entries(query: string): Promise<Entry[]> {
  return (await api('GET', audit(`?limit=100&${query}`))).body.items
}

describe('filters', () => {
  test('by actor: an id, a name or a kind', async () => {
    const { path } = await api.integration()
    await api('POST', `${path}/disable`)
    const { admin } = server
    for (const actor of [admin.userId, encodeURIComponent(admin.name), 'user']) {
      const found = await entries(`actor=${actor}`)
      expect(found.length).toBeGreaterThan(0)
      expect(new Set(found.map(entry => entry.actor.id))).toEqual(new Set([admin.userId]))
    }
    expect((await entries('actor=operator')).every(entry => entry.actor.kind === 'operator')).toBe(true)
    expect(await entries('actor=nobody')).toEqual([])
  })

  test('by target and by integration', async () => {
    const { id } = await api.integration()
    for (const query of [`target=${id}`, `integrationId=${id}`]) {
      expect((await entries(query)).map(entry => entry.target.id)).toEqual([id])
    }
    expect((await entries('target=account')).every(entry => entry.target.id === server.account.id)).toBe(true)
  })

  test('by time: from a moment on, and before another', async () => {
    const before = await entries('')
    server.clock.advance('1 minute')
    const from = server.clock.now().toISOString()
    await api.integration()
    server.clock.advance('1 minute')
    const to = server.clock.now().toISOString()
    await api.integration()
    expect(await entries(`from=${from}&to=${to}`)).toHaveLength(1)
    expect(await entries(`to=${from}`)).toEqual(before)
    expect((await api('GET', audit('?from=yesterday'))).body.fields[0].field).toBe('from')
  })

  test('S6: a cursor of one filter opens no list of another', async () => {
    const { nextCursor } = (await api('GET', audit('?limit=1'))).body
    const reply = await api('GET', audit(`?limit=1&actor=user&cursor=${encodeURIComponent(nextCursor)}`))
    expect(reply.body.code).toBe('cursor_invalid')
  })

  test('the facets are the actions that stand in the log, and who acted', async () => {
    const { body } = await api('GET', audit('/facets'))
    const all = await entries('')
    expect(body.actions).toEqual([...new Set(all.map(({ action }) => action))].sort())
    const kinds = body.actors.map(({ kind }: { kind: string }) => kind)
    expect(new Set(kinds)).toEqual(new Set(all.map(({ actor }) => actor.kind)))
    expect(body.actors).toContainEqual({ kind: 'user', id: server.admin.userId, name: server.admin.name })
  })
})

describe('export', () => {
  test('S70: a CSV whose cells no spreadsheet computes', async () => {
    const formulas = ['=cmd|x', '+1', '-2+3', '@SUM(A1)', ' =1']
    for (const name of formulas) {
      const { path } = await api.integration()
      await api('PATCH', path, { name })
    }
    const reply = await download('/export.csv')
    expect(reply.headers.get('content-type')).toContain('text/csv')
    expect(reply.headers.get('content-disposition')).toContain(`audit-${server.account.id}.csv`)
    expect(reply.headers.get('cache-control')).toContain('no-store')
    const rows: string[][] = parse(await reply.text())
    const cells = rows.flat()
    expect(cells).toContain("'=cmd|x")
    expect(cells.filter(cell => /^\s*[=+\-@\t\r]/.test(cell))).toEqual([])
  })

  test('the JSON export is the whole list, in one array, over as many pages as it takes', async () => {
    const { deps } = server.app
    for (let days = 1; days <= 30; days++) await api('PATCH', `${api.account}/policies`, { rotationDays: days })
    const all = await deps.database.read(server.account.id, db =>
      db.selectFrom('audit_entries').select('seq').orderBy('seq', 'desc').execute(),
    )
    const exported = (await (await download('/export.json')).json()) as Entry[]
    expect(exported.map(({ seq }) => seq)).toEqual(all.map(row => Number(row.seq)))
    expect(exported[0]).toEqual((await entries(''))[0])
  })

  test('takes the same filters', async () => {
    const { id } = await api.integration()
    const exported = (await (await download(`/export.json?integrationId=${id}`)).json()) as Entry[]
    expect(exported.map(({ target }) => target.id)).toEqual([id])
    expect(await (await download('/export.json?actor=nobody')).json()).toEqual([])
    expect(parse(await (await download('/export.csv?actor=nobody')).text())).toHaveLength(1)
  })

  test('403 and 404 come before the first byte, as problems', async () => {
    const { cookie } = await addMember(server, 'developer')
    const refused = await server.api('GET', audit('/export.csv'), undefined, { cookie })
    expect([refused.status, ((await refused.json()) as { permission: string }).permission]).toEqual([403, 'audit.view'])
    const stranger = await addTenant(server, 'Zanzibar Holdings')
    const foreign = await server.api('GET', `/accounts/${stranger.location.id}/audit/export.csv`)
    expect(foreign.status).toBe(404)
    expect(await (await download('/export.csv')).text()).not.toContain('Zanzibar')
  })
})

describe('verification', () => {
  test('S82: says that the chain holds, goes on from there, and finds an entry changed since', async () => {
    const first = (await api('GET', audit('/verification'))).body
    expect(first).toMatchObject({ isIntact: true, brokenAt: null })
    server.clock.advance('1 minute')
    await api.integration()
    const second = (await api('GET', audit('/verification'))).body
    expect(second).toMatchObject({ isIntact: true, entries: first.entries + 1, fullyCheckedAt: first.fullyCheckedAt })
    expect(second.checkedAt).not.toBe(first.checkedAt)
    const owner = new pg.Client(server.testDatabase.owner)
    await owner.connect()
    const { rows } = await owner.query(
      `update audit_entries set action = 'nothing.happened' where account_id = $1 and seq = 2 returning action`,
      [server.account.id],
    )
    expect(rows).toHaveLength(1)
    await owner.end()
    const full = (await api('GET', audit('/verification?full=true'))).body
    expect(full).toMatchObject({ isIntact: false, brokenAt: 2 })
    expect((await api('GET', audit('/verification'))).body).toMatchObject({ isIntact: false, brokenAt: 2 })
  })
})
