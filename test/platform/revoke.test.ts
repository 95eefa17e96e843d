import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cancelRotation, rotateToken } from '../../src/actions/rotations.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(() => server.clock.advance('1 minute'))
afterAll(() => server.stop())

async function revoke(secret: string) {
  const reply = await fetch(`${server.url}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: secret, token_type_hint: 'access_token' }),
  })
  return { status: reply.status, body: await reply.text() }
}

const revokeMany = (tokens: unknown) =>
  fetch(`${server.url}/oauth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tokens }),
  })

const statusOf = async (secret: string) =>
  (await fetch(`${server.url}/authz`, { headers: { authorization: `Bearer ${secret}` } })).status

const rotateLater = async (ref: { accountId: string; integrationId: string }) =>
  (await rotateToken(server.app.deps, OPERATOR, { ...ref, old: 'expireLater', overlapHours: 24 })).shown.secret

describe('POST /oauth/revoke', () => {
  test('RFC 7009, S22: whoever holds a secret ends it, for good, with one audit entry and one event', async () => {
    const { secret, ref } = await newIntegration(server.app.deps, server.account.id)
    expect(await statusOf(secret)).toBe(200)
    expect(await revoke(secret)).toEqual({ status: 200, body: '' })
    expect(await statusOf(secret)).toBe(401)
    expect(await revoke(secret)).toEqual({ status: 200, body: '' })
    const audit = await server.api('GET', `/accounts/${server.account.id}/integrations/${ref.integrationId}/audit`)
    const { items } = (await audit.json()) as { items: { action: string }[] }
    expect(items.filter(({ action }) => action === 'private_integration.token_revoked')).toHaveLength(1)
    const next = await rotateLater(ref)
    expect([await statusOf(secret), await statusOf(next)]).toEqual([401, 200])
  })

  test('S22: ends the one secret that was shown: the other one of a rotation works on', async () => {
    const { secret: old, ref } = await newIntegration(server.app.deps, server.account.id)
    const next = await rotateLater(ref)
    await revoke(old)
    expect([await statusOf(old), await statusOf(next)]).toEqual([401, 200])
    const again = await rotateLater(ref)
    await revoke(again)
    expect([await statusOf(next), await statusOf(again)]).toEqual([200, 401])
    await cancelRotation(server.app.deps, OPERATOR, { ...ref, isConfirmed: true })
    expect([await statusOf(next), await statusOf(again)]).toEqual([200, 401])
  })

  test('S22: is no oracle: unknown, malformed and dead secrets are answered alike', async () => {
    const { secret } = await newIntegration(server.app.deps, server.account.id)
    const answers = []
    for (const text of [secret, secret, newSecret('pit_'), 'nonsense']) answers.push(JSON.stringify(await revoke(text)))
    expect(new Set(answers).size).toBe(1)
    expect(server.logText()).not.toContain(secret)
  })

  test('S22: takes up to a thousand at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => newIntegration(server.app.deps, server.account.id)))
    const secrets = made.map(({ secret }) => secret)
    const noise = Array.from({ length: 997 }, () => newSecret('pit_'))
    expect((await revokeMany([...noise, ...secrets])).status).toBe(200)
    expect(await Promise.all(secrets.map(statusOf))).toEqual([401, 401, 401])
    expect((await revokeMany([...noise, ...secrets, 'x'])).status).toBe(400)
  }, 30_000)

  test('429: one network asks thirty times a minute, valid or not', async () => {
    const statuses = []
    for (let asked = 0; asked < 31; asked++) statuses.push((await revoke('nonsense')).status)
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([200]))
    expect(statuses[30]).toBe(429)
    server.clock.advance('1 minute')
    expect((await revoke('nonsense')).status).toBe(200)
  })

  test('415, 422: takes a form or JSON with tokens', async () => {
    expect((await fetch(`${server.url}/oauth/revoke`, { method: 'POST', body: 'token=x' })).status).toBe(415)
    expect((await revokeMany([])).status).toBe(422)
    expect((await revoke('')).status).toBe(422)
  })
})
