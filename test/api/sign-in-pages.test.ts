import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPageClient, type PageClient } from '../support/page-client.ts'
import { addTenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const list = () => `/accounts/${server.account.id}/private-integrations`

async function signedIn() {
  const client = openPageClient(server.url)
  await client.get('/sign-in')
  const page = await client.post('/sign-in', { email: server.admin.email, password: server.admin.password })
  return { client, page }
}

/** What a form of this browser's session carries. */
async function sealOf(client: PageClient): Promise<string> {
  const path = client.cookies.has('pit_session') ? '/confirm-identity' : '/sign-in'
  return (await client.get(path)).field('formSeal') ?? ''
}

describe('signing in', () => {
  it('leads from / by the form to the integrations of the location', async () => {
    const client = openPageClient(server.url)
    expect((await client.get('/')).path).toBe('/sign-in')
    const page = await client.post('/sign-in', { email: server.admin.email, password: server.admin.password })
    expect(page.path).toBe(list())
    expect(page.status).toBe(200)
    expect(page.html).toContain('<div id="root">')
  })

  it('leads to the account that was open last in this browser, if the person still belongs to it', async () => {
    const { client } = await signedIn()
    client.cookies.set('pit_account', server.agency.id)
    expect((await client.get('/')).path).toBe(`/accounts/${server.agency.id}/private-integrations`)
    const others = await addTenant(server, 'Somebody else')
    for (const value of [others.location.id, 'acc_nothing', '']) {
      client.cookies.set('pit_account', value)
      expect((await client.get('/')).path, value).toBe(list())
    }
  })

  it('leads to the page that was asked for first', async () => {
    const client = openPageClient(server.url)
    const asked = await client.get(`${list()}/new`)
    expect(asked.path).toContain('/sign-in?next=')
    const page = await client.post('/sign-in', { email: server.admin.email, password: server.admin.password })
    expect(page.path).toBe(`${list()}/new`)
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/%2f%2fevil.example', '/\tevil.example'])(
    'S40: goes nowhere but home for next=%j',
    async next => {
      const client = openPageClient(server.url)
      const form = await client.get(`/sign-in?${new URLSearchParams({ next })}`)
      expect(form.field('next')).toBeUndefined()
      const page = await client.post('/sign-in', { ...server.admin, next })
      expect(page.path).toBe(list())
      const again = await client.request(`/sign-in?${new URLSearchParams({ next })}`)
      expect(again.headers.get('location')).toBe('/')
    },
  )

  it('S34: says the same for an unknown address and a wrong password, and keeps the address', async () => {
    const client = openPageClient(server.url)
    await client.get('/sign-in')
    const wrong = await client.post('/sign-in', { email: server.admin.email, password: 'not the password' })
    const unknown = await client.post('/sign-in', { email: 'nobody@example.com', password: 'not the password' })
    expect(wrong.status).toBe(401)
    expect(wrong.field('email')).toBe(server.admin.email)
    expect(wrong.html).toContain('The email or the password is not right.')
    expect(wrong.html).not.toContain('not the password')
    expect(wrong.html.replaceAll(server.admin.email, '')).toBe(unknown.html.replaceAll('nobody@example.com', ''))
  })

  it('S34: says how long to wait after too many failures', async () => {
    const client = openPageClient(server.url)
    await client.get('/sign-in')
    const attempt = () => client.post('/sign-in', { email: 'flood@example.com', password: 'wrong' })
    for (let count = 0; count < 5; count++) expect((await attempt()).status).toBe(401)
    const refused = await attempt()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('30')
    expect(refused.html).toContain('Too many attempts to sign in. Try again in 1 min.')
  })

  it('S30: sets an HttpOnly session cookie and ends the session that was there before', async () => {
    const { client } = await signedIn()
    const before = client.cookies.get('pit_session') ?? ''
    const form = new URLSearchParams({ ...server.admin, formSeal: await sealOf(client) })
    const reply = await client.request('/sign-in', { method: 'POST', body: form })
    expect(reply.headers.getSetCookie()[0]).toMatch(
      /^pit_session=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/,
    )
    expect(client.cookies.get('pit_session')).not.toBe(before)
    const old = openPageClient(server.url)
    old.cookies.set('pit_session', before)
    expect((await old.get(list())).path).toContain('/sign-in')
  })
})

describe('signing out', () => {
  it('S30: ends the session on the server, not in the browser alone', async () => {
    const { client } = await signedIn()
    const secret = client.cookies.get('pit_session') ?? ''
    const formSeal = await sealOf(client)
    const page = await client.post('/sign-out', { formSeal })
    expect(page.html).toContain('You are signed out.')
    expect(client.cookies.has('pit_session')).toBe(false)
    client.cookies.set('pit_session', secret)
    expect((await client.get(list())).path).toContain('/sign-in')
  })
})

describe('forms', () => {
  it('S31: are refused without their seal, with another browser’s, and from another site', async () => {
    const client = openPageClient(server.url)
    const foreignSeal = await sealOf(openPageClient(server.url))
    const fields = { email: server.admin.email, password: server.admin.password }
    const send = async (extra: Record<string, string>, headers?: Record<string, string>) => {
      const formSeal = await sealOf(client)
      return (await client.post('/sign-in', { ...fields, formSeal, ...extra }, headers)).status
    }
    expect(await send({ formSeal: '' })).toBe(403)
    expect(await send({ formSeal: foreignSeal })).toBe(403)
    expect(await send({}, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await send({}, { origin: 'https://evil.example' })).toBe(403)
    expect(client.cookies.has('pit_session')).toBe(false)
  })

  it('S31: are refused from nobody knows where, and sign-in is too', async () => {
    const client = openPageClient(server.url)
    const seal = (await client.get('/sign-in')).field('formSeal') ?? ''
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const body = new URLSearchParams({ ...server.admin, formSeal: seal })
    const reply = await fetch(`${server.url}/sign-in`, {
      method: 'POST',
      headers: { cookie },
      body,
      redirect: 'manual',
    })
    expect(reply.status).toBe(403)
    expect(reply.headers.getSetCookie()).toEqual([])
  })

  it('S31: take no JSON, and no other route takes a form', async () => {
    const { client } = await signedIn()
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    expect((await client.request('/sign-in', json)).status).toBe(415)
    const form = { method: 'POST', body: new URLSearchParams({ name: 'x' }) }
    expect((await client.request(`/api/accounts/${server.account.id}/integrations`, form)).status).toBe(415)
  })

  it('S61: refuse NUL with a sentence', async () => {
    const client = openPageClient(server.url)
    await client.get('/sign-in')
    const page = await client.post('/sign-in', { email: 'a\0b', password: 'c' })
    expect(page.status).toBe(400)
    expect(page.html).toContain('NUL')
  })

  it('S60: refuse more than 64 kB', async () => {
    const client = openPageClient(server.url)
    await client.get('/sign-in')
    expect((await client.post('/sign-in', { email: 'a'.repeat(65_536) })).status).toBe(413)
  })
})

describe('pages', () => {
  it.each(['constructor', '__proto__', 'toString'])(
    'sign-in takes why=%s for a reason that it does not know',
    async why => {
      const page = await openPageClient(server.url).get(`/sign-in?why=${why}`)
      expect(page.status).toBe(200)
      expect(page.html).not.toContain('native code')
    },
  )

  it('S33: carry the strict policy and stay in no cache', async () => {
    const { page } = await signedIn()
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('answer a browser that is lost with a page, and a program with a problem', async () => {
    const lost = await fetch(`${server.url}/nowhere`, { headers: { accept: 'text/html,*/*' } })
    expect(lost.status).toBe(404)
    expect(await lost.text()).toContain('Page not found')
    const program = await fetch(`${server.url}/api/nowhere`, { headers: { accept: 'text/html' } })
    expect(program.headers.get('content-type')).toContain('application/problem+json')
  })

  it('load files that a browser may keep for ever, under names that change with their bytes', async () => {
    const page = await openPageClient(server.url).get('/sign-in')
    const paths = [...page.html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(paths).toHaveLength(4)
    for (const path of paths) {
      const asset = await fetch(server.url + path)
      expect(asset.status).toBe(200)
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      const again = await fetch(server.url + path, { headers: { 'if-none-match': asset.headers.get('etag') ?? '' } })
      expect(again.status).toBe(304)
    }
    expect((await fetch(`${server.url}/assets/..%2f..%2fhtml.ts`)).status).toBe(404)
  })

  it('come in the theme that was chosen, from the server', async () => {
    const client = openPageClient(server.url)
    client.cookies.set('pit_theme', 'dark')
    expect((await client.get('/sign-in')).html).toContain('data-theme="dark"')
    client.cookies.set('pit_theme', '"><script>')
    expect((await client.get('/sign-in')).html).not.toContain('data-theme')
  })
})
