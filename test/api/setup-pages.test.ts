import { afterEach, describe, expect, it } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { type FreshServer, startFreshServer } from '../support/fresh-server.ts'
import { openPageClient } from '../support/page-client.ts'

let server: FreshServer | undefined
afterEach(() => server?.stop())

interface Me {
  user: { name: string }
  accounts: { name: string }[]
}

const password = `${randomBase62(10)} ${randomBase62(10)}`
const answers = {
  name: 'Maya Petrova',
  email: 'maya@example.com',
  password,
  accountName: 'Acme Dental',
  timezone: 'Europe/Berlin',
}

async function start() {
  server = await startFreshServer()
  return { server, client: openPageClient(server.url), link: new URL(server.setupLink) }
}

describe('the first run', () => {
  it('makes the admin and the account, signs in and shows the integrations', async () => {
    const { client, link } = await start()
    const form = await client.get(link.pathname + link.search)
    expect(form.path).toBe('/setup')
    const page = await client.post('/setup', answers)
    expect(page.status).toBe(200)
    expect(page.path).toMatch(/^\/accounts\/acc_[0-9A-Za-z]{20}\/private-integrations$/)
    const { user, accounts } = (await (await client.request('/api/me')).json()) as Me
    expect(user.name).toBe('Maya Petrova')
    expect(accounts.map(account => account.name)).toContain('Acme Dental')
  })

  it('S39: moves the code out of the address into an HttpOnly cookie', async () => {
    const { client, link } = await start()
    const reply = await client.request(link.pathname + link.search)
    expect(reply.status).toBe(303)
    expect(reply.headers.get('location')).toBe('/setup')
    expect(reply.headers.get('referrer-policy')).toBe('no-referrer')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.getSetCookie()[0]).toMatch(
      /^pit_setup=[0-9A-Za-z]{32}; Path=\/; HttpOnly; SameSite=Lax; Expires=/,
    )
  })

  it('S39: a prefetch of the link uses nothing up', async () => {
    const { client, link, server } = await start()
    for (const method of ['HEAD', 'GET', 'GET']) await fetch(server.setupLink, { method, redirect: 'manual' })
    await client.get(link.pathname + link.search)
    expect((await client.post('/setup', answers)).status).toBe(200)
  })

  it('S39: the link works once, and not after a day', async () => {
    const { client, link, server } = await start()
    const late = openPageClient(server.url)
    await late.get(link.pathname + link.search)
    server.clock.advance('1 day')
    expect((await late.post('/setup', answers)).status).toBe(404)
    server.clock.advance('-1 ms')
    await client.get(link.pathname + link.search)
    await client.post('/setup', answers)
    const used = await openPageClient(server.url).get(link.pathname + link.search)
    expect(used.status).toBe(409)
    expect(used.html).toContain('This server is set up')
  })

  it('is closed to whoever has no link', async () => {
    const { client, server } = await start()
    expect((await client.get('/')).html).toContain('Open the one-time link')
    expect((await client.get('/setup')).path).toBe('/')
    expect((await client.get('/setup?code=guess')).status).toBe(404)
    const other = openPageClient(server.url)
    await other.get('/setup?code=guess')
    expect((await other.post('/setup', answers)).status).toBe(403)
    expect((await client.get('/')).html).toContain('Open the one-time link')
  })

  it('says everything that is wrong at once, beside the fields, and keeps what was typed but the password', async () => {
    const { client, link } = await start()
    await client.get(link.pathname + link.search)
    const page = await client.post('/setup', {
      ...answers,
      name: ' ',
      email: 'maya@',
      password: 'too short',
      sampleData: 'yes',
    })
    expect(page.status).toBe(422)
    expect(page.html).toContain('Enter your name.')
    expect(page.html).toContain('Email must be an e-mail address')
    expect(page.html).toContain('Password must be at least 15 characters')
    expect(page.html).not.toContain('too short')
    expect(page.field('email')).toBe('maya@')
    expect(page.field('accountName')).toBe('Acme Dental')
    expect(page.html).toContain('<option selected>Europe/Berlin</option>')
    expect(page.html).toMatch(/name="sampleData" value="yes" checked/)
    expect(page.html.match(/ autofocus/g)).toHaveLength(1)
    expect(page.html).toMatch(/id="field-name"[^>]* autofocus/)
    expect((await client.post('/setup', answers)).status).toBe(200)
  })

  it('adds sample data, a second location with it, only when it is wished', async () => {
    const accountsAfter = async (sampleData: string) => {
      const { client, link, server } = await start()
      await client.get(link.pathname + link.search)
      await client.post('/setup', { ...answers, sampleData })
      const { accounts } = (await (await client.request('/api/me')).json()) as Me
      await server.stop()
      return accounts.length
    }
    expect(await accountsAfter('')).toBe(2)
    expect(await accountsAfter('yes')).toBe(3)
    server = undefined
  })

  it('S14: writes neither the password nor the code into the log', async () => {
    const { client, link, server } = await start()
    await client.get(link.pathname + link.search)
    await client.post('/setup', answers)
    expect(server.logText()).not.toContain(password)
    expect(server.logText()).not.toContain(link.searchParams.get('code'))
  })
})
