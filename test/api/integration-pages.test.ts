import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeLabs } from '../../src/actions/accounts.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { hashPassword } from '../../src/lib/passwords.ts'
import { insertMembership } from '../../src/store/memberships.ts'
import { insertUser } from '../../src/store/users.ts'
import { type AdminAtPages, openAdminAtPages, secretIn } from '../support/admin-at-pages.ts'
import { openPageClient, type PageClient } from '../support/page-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: AdminAtPages
let client: PageClient
let list: string
beforeAll(async () => {
  server = await startTestServer()
  admin = await openAdminAtPages(server)
  ;({ client, list } = admin)
})
afterAll(() => server.stop())

const SECRET = /pit_[0-9A-Za-z]{38}/

describe('creating', () => {
  it('S11: shows the token once: a reload of the reply makes nothing and shows no secret', async () => {
    await client.get(`${list}/new`)
    const fields = { name: 'Shown once', description: '', scopes: ['contacts.readonly'], once: 'x' }
    const form = await client.get(`${list}/new`)
    const sent = { ...fields, once: form.field('once') ?? '', formSeal: form.field('formSeal') ?? '' }
    const first = await client.post(list, sent)
    const again = await client.post(list, sent)
    expect(first.headers.get('cache-control')).toBe('no-store')
    expect(await admin.callWith(secretIn(first))).toBe(200)
    expect(again.html).toContain('The token was shown already')
    expect(again.html).not.toMatch(SECRET)
    expect(again.html).toContain(secretIn(first).slice(-4))
    const found = await server.api('GET', `/accounts/${server.account.id}/integrations?q=Shown%20once`)
    expect(((await found.json()) as { items: unknown[] }).items).toHaveLength(1)
  })

  it('S14: puts the secret into no address, no cookie and no log line', async () => {
    const { page, secret } = await admin.create('Quiet')
    expect(page.path).not.toContain(secret)
    expect([...client.cookies.values()].join()).not.toContain(secret)
    expect(server.logText()).not.toContain(secret)
  })

  it('prints a call that works as it stands', async () => {
    const { page, secret } = await admin.create('Snippet')
    const [, url] = /curl &#39;(http[^&]+)&amp;limit=1&#39;/.exec(page.html) ?? []
    expect(page.html).toContain(`Authorization: Bearer ${secret}`)
    const reply = await fetch(`${url}&limit=1`, {
      headers: { authorization: `Bearer ${secret}`, version: '2021-07-28' },
    })
    expect(reply.status).toBe(200)
  })

  it('says what is wrong beside the field and keeps the rest', async () => {
    await client.get(`${list}/new`)
    const page = await client.post(list, { name: ' ', description: 'Kept', scopes: ['locations.readonly'] })
    expect(page.status).toBe(422)
    expect(page.html).toContain('Name must not be empty.')
    expect(page.html).toMatch(/Kept<\/textarea>/)
    expect(page.html).toMatch(/value="locations.readonly"[^>]* checked/)
    expect(page.html).not.toMatch(/value="contacts.readonly"[^>]* checked/)
  })

  it('refuses a scope that the account cannot grant', async () => {
    await client.get(`${list}/new`)
    const page = await client.post(list, { name: 'Greedy', scopes: ['everything'] })
    expect(page.status).toBe(422)
    expect(page.html).toContain('is not a scope of this account')
  })

  it('asks again before it makes a second integration from a changed old form', async () => {
    const form = await client.get(`${list}/new`)
    const sent = { once: form.field('once') ?? '', scopes: ['contacts.readonly'] }
    await client.post(list, { ...sent, name: 'First' })
    await client.get(`${list}/new`)
    const second = await client.post(list, { ...sent, name: 'Second' })
    expect(second.html).toContain('has created an integration already')
    expect((await client.post(list, { name: 'Second', scopes: ['contacts.readonly'] })).html).toMatch(SECRET)
  })
})

describe('showing', () => {
  it('S31: nothing that is only looked at changes anything', async () => {
    const { detail } = await admin.create('Looked at')
    const count = async () => {
      const { items } = (await (await server.api('GET', `/accounts/${server.account.id}/audit`)).json()) as {
        items: unknown[]
      }
      return items.length
    }
    const before = await count()
    const pages = [
      '',
      '/edit',
      '/rotate',
      '/delete',
      '/disable',
      '/reissue',
      '/expire-now',
      '/extend-overlap',
      '/cancel-rotation',
    ]
    for (const page of pages) await client.get(detail + page)
    expect(await count()).toBe(before)
  })

  it('S32: a script in a name is text on every page', async () => {
    const name = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'
    const { page, detail } = await admin.create(name)
    await admin.submit(`${detail}/rotate`, { old: 'expireLater', overlapHours: '24' })
    const paths = [
      detail,
      ...['edit', 'rotate', 'delete', 'disable', 'reissue', 'expire-now'].map(one => `${detail}/${one}`),
    ]
    for (const html of [page.html, ...(await Promise.all(paths.map(path => client.get(path)))).map(one => one.html)]) {
      expect(html).not.toContain('<script>alert')
      expect(html).not.toContain('<img')
      expect(html).toContain('&lt;script&gt;')
    }
  })

  it('S1: another account’s integration reads like one that never was', async () => {
    const { integrationId } = await server.createIntegration(['locations.readonly'], server.agency.id)
    const never = await client.get(`${list}/int_${'0'.repeat(20)}`)
    for (const page of ['', '/edit', '/rotate', '/delete']) {
      const foreign = await client.get(`${list}/${integrationId}${page}`)
      expect(foreign.status).toBe(404)
      expect(foreign.html).toBe(never.html)
    }
  })

  it('S3: a developer sees no buttons, and a direct link says whom to ask', async () => {
    const { detail, secret } = await admin.create('Seen by a developer')
    const developer = await signInAsDeveloper()
    expect((await developer.get(detail)).html).not.toMatch(/Rotate token|>Edit<|>Delete</)
    for (const path of [`${list}/new`, ...['edit', 'rotate', 'delete', 'disable'].map(page => `${detail}/${page}`)]) {
      const page = await developer.get(path)
      expect(page.status).toBe(403)
      expect(page.html).toMatch(/Ask an admin of the account for “(Create|Edit|Delete|Rotate)/)
    }
    await developer.get(detail)
    expect((await developer.post(`${detail}/rotate`, { old: 'expireNow', once: 'a'.repeat(32) })).status).toBe(403)
    expect((await developer.post(`${detail}/enable`)).status).toBe(403)
    expect(await admin.callWith(secret)).toBe(200)
  })

  it('S9: hides the pages when Labs has switched them off, and says that tokens go on', async () => {
    const { secret, detail } = await admin.create('Hidden')
    const actor = { kind: 'operator', name: 'test', origin: {} } as const
    await changeLabs(server.app.deps, actor, { accountId: server.account.id, labs: { privateIntegrations: false } })
    for (const path of [detail, `${list}/new`]) {
      const page = await client.get(path)
      expect(page.status).toBe(404)
      expect(page.html).toContain('Tokens that exist go on working.')
    }
    expect(await admin.callWith(secret)).toBe(200)
    await changeLabs(server.app.deps, actor, { accountId: server.account.id, labs: { privateIntegrations: true } })
  })
})

async function signInAsDeveloper(): Promise<PageClient> {
  const user = { id: `usr_${randomBase62(20)}`, wireId: randomBase62(20), email: 'dev@example.com', name: 'Dev' }
  const password = randomBase62(24)
  const now = server.clock.now()
  await server.testDatabase.database.transact(EVERY_TENANT, async db => {
    await insertUser(db, { ...user, passwordHash: await hashPassword(password) }, now)
    const part = {
      accountId: server.account.id,
      userId: user.id,
      role: 'developer',
      overrides: {},
      version: 1,
    } as const
    await insertMembership(db, part, now)
  })
  const developer = openPageClient(server.url)
  await developer.get('/sign-in')
  await developer.post('/sign-in', { email: user.email, password })
  return developer
}
