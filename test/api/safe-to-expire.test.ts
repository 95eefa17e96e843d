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

async function calls(secret: string, program: string, clientName = ''): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, 'user-agent': program, 'x-client-name': clientName }
  expect((await fetch(`${server.url}/api/me`, { headers })).status).toBe(200)
  await server.app.deps.flushUse()
}
/** A session does not outlive the weeks that pass here. */
const signedIn = async () => ({ cookie: await server.signIn() })
const safety = async (path: string) => (await api('GET', `${path}/safe-to-expire`, undefined, await signedIn())).body
async function rotate(path: string, overlapHours = 168): Promise<string> {
  const { body } = await api('POST', `${path}/rotate`, { old: 'expireLater', overlapHours }, await signedIn())
  return body.token.secret
}
async function rotating() {
  const { path, secret } = await api.integration()
  return { path, secret, newSecret: await rotate(path) }
}

describe('200', () => {
  test('without a rotation there is nothing to expire', async () => {
    const { path } = await api.integration()
    expect(await safety(path)).toMatchObject({
      safe: false,
      sentence: expect.stringMatching(/^No rotation is in progress/),
      clients: [],
    })
  })

  test('nobody has used a token of a few days: too early to tell for a day, then it looks safe', async () => {
    const { path } = await rotating()
    const early = { safe: false, sentence: expect.stringMatching(/^Too early to tell/), clients: [] }
    expect(await safety(path)).toEqual(early)
    server.clock.advance('23 hours')
    expect(await safety(path)).toEqual(early)
    server.clock.advance('1 hour')
    expect(await safety(path)).toEqual({
      safe: true,
      sentence: 'It looks safe to expire the old token: nobody has used it.',
      clients: [],
    })
  })

  test('nobody has used a token of a week: it looks safe at once', async () => {
    const { path } = await api.integration()
    server.clock.advance('7 days')
    await rotate(path)
    expect(await safety(path)).toMatchObject({ safe: true, clients: [] })
  })

  test('a weekly job is not quiet after two days, nor after a week; after it stayed away for long it is', async () => {
    const { path, secret } = await api.integration()
    for (let week = 0; week < 3; week++) {
      await calls(secret, 'cron/1')
      await calls(secret, 'cron/1')
      server.clock.advance('7 days')
    }
    await calls(secret, 'cron/1')
    await rotate(path, 720)
    server.clock.advance('2 days')
    const body = await safety(path)
    expect(body).toMatchObject({ safe: false, clients: [{ status: 'active', cadence: { everyMs: 604_800_000 } }] })
    expect(body.sentence).toBe(
      'Still in use: cron/1 from 127.0.0.1 called 2 days ago and comes about every 7 days. Expiring the old token now will break that.',
    )
    server.clock.advance('8 days')
    expect((await safety(path)).safe).toBe(false)
    server.clock.advance('1 day')
    expect(await safety(path)).toMatchObject({ safe: true, clients: [{ status: 'quiet' }] })
  })

  test('who was seen at one time only is waited for as if it came weekly', async () => {
    const { path, secret } = await rotating()
    await calls(secret, 'once/1')
    server.clock.advance('3 days')
    expect(await safety(path)).toMatchObject({ safe: false, clients: [{ cadence: { everyMs: null } }] })
  })

  test('a client that has moved is done, also from another network when it names itself; one that stays is not', async () => {
    const { path, secret, newSecret } = await rotating()
    await calls(secret, 'node', 'Orders')
    await calls(secret, 'stubborn/2')
    server.clock.advance('2 hours')
    await calls(newSecret, 'node', 'Orders')
    const { safe, clients } = await safety(path)
    const statusOf = (program: string) =>
      clients.find(({ userAgent }: { userAgent: string }) => userAgent === program)?.status
    expect([safe, statusOf('node'), statusOf('stubborn/2')]).toEqual([false, 'moved', 'active'])
    expect(clients.find(({ clientName }: { clientName: string }) => clientName === 'Orders').movedAt).toBe(
      server.clock.now().toISOString(),
    )
    await calls(secret, 'node', 'Orders')
    server.clock.advance('1 minute')
    await calls(secret, 'node', 'Orders')
    expect((await safety(path)).clients.every(({ status }: { status: string }) => status === 'active')).toBe(true)
  })
})

test('404: an integration that never was', async () => {
  const { code } = await safety(`${api.account}/integrations/int_${'x'.repeat(20)}`)
  expect(code).toBe('integration_not_found')
})
