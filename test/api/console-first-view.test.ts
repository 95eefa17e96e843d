import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FirstView } from '../../src/contract/first-view.ts'
import { addMember, addTenant, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const HOSTILE = '</script><img src=x onerror=alert(1)> $& <!--'

let server: TestServer
let list: string
let cookie: string
beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
  list = `/accounts/${server.account.id}/private-integrations`
  for (let number = 1; number <= 20; number++) await create({ name: `Integration ${number}` })
})
afterAll(() => server.stop())

describe('200', () => {
  it('draws the first rows of the list as links, and brings all that the first view shows', async () => {
    const { markup, view } = await load(list, cookie)
    expect(markup.match(/data-row-link/g)).toHaveLength(12)
    expect(view.integrations?.items).toHaveLength(20)
    const { id, name } = view.integrations?.items[0] ?? {}
    expect(markup).toMatch(new RegExp(`<a [^>]*href="${list}/${id}"[^>]*><bdi>${name}</bdi></a>`))
    expect(markup).toContain('<span>0 days</span>')
    for (const [part, path] of [
      ['me', '/me'],
      ['labs', `/accounts/${server.account.id}/labs`],
      ['integrations', `/accounts/${server.account.id}/integrations?limit=100`],
      ['summary', `/accounts/${server.account.id}/integrations-summary`],
    ] as const)
      expect([part, lasting(view[part])]).toEqual([part, lasting(await (await server.api('GET', path)).json())])
  })

  it('brings the latest notices for the bell', async () => {
    const bell = async () => (await load(list, cookie)).view.bell
    // They are written behind the change that they tell of.
    await expect.poll(async () => (await bell())?.items.length).toBe(6)
  })

  it('S32: a name that would end the data or be markup stays a name, in both', async () => {
    server.clock.advance('1 minute')
    const id = await create({ name: HOSTILE, description: HOSTILE })
    const { html, markup, view } = await load(list, cookie)
    expect(html).not.toContain('<img src=x')
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    expect(markup).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; $&amp; &lt;!--')
    expect(view.integrations?.items.find(item => item.id === id)?.name).toBe(HOSTILE)
  })

  it('holds no token, and nothing of it but the last four characters', async () => {
    expect((await load(list, cookie)).html).not.toMatch(/pit_[0-9A-Za-z]{5}/)
  })

  it('S1: shows each of two people who come at the same moment their own account alone', async () => {
    const other = await addTenant(server, 'Somebody Else')
    const theirs = `/accounts/${other.location.id}/private-integrations`
    const visits = Array.from({ length: 6 }, async () => [await load(list, cookie), await load(theirs, other.cookie)])
    for (const [own, foreign] of await Promise.all(visits)) {
      expect(own?.html).not.toContain('Somebody Else')
      expect(own?.markup).toMatch(/<bdi>Integration \d+</)
      expect(foreign?.html).not.toMatch(/Integration \d/)
      expect(foreign?.markup).toContain('Somebody Else')
    }
  })

  it('brings nothing that the person may not read, and draws whom to ask', async () => {
    const person = await withoutView()
    const { markup, view } = await load(list, person.cookie)
    expect(view.integrations).toBeUndefined()
    expect(view.summary).toBeUndefined()
    expect(markup).not.toMatch(/Integration \d/)
    expect(markup).toContain('Ask an admin')
  })

  it('draws in the theme of the cookie', async () => {
    const { markup } = await load(list, `${cookie}; pit_theme=dark`)
    expect(markup).toContain('Theme: Dark')
  })

  it.each([
    ['with a search', '?q=ware', ''],
    ['in a test language', '', '; pit_locale=ar-XB'],
  ])('is left to the browser to draw %s', async (_, query, more) => {
    expect((await load(list + query, cookie + more)).markup).toBe('')
  })

  it('another page brings who is there, and no list', async () => {
    const { markup, view } = await load(`/accounts/${server.account.id}/users`, cookie)
    expect(markup).toBe('')
    expect(view.me.principal).toBe('user')
    expect(view.integrations).toBeUndefined()
  })
})

async function load(path: string, as: string): Promise<{ html: string; markup: string; view: FirstView }> {
  const html = await (await fetch(server.url + path, { headers: { cookie: as, accept: 'text/html' } })).text()
  const [, markup, json] = /<div id="root">(.*)<\/div>\s*<script id="first-view"[^>]*>(.*?)<\/script>/s.exec(html) ?? []
  return { html, markup: markup ?? 'nothing', view: JSON.parse(json ?? '') as FirstView }
}

async function create(draft: { name: string; description?: string }): Promise<string> {
  const reply = await server.api('POST', `/accounts/${server.account.id}/integrations`, { ...draft, scopes: [] })
  return ((await reply.json()) as { integration: { id: string } }).integration.id
}

/** Without the cursor, which is sealed anew in each answer. */
function lasting(answer: unknown): unknown {
  return { ...(answer as object), nextCursor: undefined }
}

/** A member who may not see private integrations. */
async function withoutView(): Promise<Person> {
  const person = await addMember(server, 'viewer')
  const path = `/accounts/${server.account.id}/members/${person.user.id}`
  const permissions = { 'privateIntegrations.view': 'deny' }
  const reply = await server.api('PATCH', path, { permissions }, { 'if-match': '"1"' })
  expect(reply.status).toBe(200)
  return person
}
