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

const list = () => `${api.account}/integrations`
const names = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name)

describe('200', () => {
  test('newest first, in pages that neither skip nor repeat', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      server.clock.advance('1 ms')
      await api('POST', list(), { name, scopes: [] })
    }
    const seen: string[] = []
    let cursor = ''
    for (let pages = 0; pages < 10; pages++) {
      const { body } = await api('GET', `${list()}?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      seen.push(...names(body))
      cursor = body.nextCursor ?? ''
      if (cursor === '') break
    }
    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a'])
  })

  test('by state and by text', async () => {
    await api('POST', list(), { name: 'Zapier bridge', description: 'orders 100%', scopes: [] })
    expect(names((await api('GET', `${list()}?q=zapier`)).body)).toEqual(['Zapier bridge'])
    expect(names((await api('GET', `${list()}?q=${encodeURIComponent('100%')}`)).body)).toEqual(['Zapier bridge'])
    expect(names((await api('GET', `${list()}?q=no-such-thing`)).body)).toEqual([])
    expect(names((await api('GET', `${list()}?state=disabled`)).body)).toEqual([])
    expect(names((await api('GET', `${list()}?state=live&limit=100`)).body)).toHaveLength(6)
  })

  test('S11: without any secret', async () => {
    const { secret } = await api.integration()
    expect(JSON.stringify((await api('GET', list())).body)).not.toContain(secret.slice(4, 36))
  })
})

describe('400', () => {
  test('for a cursor of another filter', async () => {
    const { body } = await api('GET', `${list()}?limit=1`)
    const cursor = encodeURIComponent(body.nextCursor)
    expect((await api('GET', `${list()}?q=a&limit=1&cursor=${cursor}`)).body).toMatchObject({ code: 'cursor_invalid' })
  })
})
