import { randomBase62 } from '../../src/lib/ids.ts'
import type { ServerProcess } from './server-process.ts'

/** A client that remembers what was answered, so that after a fault the database can be held against it. */
export interface Ledger {
  /** Contacts whose creation was acknowledged. */
  contacts: string[]
  /** Rotations that were acknowledged. */
  rotations: number
  /** Requests sent again under the same key after their reply was lost. */
  retried: number
  /** Other answers than 201 to a new contact, and how often; 0 = none came. */
  refusals: Map<number, number>
  /** Secrets that were replaced, with the acknowledgement seen. */
  dead: string[]
  /** The secret that must work. */
  current: string
}

/** One signed-in client of a server process, with an integration of its own. */
export interface LedgerClient {
  ledger: Ledger
  accountId: string
  integrationId: string
  createContact(): Promise<void>
  /** Rotates now under a key; sends it again under the same key until a reply comes. */
  rotateNow(): Promise<void>
  isAccepted(secret: string): Promise<boolean>
  /** Whether the server says that it is ready for calls. */
  isReady(): Promise<boolean>
  /** What a read with it is answered. */
  statusOf(secret: string): Promise<number>
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

const UNLIMITED = { perTenSeconds: 100_000, perDay: 100_000_000 }

/** Signs in and makes the integration whose fate is watched. */
export async function openLedger(server: ServerProcess): Promise<LedgerClient> {
  const { url } = server
  let cookie = await signIn(server)
  const api: LedgerClient['api'] = (method, path, body, headers = {}) =>
    fetch(`${url}/api${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  const me = (await (await api('GET', '/me')).json()) as {
    accounts: { id: string; kind: string; locationId: string }[]
  }
  const location = me.accounts.find(account => account.kind === 'location')
  if (location === undefined) throw new Error('no location')
  const make = async (name: string) => {
    const draft = { name, description: '', scopes: ['contacts.readonly', 'contacts.write'], limits: UNLIMITED }
    const made = await api('POST', `/accounts/${location.id}/integrations`, draft)
    return (await made.json()) as { integration: { id: string }; token: { secret: string } }
  }
  const { integration, token } = await make('Ledger')
  // Contacts are made by one that is never rotated: no refusal is the client's own doing.
  const writer = (await make('Ledger, contacts')).token.secret
  const path = `/accounts/${location.id}/integrations/${integration.id}`
  const ledger: Ledger = {
    contacts: [],
    rotations: 0,
    retried: 0,
    refusals: new Map(),
    dead: [],
    current: token.secret,
  }
  const v2 = (secret: string, method: string, route: string, body?: unknown) =>
    fetch(`${url}/v2${route}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, version: '2021-07-28', 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  return {
    ledger,
    accountId: location.id,
    integrationId: integration.id,
    api,
    async createContact() {
      const email = `${randomBase62(12).toLowerCase()}@example.com`
      const sent = v2(writer, 'POST', '/contacts/', { locationId: location.locationId, email })
      const reply = await sent.catch((error: unknown) => {
        ledger.refusals.set(0, (ledger.refusals.get(0) ?? 0) + 1)
        throw error
      })
      if (reply.status === 201) ledger.contacts.push(((await reply.json()) as { contact: { id: string } }).contact.id)
      else ledger.refusals.set(reply.status, (ledger.refusals.get(reply.status) ?? 0) + 1)
    },
    async rotateNow() {
      const headers = { 'idempotency-key': randomBase62(20) }
      const reply = await rotate(headers, () => ledger.retried++)
      if (reply.status !== 201) throw new Error(`rotate answered ${reply.status}: ${await reply.text()}`)
      ledger.rotations++
      const body = (await reply.json()) as { token: { secret?: string } }
      ledger.dead.push(ledger.current)
      ledger.current = body.token.secret ?? (await reissueLost())
    },
    isReady: async () => (await fetch(`${url}/readyz`)).ok,
    statusOf,
    isAccepted: async secret => (await statusOf(secret)) === 200,
  }

  /** Signs in again where that is asked for: many rounds take longer than the ten minutes for which somebody is known. */
  async function rotate(headers: Record<string, string>, onRetry: () => void): Promise<Response> {
    const send = () => persist(() => api('POST', `${path}/rotate`, { old: 'expireNow' }, headers), onRetry)
    const reply = await send()
    if (reply.status !== 403) return reply
    cookie = await signIn(server)
    return send()
  }

  async function statusOf(secret: string): Promise<number> {
    return (await v2(secret, 'GET', `/contacts/?locationId=${location?.locationId}&limit=1`)).status
  }

  /** The reply with the secret was lost: the retry says so, and the honest way on is another rotation. */
  async function reissueLost(): Promise<string> {
    const reply = await rotate({}, () => {})
    ledger.rotations++
    return ((await reply.json()) as { token: { secret: string } }).token.secret
  }
}

/** Gives the cookie of a new session. */
async function signIn({ url, admin }: ServerProcess): Promise<string> {
  const send = () =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(admin),
    })
  const session = await persist(send, () => {})
  return session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const TRIES_MAX = 400
const BETWEEN_TRIES_MS = 25

/** Sends until a reply below 500 comes: the server may be dead at the moment. */
async function persist(send: () => Promise<Response>, onRetry: () => void): Promise<Response> {
  for (let tryNumber = 1; tryNumber <= TRIES_MAX; tryNumber++) {
    const reply = await send().catch(() => undefined)
    if (reply !== undefined && reply.status < 500 && reply.status !== 409) return reply
    onRetry()
    await new Promise(resolve => setTimeout(resolve, BETWEEN_TRIES_MS))
  }
  throw new Error('no reply')
}
