import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIntegration } from '../../src/actions/integrations.ts'
import { expireTokenNow, rotateToken } from '../../src/actions/rotations.ts'
import { type Api, apiOf } from '../support/api.ts'
import { codeOf, tokenActor } from '../support/house.ts'
import { OPERATOR } from '../support/integration.ts'
import { rawRequest } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const WRITES = ['contacts.write', 'private-integrations.self', 'private-integrations.write']
const CHILD = { name: 'Late child', scopes: [] }

/** Sends all of a request but the last byte of its body, lets `meanwhile` happen, and reads the reply to the rest. */
async function sendLate(path: string, headers: string[], sent: { body: object; meanwhile: () => Promise<unknown> }) {
  const { hostname, port, host } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const bytes = rawRequest(
    `POST ${path} HTTP/1.1`,
    [`host: ${host}`, 'connection: close', 'content-type: application/json', ...headers],
    JSON.stringify(sent.body),
  )
  const isIn = new Promise(resolve => server.app.server.server.once('request', resolve))
  socket.write(bytes.slice(0, -1))
  await isIn
  await sent.meanwhile()
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk))
  socket.write(bytes.slice(-1))
  await once(socket, 'end')
  return Buffer.concat(chunks).toString('latin1')
}

const bearer = (secret: string) => `authorization: Bearer ${secret}`
const names = async () =>
  (await api('GET', `${api.account}/integrations?limit=100`)).body.items.map((one: { name: string }) => one.name)

describe('S18: a token that ends while its request’s body is on the way', () => {
  const ways: [string, (path: string) => Promise<unknown>][] = [
    ['replaced at once', path => api('POST', `${path}/rotate`, { old: 'expireNow' })],
    ['deleted with its integration', path => api('DELETE', path)],
    ['disabled with its integration', path => api('POST', `${path}/disable`)],
  ]
  test.each(ways)('S18: %s, creates nothing', async (_name, end) => {
    const { path, secret } = await api.integration(WRITES)
    const reply = await sendLate(`/api${api.account}/integrations`, [bearer(secret)], {
      body: CHILD,
      meanwhile: () => end(path),
    })
    expect(reply).toMatch(/^HTTP\/1\.1 401 /)
    expect(reply).toContain('"token_invalid"')
    expect(reply).toMatch(/^www-authenticate: /im)
    expect(await names()).not.toContain(CHILD.name)
  })

  test('S18: gets no new secret of its own either', async () => {
    const { path, secret } = await api.integration(WRITES)
    const reply = await sendLate('/api/token/rotate', [bearer(secret)], {
      body: { old: 'expireNow' },
      meanwhile: () => api('POST', `${path}/rotate`, { old: 'expireNow' }),
    })
    expect(reply).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('S18: writes nothing over API v2.0, and reads what any ended token reads', async () => {
    const { path, secret } = await api.integration(WRITES)
    const headers = [bearer(secret), 'version: 2021-07-28']
    const sent = { body: { locationId: server.account.locationId, firstName: 'Late' } }
    const late = await sendLate('/v2/contacts/', headers, { ...sent, meanwhile: () => api('DELETE', path) })
    const next = await sendLate('/v2/contacts/', headers, { ...sent, meanwhile: async () => undefined })
    expect(late).toMatch(/^HTTP\/1\.1 401 /)
    expect(bodyOf(late)).toEqual(bodyOf(next))
  })

  test('S3: a scope that is taken away on the way is missing at the end of it', async () => {
    const { path, secret } = await api.integration(WRITES)
    const reply = await sendLate(`/api${api.account}/integrations`, [bearer(secret)], {
      body: CHILD,
      meanwhile: () => api('PATCH', path, { scopes: ['contacts.write'] }),
    })
    expect(reply).toMatch(/^HTTP\/1\.1 403 /)
    expect(reply).toContain('"scope_missing"')
  })

  test('a token that lives on is served, however late the last byte', async () => {
    const { secret } = await api.integration(WRITES)
    const sent = { body: { ...CHILD, name: 'Welcome child' }, meanwhile: async () => undefined }
    const reply = await sendLate(`/api${api.account}/integrations`, [bearer(secret)], sent)
    expect(reply).toMatch(/^HTTP\/1\.1 201 /)
    expect(await names()).toContain('Welcome child')
  })
})

describe('S18: behind the door, a change looks at its token again', () => {
  test('S18: an ended token, and one past its overlap, change nothing', async () => {
    const { deps } = server.app
    const accountId = server.account.id
    const { id: integrationId, tokenId } = await api.integration(WRITES)
    const ref = { accountId, integrationId }
    const actor = tokenActor({ ref, tokenId, scopes: WRITES })
    const draft = { name: 'Late draft', description: '', scopes: [], allowedIps: [], limits: {} }
    const create = () => codeOf(createIntegration(deps, actor, { accountId, draft }))
    expect(await create()).toBe('done')
    await rotateToken(deps, OPERATOR, { ...ref, old: 'expireLater', overlapHours: 1 })
    server.clock.advance('1 hour')
    expect(await create()).toBe('token_invalid')
    expect(await codeOf(expireTokenNow(deps, actor, ref))).toBe('token_invalid')
  })
})

function bodyOf(reply: string): unknown {
  const { traceId: _, ...body } = JSON.parse(reply.slice(reply.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>
  return body
}
