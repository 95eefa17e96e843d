import { type AddressInfo, createServer } from 'node:net'
import { createIntegration } from '../../src/actions/integrations.ts'
import { setUp } from '../../src/actions/setup.ts'
import { type App, createApp, type NodeSettings } from '../../src/app.ts'
import type { World } from '../../src/deps.ts'
import type { Actor } from '../../src/domain/actor.ts'
import { type FixedClock, fixedClock } from '../../src/lib/clock.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import { createLogger } from '../../src/lib/log.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { testKeys } from './keys.ts'

/** A running server on a database of its own, set up with one agency, one location and one admin. */
export interface TestServer {
  url: string
  app: App
  clock: FixedClock
  testDatabase: TestDatabase
  agency: { id: string; companyId: string }
  account: { id: string; locationId: string }
  admin: { email: string; password: string; userId: string; name: string }
  /** All log lines so far, as text. */
  logText(): string
  /** An integration of the location (or of another account) with these scopes. */
  createIntegration(
    scopes: string[],
    accountId?: string,
  ): Promise<{ secret: string; integrationId: string; tokenId: string }>
  /** Signs in over HTTP and gives the Cookie header's value. */
  signIn(email?: string, password?: string): Promise<string>
  /** A call of the management API with the admin's session (or another cookie). */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** A call of API v2.0 with a token. */
  v2(secret: string, method: string, path: string, body?: unknown): Promise<Response>
  stop(): Promise<void>
}

/** What a test may choose; the clock stands still unless moved. */
export interface TestServerOptions {
  testDatabase?: TestDatabase
  clock?: FixedClock
  sampleData?: boolean
  accountName?: string
  counting?: NodeSettings
  /** What of the world is another one. */
  world?: Partial<World>
}

/** The clock stands still, so a limit would never be given anew. */
const UNLIMITED = { perTenSeconds: 100_000, perDay: 1_000_000_000 }

const operator: Actor = { kind: 'operator', name: 'test', origin: {} }

/** Starts a server in this process, on a port of its own. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const testDatabase = options.testDatabase ?? (await createTestDatabase())
  const clock = options.clock ?? fixedClock()
  const lines: string[] = []
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const app = createApp(
    {
      database: testDatabase.database,
      connection: testDatabase.owner,
      clock,
      ids: randomIds,
      keys: testKeys(),
      log: createLogger('debug', { write: line => void lines.push(line) }),
      // Names of the internet lead nowhere that a test could reach by mistake.
      resolveName: async () => ['93.184.216.34'],
      ...options.world,
    },
    { publicUrl: new URL(url), allowedHosts: [], trustedProxies: [], version: 'test' },
    options.counting,
  )
  const people = await firstAdmin(app, options)
  await app.start()
  await app.server.listen({ host: '127.0.0.1', port })
  let cookie: string | undefined
  let signedInMs = 0
  const signIn = (email = people.admin.email, password = people.admin.password) => signInAt(url, { email, password })
  return {
    url,
    app,
    clock,
    testDatabase,
    ...people,
    logText: () => lines.join(''),
    async createIntegration(scopes, accountId = people.account.id) {
      const draft = { name: 'Test integration', description: '', scopes, allowedIps: [], limits: UNLIMITED }
      const { view, shown } = await createIntegration(app.deps, operator, { accountId, draft })
      return { secret: shown.secret, integrationId: view.integration.id, tokenId: shown.token.id }
    },
    signIn,
    async api(method, path, body, headers = {}) {
      // Someone at work confirms who they are every ten minutes; a test that moves the clock need not say so.
      if (cookie === undefined || clock.now().getTime() - signedInMs >= 600_000) {
        cookie = await signIn()
        signedInMs = clock.now().getTime()
      }
      return fetch(`${url}/api${path}`, {
        method,
        headers: {
          cookie,
          origin: url,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
    },
    v2: (secret, method, path, body) =>
      fetch(`${url}/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${secret}`,
          version: '2021-07-28',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    async stop() {
      await app.stop()
      await testDatabase.drop()
    },
  }
}

async function firstAdmin(
  app: App,
  { sampleData = false, accountName = 'Test Company' }: Pick<TestServerOptions, 'sampleData' | 'accountName'>,
) {
  const admin = { email: 'mara@example.com', password: `${randomBase62(12)} ${randomBase62(12)}`, name: 'Mara Petit' }
  const made = await setUp(app.deps, { ...admin, accountName, sampleData, origin: {} })
  return {
    admin: { ...admin, userId: made.user.id },
    agency: { id: made.agency.id, companyId: made.agency.wireId },
    account: { id: made.location.id, locationId: made.location.wireId },
  }
}

async function signInAt(url: string, credentials: { email: string; password: string }): Promise<string> {
  const reply = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(credentials),
  })
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0]
  if (reply.status !== 200 || cookie === undefined) throw new Error(`sign-in answered ${reply.status}`)
  return cookie
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
