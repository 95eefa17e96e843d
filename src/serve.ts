import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createSetupCode, isSetUp, setUp } from './actions/setup.ts'
import { type App, createApp } from './app.ts'
import type { AppDeps } from './app-deps.ts'
import type { Config } from './config.ts'
import { Problem } from './domain/problem.ts'
import { ListenError } from './listen-error.ts'
import { migrate } from './store/migrate.ts'
import { type OpenedWorld, openWorld } from './world.ts'

const CLOCK_SYNC_EVERY_MS = 10_000

/** Says what a person at the terminal should read; log lines go elsewhere. */
export type Tell = (text: string) => void

export interface ServeOptions {
  log: Logger
  tell: Tell
  signal: AbortSignal
  version: string
}

/** Runs one node until `signal` aborts, then drains and stops it. */
export async function serve(config: Config, { log, tell, signal, version }: ServeOptions): Promise<void> {
  const startedMs = performance.now()
  const world = await openWorld(config, log, {
    stay: 'lasting',
    prepare: connection => migrate(connection, name => tell(`Updating the database: ${name}`)),
  })
  try {
    const port = config.PORT === 0 ? await freePort(config.HOST) : config.PORT
    const publicUrl = config.PUBLIC_URL ?? new URL(`http://localhost:${port}`)
    const tracer = await openTracerFor(config, version)
    const app = createApp(
      world,
      {
        publicUrl,
        allowedHosts: config.ALLOWED_HOSTS,
        trustedProxies: config.TRUSTED_PROXIES,
        port,
        version,
      },
      { ...settingsOf(config), tracer },
    )
    await bootstrap(app.deps, config, tell)
    try {
      await app.start()
      await listen(app, config.HOST, port)
      await greet(app.deps, { publicUrl, tell, seconds: (performance.now() - startedMs) / 1000 })
      await runUntil(signal, { app, world, config, log })
    } finally {
      // Whatever failed: timers that go on would hold their connections, and the process with them.
      await app.stop()
    }
    await tracer?.close().catch(error => log.warn({ err: error }, 'traces.not_sent'))
  } finally {
    await world.close()
  }
}

/** Loaded only where traces are wanted: OpenTelemetry costs a cold start a tenth of a second. */
async function openTracerFor(config: Config, version: string) {
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined
  const { openTracer } = await import('./lib/tracer.ts')
  return openTracer(config.OTEL_EXPORTER_OTLP_ENDPOINT, version)
}

/** How this node decides, counts and is watched over. */
function settingsOf(config: Config) {
  return {
    holdsTokens: config.TOKEN_INDEX === 'on',
    platformKeys: config.PLATFORM_KEYS,
    redisUrl: config.REDIS_URL,
    failedLookupsPerMinute: config.FAILED_LOOKUPS_PER_MINUTE,
    metricsToken: config.METRICS_TOKEN,
    isCallThread: true,
    shedsLoad: true,
  }
}

async function runUntil(
  signal: AbortSignal,
  { app, world, config, log }: { app: App; world: OpenedWorld; config: Config; log: Logger },
): Promise<void> {
  const timer = setInterval(() => {
    world.sync().catch(error => log.warn({ err: error }, 'clock.not_synchronised'))
  }, CLOCK_SYNC_EVERY_MS)
  const aborted = new Promise<void>(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const lost = (world.postgres.exited ?? new Promise<never>(() => {})).then(ending => {
    throw new Error('The embedded PostgreSQL stopped and could not be started again.', { cause: ending })
  })
  try {
    await Promise.race([aborted, lost])
    app.drain()
    await sleep(config.DRAIN_SECONDS * 1000)
  } finally {
    clearInterval(timer)
  }
}

const THERE_IS_AN_ADMIN = 'There is an admin already: BOOTSTRAP_… and SAMPLE_DATA of this start are not used.'

/** Makes the first admin from the environment, once. */
async function bootstrap(deps: AppDeps, config: Config, tell: Tell): Promise<void> {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = config
  if (email === undefined || password === undefined) {
    if (config.SAMPLE_DATA) tell('SAMPLE_DATA does nothing by itself: it belongs to BOOTSTRAP_ADMIN_EMAIL.')
    return
  }
  if (await isSetUp(deps)) {
    tell(THERE_IS_AN_ADMIN)
    return
  }
  const done = await setUp(deps, {
    email,
    password,
    name: email.split('@')[0] ?? email,
    accountName: config.BOOTSTRAP_ACCOUNT_NAME,
    sampleData: config.SAMPLE_DATA,
    origin: {},
  }).catch((error: unknown) => {
    // Several nodes that start together on a new database: another one was first.
    if (error instanceof Problem && error.code === 'setup_done') return undefined
    throw error
  })
  if (done === undefined) {
    tell(THERE_IS_AN_ADMIN)
    return
  }
  const { location } = done
  tell(
    `Made the first admin ${email} and the account ${location.name} (${location.id}, locationId ${location.wireId}).`,
  )
}

async function greet(deps: AppDeps, { publicUrl, tell, seconds }: { publicUrl: URL; tell: Tell; seconds: number }) {
  tell(`\nReferins Private Integrations is ready (${seconds.toFixed(1)} s).`)
  if (await isSetUp(deps)) {
    tell(`Open ${publicUrl.origin}\n`)
    return
  }
  const code = await createSetupCode(deps)
  tell(`Make the first admin here; the link works once, for 24 hours:\n\n  ${publicUrl.origin}/setup?code=${code}\n`)
}

async function listen(app: App, host: string, port: number): Promise<void> {
  await app.server.listen({ host, port }).catch(async (error: NodeJS.ErrnoException) => {
    await app.stop()
    throw new ListenError(host, port, error)
  })
}

/** A port nobody uses. Asked for before the server is built, because its own address stands in its replies. */
async function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', error => reject(new ListenError(host, 0, error)))
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
