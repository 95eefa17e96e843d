import { afterAll, beforeAll, expect, test } from 'vitest'
import { editIntegration } from '../../src/actions/integrations.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { OPERATOR } from '../support/integration.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ counting: { holdsTokens: false } })
})
afterAll(() => server.stop())

const authz = async (secret: string) => {
  const reply = await fetch(`${server.url}/authz`, { headers: { authorization: `Bearer ${secret}` } })
  return [reply.status, reply.headers.get('x-account-id')]
}

test('with TOKEN_INDEX=off tokens are decided by the database: good ones, unknown ones, and those that ended a moment ago', async () => {
  const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
  expect(await authz(secret)).toEqual([200, server.account.id])
  expect(await authz(newSecret('pit_'))).toEqual([401, null])
  expect((await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)).status).toBe(200)
  const ref = { accountId: server.account.id, integrationId }
  const { shown } = await rotateToken(server.app.deps, OPERATOR, { ...ref, old: 'expireNow' })
  expect(await authz(secret)).toEqual([401, null])
  expect(await authz(shown.secret)).toEqual([200, server.account.id])
})

test('with TOKEN_INDEX=off a row that a database writer widened opens nothing', async () => {
  const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
  await server.testDatabase.database.transact('*', db =>
    db
      .updateTable('integrations')
      .set({ scopes: ['contacts.write'] })
      .where('id', '=', integrationId)
      .execute(),
  )
  expect(await authz(secret)).toEqual([401, null])
})

test('with TOKEN_INDEX=off a good token opens its account while its integration changes: all is read at one moment', async () => {
  const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
  const ref = { accountId: server.account.id, integrationId }
  let isOver = false
  const seen = new Set<number>()
  const asking = Array.from({ length: 4 }, async () => {
    while (!isOver)
      seen.add((await fetch(`${server.url}/authz`, { headers: { authorization: `Bearer ${secret}` } })).status)
  })
  for (let round = 0; round < 60; round++) {
    const scopes = round % 2 === 0 ? ['contacts.readonly', 'contacts.write'] : ['contacts.readonly']
    await editIntegration(server.app.deps, OPERATOR, { ...ref, change: { scopes } })
  }
  isOver = true
  await Promise.all(asking)
  expect([...seen]).toEqual([200])
})
