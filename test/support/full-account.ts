import { randomBytes } from 'node:crypto'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { insertPasskey } from '../../src/store/passkeys.ts'
import type { DeliveringServer } from './delivering-server.ts'
import { addNotice } from './due-notice.ts'
import { importingAt } from './importing.ts'
import { openPageClient } from './page-client.ts'
import type { Receiver } from './receiver.ts'
import type { TestServer } from './server.ts'

/** The ids of what was made. */
export interface FullAccount {
  integrationId: string
  /** In the middle of a rotation. */
  rotatingId: string
  endpointId: string
  deliveryId: string
  apiKeyId: string
  roleId: string
  importId: string
  /** Someone who joined by an invite. */
  memberId: string
}

/** A role or a passkey has no longer name. */
const SHORT = 60

/**
 * Makes one of everything that a person or a program can name, each by this name: what every page has something to show
 * of. The receiver answers with it, too.
 */
export async function fillAccount(
  { server, deliveryThat }: DeliveringServer,
  { name, receiver }: { name: string; receiver: Receiver },
): Promise<FullAccount> {
  const send = senderAt(server)
  const short = name.slice(0, SHORT)
  receiver.answer = () => ({ status: 500, headers: { 'x-says': name }, body: name })
  await send('PATCH /labs', { legacyApiKeys: true })
  const draft = { name, description: name, scopes: ['contacts.readonly', 'contacts.write'] }
  const { integration, token } = await send('POST /integrations', draft)
  const hook = { integrationId: integration.id, url: receiver.url, events: ['ContactCreate'], description: name }
  const { endpoint } = await send('POST /webhook-endpoints', hook)
  await callAs(server, token.secret, name)
  const path = `/accounts/${server.account.id}/webhook-endpoints/${endpoint.id}`
  const delivery = await deliveryThat(path, one => one.attemptCount > 0)
  const { apiKey } = await send('POST /api-keys', { name })
  const { role } = await send('POST /roles', { name: short, permissions: ['privateIntegrations.view'] })
  const memberId = await join(server, name)
  await send('POST /invites', { email: 'jon@example.com', role: 'developer' })
  await addLocation(server, name)
  await signInBy(server, name)
  await addNotice(server, server.admin.userId)
  const made = { integrationId: integration.id, endpointId: endpoint.id, deliveryId: delivery.id }
  const importId = await importPeople(server, name)
  const rotatingId = await startRotation(server, name)
  return { ...made, apiKeyId: apiKey.id, roleId: role.id, importId, memberId, rotatingId }
}

function senderAt(server: TestServer) {
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape
  return async (on: string, body: unknown, accountId = server.account.id): Promise<any> => {
    const [method = '', path = ''] = on.split(' ')
    const reply = await server.api(method, `/accounts/${accountId}${path}`, body)
    if (!reply.ok) throw new Error(`${on}: ${reply.status} ${await reply.text()}`)
    return reply.json()
  }
}

/** A contact of this name, made by a program of this name; a request that is refused; one that asks for nothing known. */
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
  await call('GET', `/contacts/?locationId=${locationId}&query=${encodeURIComponent(name)}`)
  await call('GET', `/contacts/${encodeURIComponent(name)}`)
}

async function join(server: TestServer, name: string): Promise<string> {
  const send = senderAt(server)
  const email = 'lee@example.com'
  const { link } = await send('POST /invites', { email, role: 'viewer' })
  const client = openPageClient(server.url)
  await client.get(link.slice(server.url.length))
  await client.post('/invite', { name, password: `${randomBase62(10)} ${randomBase62(10)}` })
  const reply = await server.api('GET', `/accounts/${server.account.id}/members`)
  const { items } = (await reply.json()) as { items: { user: { id: string; email: string } }[] }
  const member = items.find(({ user }) => user.email === email)
  if (member === undefined) throw new Error('nobody joined')
  return member.user.id
}

async function addLocation(server: TestServer, name: string): Promise<void> {
  await senderAt(server)('POST /locations', { name, timezone: 'UTC' }, server.agency.id)
}

/** A session of the admin in a browser of this name, and a failed sign-in from it. */
async function signInBy(server: TestServer, name: string): Promise<void> {
  const { email, password } = server.admin
  for (const typed of [`${password}x`, password]) {
    await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, 'user-agent': name },
      body: JSON.stringify({ email, password: typed }),
    })
  }
}

async function importPeople(server: TestServer, name: string): Promise<string> {
  const cell = `"${name.replaceAll('"', '""')}"`
  const csv = `First Name,Email\n${cell},ada@example.com\n${cell},${cell}\n`
  const query = new URLSearchParams({ fileName: `${name}.csv` })
  const { id } = await importingAt(server).imported(csv, `?${query}`)
  return id
}

/** An integration whose new token is in use already. */
async function startRotation(server: TestServer, name: string): Promise<string> {
  const send = senderAt(server)
  const { integration } = await send('POST /integrations', { name: `${name} 2`, scopes: ['contacts.readonly'] })
  const { token } = await send(`POST /integrations/${integration.id}/rotate`, { old: 'expireLater' })
  await callAs(server, token.secret, name)
  return integration.id
}

/** A passkey of the admin. From here on a sign-in asks for a second step. */
export async function addPasskey(server: TestServer, name: string): Promise<void> {
  const { ids, database } = server.app.deps
  const key = { credentialId: randomBytes(16).toString('hex'), publicKey: randomBytes(77), counter: 0 }
  const facts = { userId: server.admin.userId, transports: [], name: name.slice(0, SHORT), isSynced: true }
  const createdAt = server.clock.now()
  await database.transact(EVERY_TENANT, db => insertPasskey(db, { ...key, ...facts, id: ids.next('psk'), createdAt }))
}
