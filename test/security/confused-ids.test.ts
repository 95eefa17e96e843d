import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, addTenant, type Person, type Tenant } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let stranger: Tenant
let colleague: Person
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  stranger = await addTenant(server, 'Zanzibar Holdings')
  await server.createIntegration(['contacts.readonly'], stranger.location.id)
  colleague = await addMember(server, 'user')
})
afterAll(() => server.stop())

describe('S6: ids that disagree', () => {
  test('a token of A in the path of B is a stranger there, whatever the body says', async () => {
    const { secret } = await server.createIntegration([
      'contacts.readonly',
      'contacts.write',
      'locations/tags.readonly',
    ])
    const asks: [string, string, unknown?][] = [
      ['GET', `/locations/${stranger.location.wireId}/tags?locationId=${server.account.locationId}`],
      ['POST', '/contacts/', { locationId: stranger.location.wireId, firstName: 'x' }],
      ['GET', `/contacts/?locationId=${stranger.location.wireId}`],
      ['GET', `/contacts/?locationId=${server.account.locationId}&locationId=${stranger.location.wireId}`],
    ]
    for (const [method, path, body] of asks) {
      expect([403, 422]).toContain((await server.v2(secret, method, path, body)).status)
    }
  })

  test('a header that names a location changes nothing', async () => {
    const { secret } = await server.createIntegration(['contacts.readonly'])
    const reply = await fetch(`${server.url}/v2/contacts/?locationId=${server.account.locationId}`, {
      headers: { authorization: `Bearer ${secret}`, version: '2021-07-28', locationid: stranger.location.wireId },
    })
    expect(reply.status).toBe(200)
    expect(await reply.text()).not.toContain(stranger.location.wireId)
  })

  test('a cursor of B opens nothing in A, nor one of another list of A', async () => {
    for (const account of [stranger.location.id, server.account.id]) {
      for (let at = 0; at < 2; at++) await server.createIntegration([], account)
    }
    const theirs = await server.api('GET', `/accounts/${stranger.location.id}/integrations?limit=1`, undefined, {
      cookie: stranger.cookie,
    })
    const { nextCursor } = (await theirs.json()) as { nextCursor: string }
    expect(nextCursor).toEqual(expect.any(String))
    const ours = await server.api('GET', `/accounts/${server.account.id}/integrations?limit=1&state=live`)
    const { nextCursor: live } = (await ours.json()) as { nextCursor: string }
    for (const [list, cursor] of [
      ['integrations', nextCursor],
      ['integrations', live],
      ['audit', live],
    ]) {
      const path = `/accounts/${server.account.id}/${list}?limit=1&cursor=${encodeURIComponent(cursor ?? '')}`
      const reply = await server.api('GET', path)
      expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([400, 'cursor_invalid'])
    }
  })

  test('a person who left an account, or never had a part in it, does not find it', async () => {
    const reply = await server.api('GET', `/accounts/${server.agency.id}/labs`, undefined, { cookie: colleague.cookie })
    expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([404, 'account_not_found'])
  })
})
