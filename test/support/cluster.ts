import { Agent, request } from 'node:http'
import type pg from 'pg'
import { request as ask } from 'undici'
import { type Balancer, startBalancer } from './balancer.ts'
import { createServerProcess, type ServerProcess } from './server-process.ts'

/** Several server processes on one database behind a balancer, and a person signed in. */
export interface Cluster {
  nodes: ServerProcess[]
  balancer: Balancer
  accountId: string
  locationId: string
  /** Of the person, for calls that are made elsewhere. */
  cookie: string
  /** A call of the management API at one of the nodes. */
  api(node: number, call: { method: string; path: string; body?: unknown }): Promise<{ status: number; body: never }>
  /** A new integration's secret and its path. */
  makeToken(node: number, limits?: Limits): Promise<{ secret: string; path: string }>
  stop(): Promise<void>
}

export interface ClusterOptions {
  nodes: number
  /** Where each node finds the database; the same for all unless one is to be led elsewhere. */
  ownerOf: (node: number) => pg.PoolConfig
  environment: Record<string, string>
}

interface Limits {
  perTenSeconds: number
  perDay: number
}

/** As good as none. */
const LIMITS: Limits = { perTenSeconds: 100_000, perDay: 100_000_000 }

/** Starts the nodes: the first makes the admin, then the others come together. */
export async function startCluster({ nodes: count, ownerOf, environment }: ClusterOptions): Promise<Cluster> {
  const shared: Record<string, string> = {
    BOOTSTRAP_ADMIN_PASSWORD: 'a long enough pass phrase',
    // Revoked secrets are tried by the thousand.
    FAILED_LOOKUPS_PER_MINUTE: '0',
    // The balancer has another port than any of them.
    ALLOWED_HOSTS: '127.0.0.1',
    ...environment,
  }
  const numbers = Array.from({ length: count }, (_, number) => number)
  const nodes = await Promise.all(numbers.map(number => createServerProcess({ owner: ownerOf(number) }, shared)))
  await nodes[0]?.start()
  await Promise.all(nodes.slice(1).map(node => node.start()))
  const balancer = await startBalancer(nodes.map(node => node.url))
  const urlOf = (number: number) => nodes[number]?.url ?? ''
  const session = await openSession(() => signIn(urlOf(0), shared.BOOTSTRAP_ADMIN_PASSWORD ?? ''))
  const api: Cluster['api'] = async (number, { method, path, body }) => {
    // A fetch takes this process longer than the call itself, and it is measured with it.
    const reply = await ask(`${urlOf(number)}/api${path}`, {
      method,
      headers: { cookie: await session.fresh(), origin: urlOf(number), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await reply.body.text()
    return { status: reply.statusCode, body: (text === '' ? {} : JSON.parse(text)) as never }
  }
  const me = await api(0, { method: 'GET', path: '/me' })
  const { accounts } = me.body as { accounts: { id: string; kind: string; locationId: string }[] }
  const { id: accountId = '', locationId = '' } = accounts.find(account => account.kind === 'location') ?? {}
  return {
    nodes,
    balancer,
    accountId,
    locationId,
    cookie: session.first,
    api,
    async makeToken(number, limits) {
      const made = await api(number, {
        method: 'POST',
        path: `/accounts/${accountId}/integrations`,
        body: newIntegration(limits),
      })
      if (made.status !== 201) throw new Error(`creating answered ${made.status}: ${JSON.stringify(made.body)}`)
      const { integration, token } = made.body as { integration: { id: string }; token: { secret: string } }
      return { secret: token.secret, path: `/accounts/${accountId}/integrations/${integration.id}` }
    },
    async stop() {
      await balancer.close()
      for (const node of nodes) {
        node.signal('SIGCONT')
        await node.stop()
      }
    },
  }
}

/** What a new integration of a cluster's test is. */
export function newIntegration(limits = LIMITS) {
  return { name: 'Cluster test', description: '', scopes: ['contacts.readonly', 'contacts.write'], limits }
}

/** Who makes and rotates tokens must have proven within ten minutes who they are; ten thousand rotations take longer. */
const SIGN_IN_EVERY_MS = 300_000

async function openSession(signInNow: () => Promise<string>) {
  const first = await signInNow()
  let [cookie, signedInMs] = [Promise.resolve(first), performance.now()]
  return {
    first,
    fresh() {
      if (performance.now() - signedInMs > SIGN_IN_EVERY_MS) [cookie, signedInMs] = [signInNow(), performance.now()]
      return cookie
    },
  }
}

async function signIn(url: string, password: string): Promise<string> {
  const reply = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: 'mara@example.com', password }),
  })
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0]
  if (reply.status !== 200 || cookie === undefined)
    throw new Error(`sign-in answered ${reply.status}: ${await reply.text()}`)
  return cookie
}

/** Asks /authz over connections that are kept and never tried again. */
export interface Asker {
  /** The status; 0 when no reply came. */
  ask(url: string, secret: string): Promise<number>
  close(): void
}

export function openAsker(connectionsMax = 32): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax })
  return {
    ask: (url, secret) =>
      new Promise(resolve => {
        const headers = { authorization: `Bearer ${secret}` }
        const asked = request(`${url}/authz`, { agent, headers }, reply => {
          reply.resume()
          reply.once('end', () => resolve(reply.statusCode ?? 0))
          reply.once('error', () => resolve(0))
        })
        asked.once('error', () => resolve(0))
        asked.end()
      }),
    close: () => agent.destroy(),
  }
}
