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
  test('the entries of this integration alone', async () => {
    const { path, id } = await api.integration()
    await api.integration()
    await api('PATCH', path, { name: 'Renamed' })
    const { items } = (await api('GET', `${path}/audit`)).body
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      'private_integration.updated',
      'private_integration.created',
    ])
    expect(items.every(({ target }: { target: { id: string } }) => target.id === id)).toBe(true)
    expect(items[0]).toMatchObject({ before: { name: 'Test integration' }, after: { name: 'Renamed' } })
  })

  test('nothing for an id that never was: it has no history', async () => {
    const { body } = await api('GET', `${api.account}/integrations/int_${'x'.repeat(20)}/audit`)
    expect(body).toEqual({ items: [] })
  })
})

test('400: a cursor of the account’s own log does not fit', async () => {
  const { path } = await api.integration()
  const { nextCursor } = (await api('GET', `${api.account}/audit?limit=1`)).body
  const { body } = await api('GET', `${path}/audit?cursor=${encodeURIComponent(nextCursor)}`)
  expect(body).toMatchObject({ code: 'cursor_invalid' })
})
