import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomBase62 } from '../../src/lib/ids.ts'
import { type Cluster, newIntegration } from './cluster.ts'

/** Between two calls of one client: enough are under way at any moment, and the machine has time for the nodes. */
const THINK_MS = 3
const READERS = 4

/** What clients of a cluster saw. */
export interface Seen {
  /** How often each kind of call was answered with each status: `authz 200`. 0 = no answer. */
  answers: Record<string, number>
  /** Contacts whose creation was acknowledged. */
  contacts: string[]
  /** Tokens whose deletion was acknowledged. */
  revoked: number
  /** How often one of these was accepted by a request that began after the acknowledgement. */
  stale: number
}

export interface Traffic {
  seen: Seen
  /** Ends it when the calls under way are answered. */
  stop(): Promise<Seen>
}

interface Call {
  url: string
  method?: string
  path: string
  headers: Record<string, string>
  body?: unknown
}

/**
 * Clients of all kinds, all through the balancer, that keep their connections and never try again: some ask about a token, one
 * reads contacts, one makes contacts, one makes tokens and deletes them, and then asks every node about each.
 */
export async function startTraffic(cluster: Cluster): Promise<Traffic> {
  const { secret } = await cluster.makeToken(0)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const seen: Seen = { answers: {}, contacts: [], revoked: 0, stale: 0 }
  const { url } = cluster.balancer
  const count = (kind: string, status: number) => {
    seen.answers[`${kind} ${status}`] = (seen.answers[`${kind} ${status}`] ?? 0) + 1
  }
  const ask = async (kind: string, call: Omit<Call, 'url'>) => {
    const reply = await send(agent, { url, ...call })
    count(kind, reply.status)
    return reply
  }
  const bearer = { authorization: `Bearer ${secret}`, version: '2021-07-28' }
  const person = { cookie: cluster.cookie, origin: url }
  const integrations = `/api/accounts/${cluster.accountId}/integrations`
  const clients = {
    authz: () => ask('authz', { path: '/authz', headers: bearer }),
    read: () => ask('read', { path: `/v2/contacts/?locationId=${cluster.locationId}&limit=1`, headers: bearer }),
    async write() {
      const body = { locationId: cluster.locationId, email: `${randomBase62(12).toLowerCase()}@example.com` }
      const { status, text } = await ask('write', { method: 'POST', path: '/v2/contacts/', headers: bearer, body })
      if (status === 201) seen.contacts.push((JSON.parse(text) as { contact: { id: string } }).contact.id)
    },
    async revoke() {
      const made = await ask('create', { method: 'POST', path: integrations, headers: person, body: newIntegration() })
      if (made.status !== 201) return
      const { integration, token } = JSON.parse(made.text) as { integration: { id: string }; token: { secret: string } }
      const gone = await ask('delete', { method: 'DELETE', path: `${integrations}/${integration.id}`, headers: person })
      if (gone.status >= 300 || gone.status === 0) return
      seen.revoked++
      const headers = { authorization: `Bearer ${token.secret}` }
      const places = [url, ...cluster.nodes.map(node => node.url)]
      const after = await Promise.all(places.map(place => send(agent, { url: place, path: '/authz', headers })))
      seen.stale += after.filter(({ status }) => status === 200).length
    },
  }
  let isOver = false
  const keepOn = async (client: () => Promise<unknown>) => {
    for (; !isOver; await sleep(THINK_MS)) await client()
  }
  const readers = Array.from({ length: READERS }, () => clients.authz)
  const running = [...readers, clients.read, clients.write, clients.revoke].map(keepOn)
  return {
    seen,
    async stop() {
      isOver = true
      await Promise.all(running)
      agent.destroy()
      return seen
    },
  }
}

/** One call over a kept connection; status 0 when no reply came. */
function send(
  agent: Agent,
  { url, method = 'GET', path, headers, body }: Call,
): Promise<{ status: number; text: string }> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const length = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': `${text.length}` }
  return new Promise(resolve => {
    const sent = request(`${url}${path}`, { agent, method, headers: { ...headers, ...length } }, reply => {
      let read = ''
      reply.setEncoding('utf8').on('data', (chunk: string) => void (read += chunk))
      reply.once('end', () => resolve({ status: reply.statusCode ?? 0, text: read }))
      reply.once('error', () => resolve({ status: 0, text: '' }))
    })
    sent.once('error', () => resolve({ status: 0, text: '' }))
    sent.end(text)
  })
}
