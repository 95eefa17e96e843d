import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

test('S60: an account has twenty requests waiting for events; more are sent away, others are answered', async () => {
  const { id } = await api.integration(['contacts.readonly'])
  const path = `${api.account}/integrations/${id}`
  const { cursor } = (await api('POST', `${path}/listen`)).body
  const events = `${path}/events?cursor=${encodeURIComponent(cursor)}`
  const replies = await Promise.all(Array.from({ length: 25 }, () => api('GET', `${events}&wait=2`)))
  const refused = replies.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(5)
  expect(refused[0]?.body).toMatchObject({ code: 'rate_limited', detail: expect.stringContaining('wait') })
  expect(refused[0]?.headers.get('retry-after')).toBe('5')
  expect((await api('GET', events)).status).toBe(200)
  expect((await api('GET', `${events}&wait=1`)).status, 'the places are free again').toBe(200)
})
