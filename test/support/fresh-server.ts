import { type AddressInfo, createServer } from 'node:net'
import { pino } from 'pino'
import { createSetupCode } from '../../src/actions/setup.ts'
import { type App, createApp } from '../../src/app.ts'
import { type FixedClock, fixedClock } from '../../src/lib/clock.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { createTestDatabase } from './database.ts'
import { testKeys } from './keys.ts'

/** A server as it is after its very first start: nobody has an account, one link was printed. */
export interface FreshServer {
  url: string
  app: App
  clock: FixedClock
  /** The one-time link, as the start prints it. */
  setupLink: string
  logText(): string
  stop(): Promise<void>
}

/** Starts a server on an empty database. Its clock begins at the real time, because a browser judges cookies by its own. */
export async function startFreshServer(host = '127.0.0.1'): Promise<FreshServer> {
  const testDatabase = await createTestDatabase()
  const clock = fixedClock(new Date())
  const lines: string[] = []
  const port = await freePort()
  const url = `http://${host}:${port}`
  const { database, owner: connection } = testDatabase
  const log = pino({ level: 'debug' }, { write: line => void lines.push(line) })
  const app = createApp(
    { database, connection, clock, ids: randomIds, keys: testKeys(), log },
    { publicUrl: new URL(url), allowedHosts: [], trustedProxies: [], version: 'test' },
  )
  const code = await createSetupCode(app.deps)
  await app.start()
  await app.server.listen({ host: '127.0.0.1', port })
  return {
    ...{ url, app, clock },
    setupLink: `${url}/setup?code=${code}`,
    logText: () => lines.join(''),
    async stop() {
      await app.stop()
      await testDatabase.drop()
    },
  }
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
