/**
 * A node on a throw-away database for bench/usage.ts: with USAGE_LOG=with it keeps the log of calls as a server does,
 * otherwise none. Prints one JSON line: its port, its tokens and the location's id.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { createIntegration } from '../../src/actions/integrations.ts'
import { setUp } from '../../src/actions/setup.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Actor } from '../../src/domain/actor.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openWorld } from '../../src/world.ts'

const TOKENS = 200
const LIMITS = { perTenSeconds: 100_000, perDay: 1_000_000_000 }
const operator: Actor = { kind: 'operator', name: 'bench', origin: {} }

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'pit-bench-usage-'))
const log = pino({ level: 'warn' }, pino.destination(2))
const world = await openWorld(readConfig({ DATA_DIR: dataDir }), log, { stay: 'lasting', prepare: migrate })
const port = await freePort()
const front = { publicUrl: new URL(`http://127.0.0.1:${port}`), allowedHosts: [], trustedProxies: [], version: 'bench' }
const app = createApp(world, front, { isCallThread: true, logsCalls: process.env.USAGE_LOG === 'with' })
const { location } = await setUp(app.deps, {
  ...{ email: 'bench@example.com', password: randomBase62(24), name: 'Bench', accountName: 'Bench' },
  ...{ sampleData: true, origin: {} },
})
await app.start()
await app.server.listen({ host: '127.0.0.1', port })
const secrets: string[] = []
for (let i = 0; i < TOKENS; i++) {
  const draft = { name: `Bench ${i}`, description: '', scopes: ['contacts.readonly'], allowedIps: [], limits: LIMITS }
  const { shown } = await createIntegration(app.deps, operator, { accountId: location.id, draft })
  secrets.push(shown.secret)
}
process.stdout.write(`${JSON.stringify({ port, secrets, locationId: location.wireId })}\n`)
process.once('SIGTERM', () => {
  void app
    .stop()
    .then(() => world.close())
    .then(() => rm(dataDir, { recursive: true, force: true }))
    .then(() => process.exit(0))
})

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
