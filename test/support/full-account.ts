import { randomBytes } from 'node:crypto'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { insertPasskey } from '../../src/store/passkeys.ts'
import { addNotice } from './due-notice.ts'
import type { TestServer } from './server.ts'

/** The ids of what was made. */
export interface FullAccount {
  integrationId: string
  endpointId: string
}

/** Makes one of everything that a person can name, each by this name: what every page has something to show of. */
export async function fillAccount(server: TestServer, name: string): Promise<FullAccount> {
  const account = `/accounts/${server.account.id}`
  const send = async (on: string, body: unknown): Promise<any> => {
    const [method = '', path = ''] = on.split(' ')
    const reply = await server.api(method, account + path, body)
    if (!reply.ok) throw new Error(`${on}: ${reply.status} ${await reply.text()}`)
    return reply.json()
  }
  const { integration, token } = await send('POST /integrations', {
    ...{ name, description: name, scopes: ['contacts.readonly', 'contacts.write'] },
  })
  await send('PATCH /labs', { legacyApiKeys: true })
  await send('POST /api-keys', { name })
  await send('POST /roles', { name: name.slice(0, 60), permissions: ['privateIntegrations.view'] })
  const hook = { integrationId: integration.id, url: 'https://hooks.example.com/in', events: ['ContactCreate'] }
  const { endpoint } = await send('POST /webhook-endpoints', { ...hook, description: name })
  await send(`POST /webhook-endpoints/${endpoint.id}/test`, {})
  await send('POST /invites', { email: 'jon@example.com', role: 'developer' })
  await callAs(server, token.secret, name)
  await addNotice(server, server.admin.userId)
  return { integrationId: integration.id, endpointId: endpoint.id }
}

/** A contact of this name, made by a program of this name; and a request that is refused. */
async function callAs(server: TestServer, secret: string, name: string): Promise<void> {
  const { locationId } = server.account
  const headers = { 'user-agent': name, 'x-client-name': name, 'content-type': 'application/json' }
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${server.url}/v2${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${secret}`, version: '2021-07-28' },
      body: body === undefined ? null : JSON.stringify(body),
    })
  await call('POST', '/contacts/', { locationId, firstName: name })
  await call('GET', `/users/?locationId=${locationId}`)
}

/** A passkey of the admin. From here on a sign-in asks for a second step. */
export async function addPasskey(server: TestServer, name: string): Promise<void> {
  const { ids, database } = server.app.deps
  const key = { credentialId: randomBytes(16).toString('hex'), publicKey: randomBytes(77), counter: 0 }
  const facts = { userId: server.admin.userId, transports: [], name: name.slice(0, 60), isSynced: true }
  const createdAt = server.clock.now()
  await database.transact(EVERY_TENANT, db => insertPasskey(db, { ...key, ...facts, id: ids.next('psk'), createdAt }))
}
