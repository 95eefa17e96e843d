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

const extend = (path: string, until: unknown) => api('POST', `${path}/extend-overlap`, { until })

describe('200', () => {
  test('the old secret lives to its later deadline and not a millisecond longer', async () => {
    const { path, secret } = await api.rotating()
    const { body } = await extend(path, '2026-01-20T00:00:00Z')
    expect(body.integration.rotation.endsAt).toBe('2026-01-20T00:00:00.000Z')
    server.clock.set('2026-01-19T23:59:59.999Z')
    expect((await api.as(secret)('GET', '/me')).status).toBe(200)
    server.clock.advance('1 ms')
    expect((await api.as(secret)('GET', '/me')).status).toBe(401)
    server.clock.set('2026-01-01T00:00:00Z')
  })

  test('up to 30 days from the start', async () => {
    const { path } = await api.rotating()
    expect((await extend(path, '2026-01-31T00:00:00Z')).status).toBe(200)
  })
})

test('409: when no rotation is in progress', async () => {
  const { path } = await api.integration()
  expect((await extend(path, '2026-01-20T00:00:00Z')).body).toMatchObject({ code: 'rotation_not_in_progress' })
})

describe('422', () => {
  test.each([
    '2026-01-31T00:00:00.001Z',
    '2026-01-08T00:00:00Z',
    '2026-01-02T00:00:00Z',
    'later',
    '2026-02-30T00:00:00Z',
    '2026-01-20',
    5,
    null,
  ])('until %j: says what would be right, and the deadline stays', async until => {
    const { path } = await api.rotating()
    expect((await extend(path, until)).body.fields).toEqual([
      { field: 'until', message: expect.stringMatching(/^must/) },
    ])
    expect((await api('GET', path)).body.integration.rotation.endsAt).toBe('2026-01-08T00:00:00.000Z')
  })

  test('nothing at all', async () => {
    const { path } = await api.rotating()
    const { body } = await api('POST', `${path}/extend-overlap`)
    expect(body.fields).toEqual([{ field: 'until', message: 'is required' }])
  })
})
