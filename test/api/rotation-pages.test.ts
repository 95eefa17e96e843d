import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AdminAtPages, openAdminAtPages, secretIn } from '../support/admin-at-pages.ts'
import type { PageClient } from '../support/page-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: AdminAtPages
let client: PageClient
beforeAll(async () => {
  server = await startTestServer()
  admin = await openAdminAtPages(server)
  client = admin.client
})
afterAll(() => server.stop())

describe('rotating', () => {
  it('later keeps both tokens, expiring the old one now leaves the new one', async () => {
    const { secret: old, detail } = await admin.create('Rotated')
    const fresh = secretIn(await admin.submit(`${detail}/rotate`, { old: 'expireLater', overlapHours: '24' }))
    expect([await admin.callWith(old), await admin.callWith(fresh)]).toEqual([200, 200])
    const page = await client.get(detail)
    expect(page.html).toContain('Expires in 1 d')
    expect(page.html).toContain(old.slice(-4))
    expect((await admin.submit(`${detail}/expire-now`)).html).toContain('The old token has stopped working.')
    expect([await admin.callWith(old), await admin.callWith(fresh)]).toEqual([401, 200])
  })

  it('now ends every earlier token', async () => {
    const { secret: old, detail } = await admin.create('Leaked')
    const fresh = secretIn(await admin.submit(`${detail}/rotate`, { old: 'expireNow' }))
    expect([await admin.callWith(old), await admin.callWith(fresh)]).toEqual([401, 200])
  })

  it('is cancelled after a second word when the new token is in use, and says by whom', async () => {
    const { secret: old, detail } = await admin.create('Cancelled')
    const fresh = secretIn(await admin.submit(`${detail}/rotate`, { old: 'expireLater', overlapHours: '168' }))
    await admin.callWith(fresh)
    const asked = await admin.submit(`${detail}/cancel-rotation`)
    expect(asked.status).toBe(422)
    expect(asked.html).toContain('127.0.0')
    expect([await admin.callWith(old), await admin.callWith(fresh)]).toEqual([200, 200])
    const done = await client.post(`${detail}/cancel-rotation`, { confirm: 'yes' })
    expect(done.html).toContain('Rotation cancelled.')
    expect([await admin.callWith(old), await admin.callWith(fresh)]).toEqual([200, 401])
  })

  it('gets more time within thirty days', async () => {
    const { detail } = await admin.create('Extended')
    await admin.submit(`${detail}/rotate`, { old: 'expireLater', overlapHours: '24' })
    const form = await client.get(`${detail}/extend-overlap`)
    const ends = [...form.html.matchAll(/<option value="([^"]+)"/g)].map(([, end]) => end ?? '')
    const startedMs = server.clock.now().getTime()
    expect(ends.map(end => (new Date(end).getTime() - startedMs) / 86_400_000)).toEqual([2, 4, 8, 15, 30])
    expect((await client.post(`${detail}/extend-overlap`, { until: ends[1] ?? '' })).html).toContain('Expires in 4 d')
    await client.get(`${detail}/extend-overlap`)
    expect((await client.post(`${detail}/extend-overlap`, { until: 'tomorrow' })).status).toBe(422)
  })

  it('reissues the new token and leaves the old one its deadline', async () => {
    const { secret: old, detail } = await admin.create('Reissued')
    const lost = secretIn(await admin.submit(`${detail}/rotate`, { old: 'expireLater', overlapHours: '168' }))
    const found = secretIn(await admin.submit(`${detail}/reissue`))
    expect([await admin.callWith(old), await admin.callWith(lost), await admin.callWith(found)]).toEqual([
      200, 401, 200,
    ])
  })

  it('says so when there is no rotation to cancel any more', async () => {
    const { detail } = await admin.create('Stable')
    const page = await client.get(`${detail}/cancel-rotation`)
    expect(page.status).toBe(409)
    expect(page.html).toContain('No rotation is in progress')
  })
})

describe('changing', () => {
  it('edits name and permissions on the same token', async () => {
    const { secret, detail } = await admin.create('Before')
    const page = await admin.submit(`${detail}/edit`, {
      name: 'After',
      description: '',
      scopes: ['locations.readonly'],
    })
    expect(page.html).toContain('Changes saved. The token stays the same.')
    expect(page.html).toContain('After')
    expect(await admin.callWith(secret)).toBe(401)
    await admin.submit(`${detail}/edit`, { name: 'After', description: '', scopes: ['contacts.readonly'] })
    expect(await admin.callWith(secret)).toBe(200)
  })

  it('ticks what a refused call asked for', async () => {
    const { detail } = await admin.create('Asked')
    const page = await client.get(`${detail}/edit?add=locations.readonly&add=contacts.readonly&add=nonsense`)
    expect(page.html).toContain('The app asked for these permissions')
    expect(page.html).toMatch(/value="locations.readonly"[^>]* checked/)
    expect(page.html).not.toContain('nonsense</li>')
  })

  it('shows both when someone saved first, and lets the person decide', async () => {
    const { detail } = await admin.create('Shared')
    const form = await client.get(`${detail}/edit`)
    const version = form.field('version') ?? ''
    await client.post(`${detail}/edit`, { name: 'Theirs', description: '', scopes: ['contacts.readonly'] })
    await client.get(`${detail}/edit`)
    const page = await client.post(`${detail}/edit`, { name: 'Mine', description: '', scopes: [], version })
    expect(page.status).toBe(409)
    expect(page.html).toContain('Someone saved first.')
    expect(page.html).toContain('Name: <bdi>Theirs</bdi>')
    expect(page.html).toContain('Granted now, not ticked below: View contacts')
    expect(page.field('name')).toBe('Mine')
    expect((await client.post(`${detail}/edit`, { name: 'Mine', description: '', scopes: [] })).html).toContain('Mine')
  })

  it('disables, and enables the same token again', async () => {
    const { secret, detail } = await admin.create('Paused')
    await admin.submit(`${detail}/disable`)
    expect(await admin.callWith(secret)).toBe(401)
    await client.get(detail)
    expect((await client.post(`${detail}/enable`)).html).toContain('Enabled.')
    expect(await admin.callWith(secret)).toBe(200)
  })

  it('deletes only after the name was typed', async () => {
    const { secret, detail } = await admin.create('Doomed')
    const wrong = await admin.submit(`${detail}/delete`, { name: 'doomed' })
    expect(wrong.status).toBe(422)
    expect(await admin.callWith(secret)).toBe(200)
    const page = await client.post(`${detail}/delete`, { name: 'Doomed' })
    expect(page.path).toMatch(/\/private-integrations\?done=deleted$/)
    expect(await admin.callWith(secret)).toBe(401)
    expect((await client.get(detail)).status).toBe(404)
  })
})
