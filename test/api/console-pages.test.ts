import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measureConsole, overBudget } from '../../scripts/lib/console-size.mjs'
import { CONSOLE_FOLDER, consoleBuildIn } from '../../src/http/console/console-build.ts'
import { openPageClient, type PageClient } from '../support/page-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let client: PageClient
let list: string
beforeAll(async () => {
  server = await startTestServer()
  list = `/accounts/${server.account.id}/private-integrations`
  client = openPageClient(server.url)
  await client.get('/sign-in')
  await client.post('/sign-in', { email: server.admin.email, password: server.admin.password })
})
afterAll(() => server.stop())

describe('200', () => {
  it('S33: is under the strict policy at every address of the account, drawn or not, and kept in no cache', async () => {
    for (const path of [list, `/accounts/${server.account.id}/no/such/page?tab=x`]) {
      const page = await client.get(path)
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'")
      expect(page.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
      expect(page.headers.get('cache-control')).toBe('no-store')
      // A block of data is no script: the browser runs nothing of it.
      expect(page.html).not.toMatch(/<script(?! id="first-view" type="application\/json">|[^>]* src=)|<style| style=/)
    }
  })

  it('carries the theme of the cookie from its first byte, and takes no other word for one', async () => {
    const themed = async (theme: string) =>
      (await client.request(list, { headers: { cookie: `${cookies()}; pit_theme=${theme}` } })).text()
    expect(await themed('dark')).toContain('<html data-theme="dark" ')
    expect(await themed('light')).toContain('<html data-theme="light" ')
    expect(await themed('"><script>')).not.toContain('data-theme')
  })

  it('its files may be kept for ever and come compressed to whoever takes that', async () => {
    const page = await client.get(list)
    const files = [...page.html.matchAll(/(?:href|src)="(\/console\/[^"]+)"/g)].map(([, file]) => file ?? '')
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const reply = await fetch(server.url + file, { headers: { 'accept-encoding': 'gzip, deflate, br' } })
      expect([file, reply.status, reply.headers.get('cache-control')]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
      ])
      // A font is compressed as it is.
      expect(reply.headers.get('content-encoding')).toBe(file.endsWith('.woff2') ? null : 'br')
      const plain = await fetch(server.url + file, { headers: { 'accept-encoding': 'identity' } })
      expect(plain.headers.get('content-encoding')).toBeNull()
      expect(await plain.text()).toBe(await reply.text())
      const etag = reply.headers.get('etag') ?? ''
      expect((await fetch(server.url + file, { headers: { 'if-none-match': etag } })).status).toBe(304)
    }
  })
})

describe('the build', () => {
  it('keeps its budget: 170 kB for the first page, 15 kB for each later one', () => {
    expect(overBudget(measureConsole(CONSOLE_FOLDER))).toEqual([])
  })
})

describe('303', () => {
  it('leads who is not signed in to the form, and from there to the page with its query', async () => {
    const stranger = openPageClient(server.url)
    const form = await stranger.get(`${list}?filter=unused`)
    expect(form.path).toContain('/sign-in?next=')
    const page = await stranger.post('/sign-in', { email: server.admin.email, password: server.admin.password })
    expect(page.path).toBe(`${list}?filter=unused`)
  })
})

describe('404', () => {
  it.each(['..%2findex.html', '..%2f.vite%2fmanifest.json', '.built-from', 'index.html', '%00'])(
    'nothing but the build’s own files is read: %s',
    async name => {
      const reply = await fetch(`${server.url}/console/${name}`)
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(500)
    },
  )
})

describe('503', () => {
  it('without a build there is none, and one that comes later is served at once', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'console-build-'))
    const current = consoleBuildIn(folder)
    expect(current()).toBeUndefined()
    mkdirSync(path.join(folder, 'console'))
    writeFileSync(path.join(folder, 'console', 'a-1.js'), 'one')
    writeFileSync(path.join(folder, 'index.html'), 'first')
    expect(current()?.page).toBe('first')
    writeFileSync(path.join(folder, 'index.html'), 'second')
    utimesSync(path.join(folder, 'index.html'), 1, 1)
    expect(current()?.page).toBe('second')
    expect(current()?.files.get('a-1.js')?.bytes.toString()).toBe('one')
    rmSync(folder, { recursive: true })
  })
})

function cookies(): string {
  return [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}
