import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

describe('200', () => {
  test('newest first, who did what to what, from where, each chained to the one before', async () => {
    const { path, id } = await api.integration()
    await api('POST', `${path}/rotate`, { old: 'expireNow' }, { 'user-agent': 'pit/0.1' })
    const { items } = (await api('GET', `${api.account}/audit`)).body
    expect(items[0]).toMatchObject({
      action: 'private_integration.rotated',
      actor: { kind: 'user', id: server.admin.userId, name: server.admin.name },
      target: { kind: 'integration', id, name: 'Test integration' },
      origin: { ip: '127.0.0.1', userAgent: 'pit/0.1' },
      at: '2026-01-01T00:00:00.000Z',
    })
    const seqs = items.map(({ seq }: { seq: number }) => seq)
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a))
    expect(new Set(items.map(({ hash }: { hash: string }) => hash)).size).toBe(items.length)
  })

  test('in pages, and by action', async () => {
    const all = (await api('GET', `${api.account}/audit?limit=100`)).body.items
    const seen = []
    let cursor = ''
    do {
      const { body } = await api(
        'GET',
        `${api.account}/audit?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      seen.push(...body.items)
      cursor = body.nextCursor ?? ''
    } while (cursor !== '')
    expect(seen).toEqual(all)
    const created = (await api('GET', `${api.account}/audit?action=private_integration.created`)).body.items
    expect(created).toHaveLength(1)
  })

  test('the agency has a log of its own', async () => {
    const { items } = (await api('GET', `/accounts/${server.agency.id}/audit`)).body
    expect(items.map(({ action }: { action: string }) => action)).toEqual(['account.created'])
  })
})

test('403: no token reads it', async () => {
  const { secret } = await api.integration(['private-integrations.write', 'private-integrations.readonly'])
  expect((await api.as(secret)('GET', `${api.account}/audit`)).body).toMatchObject({ code: 'scope_missing' })
})
