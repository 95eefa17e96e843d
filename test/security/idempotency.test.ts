import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/http/management/routes.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { addMember } from '../support/people.ts'
import { sampleOf } from '../support/sample-input.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let path: string
beforeAll(async () => {
  server = await startTestServer()
  path = `/accounts/${server.account.id}/integrations`
})
afterAll(() => server.stop())

const BODY = { name: 'Warehouse sync', scopes: ['contacts.readonly'] }
const newKey = () => ({ 'idempotency-key': randomBase62(20) })

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies of every shape
async function json(reply: Response): Promise<any> {
  return reply.json()
}

async function count(): Promise<number> {
  return (await json(await server.api('GET', `${path}?limit=100`))).items.length
}

describe('S69: the same key and the same request', () => {
  test('give the same status and the same integration, once made', async () => {
    const before = await count()
    const key = newKey()
    const first = await server.api('POST', path, BODY, key)
    const second = await server.api('POST', path, BODY, key)
    const [one, two] = [await json(first), await json(second)]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(two.integration).toEqual(one.integration)
    expect(await count()).toBe(before + 1)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
  })

  test('S11: do not give the secret again, and say so', async () => {
    const key = newKey()
    const { token } = await json(await server.api('POST', path, BODY, key))
    const again = await json(await server.api('POST', path, BODY, key))
    expect(again.token).toEqual({ id: token.id, last4: token.last4, createdAt: token.createdAt, secretShown: true })
    expect(JSON.stringify(again)).not.toContain(token.secret)
  })

  test('do not rotate twice: both secrets of the first rotation stay as they are', async () => {
    const { integrationId, secret } = await server.createIntegration(['contacts.readonly'])
    const key = newKey()
    const rotate = () => server.api('POST', `${path}/${integrationId}/rotate`, { old: 'expireLater' }, key)
    const { token } = await json(await rotate())
    expect((await rotate()).status).toBe(201)
    for (const live of [secret, token.secret]) {
      const me = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${live}` } })
      expect(me.status).toBe(200)
    }
  })

  test('are the same request whatever the order of the fields', async () => {
    const key = newKey()
    await server.api('POST', path, { name: 'x', scopes: [] }, key)
    expect((await server.api('POST', path, { scopes: [], name: 'x' }, key)).status).toBe(201)
  })

  test('work after a refusal, which keeps nothing', async () => {
    const key = newKey()
    expect((await server.api('POST', path, { ...BODY, scopes: ['nothing'] }, key)).status).toBe(422)
    expect((await server.api('POST', path, BODY, key)).status).toBe(201)
  })
})

describe('S69: a key stands for one request of one caller in one account', () => {
  test('another body, another path: 422, and nothing is done', async () => {
    const key = newKey()
    const { integration } = await json(await server.api('POST', path, BODY, key))
    const before = await count()
    const replies = [
      await server.api('POST', path, { ...BODY, name: 'Another' }, key),
      await server.api('POST', `${path}/${integration.id}/rotate`, { old: 'expireNow' }, key),
    ]
    for (const reply of replies) {
      expect(reply.status).toBe(422)
      expect(await reply.json()).toMatchObject({ code: 'idempotency_key_reused' })
    }
    expect(await count()).toBe(before)
  })

  test('the same text of another person is another key', async () => {
    const key = newKey()
    const other = await addMember(server, 'admin')
    const mine = await json(await server.api('POST', path, BODY, key))
    const theirs = await json(await server.api('POST', path, BODY, { ...key, cookie: other.cookie }))
    expect(theirs.integration.id).not.toBe(mine.integration.id)
    expect(theirs.token.secret).toEqual(expect.any(String))
  })

  test('the same text in another account is another key', async () => {
    const key = newKey()
    const mine = await json(await server.api('POST', path, { name: 'x', scopes: [] }, key))
    const other = await server.api('POST', `/accounts/${server.agency.id}/integrations`, { name: 'x', scopes: [] }, key)
    expect((await json(other)).integration.id).not.toBe(mine.integration.id)
  })
})

describe('S69: two at once', () => {
  test('one does the work; the other gets its reply or 409 with Retry-After, never a second integration', async () => {
    const before = await count()
    const key = newKey()
    const replies = await Promise.all(Array.from({ length: 8 }, () => server.api('POST', path, BODY, key)))
    const statuses = replies.map(reply => reply.status)
    expect(statuses.every(status => status === 201 || status === 409)).toBe(true)
    expect(statuses).toContain(201)
    for (const reply of replies.filter(({ status }) => status === 409)) {
      expect(reply.headers.get('retry-after')).toBe('1')
      expect(await reply.json()).toMatchObject({ code: 'idempotency_key_in_use' })
    }
    expect(await count()).toBe(before + 1)
  })
})

describe('S69: the key itself', () => {
  test.each(['', 'a b', 'ä', 'x'.repeat(256)])('%j is 422, named', async value => {
    const reply = await server.api('POST', path, BODY, { 'idempotency-key': value })
    expect(reply.status).toBe(422)
    expect(await reply.json()).toMatchObject({ fields: [{ field: 'Idempotency-Key' }] })
  })

  test('is taken on every POST but those of signing in, which have no caller yet', async () => {
    const posts = ROUTES.filter(({ on, may }) => on.startsWith('POST') && may.who !== 'anyone')
    expect(posts.length).toBeGreaterThan(9)
    const { secret } = await server.createIntegration(['private-integrations.self'])
    for (const { on, handler } of posts) {
      const url = on.slice(5).replace(':accountId', server.account.id).replace(/:\w+/g, 'none')
      const { body, upload } = handler.contract
      const reply = await fetch(`${server.url}/api${url}`, {
        method: 'POST',
        headers: {
          ...(url.startsWith('/token') ? { authorization: `Bearer ${secret}` } : { cookie: await cookie() }),
          'content-type': upload?.type ?? 'application/json',
          'idempotency-key': 'not a key',
        },
        body: upload === undefined ? JSON.stringify(body === undefined ? {} : sampleOf(body)) : 'email\n',
      })
      expect([on, reply.status, await reply.text()]).toEqual([on, 422, expect.stringContaining('Idempotency-Key')])
    }
  })
})

let session: string | undefined
async function cookie(): Promise<string> {
  session ??= await server.signIn()
  return session
}
