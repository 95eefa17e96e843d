import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { SERVER_FLAGS } from '../../scripts/lib/server-flags.mjs'
import { sealSecret } from '../../src/actions/endpoint-secrets.ts'
import type { WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { type Database, openDatabase } from '../../src/lib/database.ts'
import { findRunningEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import { createKeys, type Keys, loadKeyFile } from '../../src/lib/keys.ts'
import { newSigningSecret } from '../../src/lib/webhook-signature.ts'
import { insertEndpoint } from '../../src/store/webhook-endpoints.ts'

/** A server on a throw-away database, with a way in beside it for writing events as the API's modules do. */
export interface WebhookHouse {
  accountId: string
  integrationId: string
  pid(): number
  /** Stops the server and starts it again with deliveries on or off. */
  restart(isDelivering: boolean): Promise<void>
  addEndpoint(url: string, type: string): Promise<void>
  removeEndpoints(): Promise<void>
  /** Writes so many events in one transaction; each carries the moment before its commit. */
  writeEvents(type: string, count: number): Promise<void>
  /** Deliveries that are not finished, and events that nobody has handed out. */
  backlog(): Promise<number>
  rssMb(): Promise<number>
  /** Processor time so far, of the server and of its database: what other programs do on the machine doesn't count. */
  cpuMs(): Promise<{ server: number; database: number }>
  stop(): Promise<void>
}

const admin = { email: 'bench@example.com', password: randomBase62(24) }

export async function openWebhookHouse(dataDir: string): Promise<WebhookHouse> {
  let child = await startServer(dataDir, true)
  const { accountId, integrationId } = await makeIntegration(child.port)
  let inside = await openInside(dataDir)
  const write = (work: Parameters<Database['transact']>[1]) => inside.database.transact(accountId, work)
  return {
    accountId,
    integrationId,
    pid: () => child.process.pid ?? 0,
    async restart(isDelivering) {
      await inside.database.close()
      await stopServer(child.process)
      child = await startServer(dataDir, isDelivering)
      inside = await openInside(dataDir)
    },
    async addEndpoint(url, type) {
      const endpoint = newEndpoint({ accountId, integrationId, url, type })
      const secrets = { current: sealSecret(inside.keys, endpoint, newSigningSecret()) }
      await write(db => insertEndpoint(db, { endpoint, secrets }))
    },
    async removeEndpoints() {
      await write(db =>
        db.updateTable('webhook_endpoints').set({ disabled_at: systemClock.now(), disabled_why: 'person' }).execute(),
      )
    },
    async writeEvents(type, count) {
      await inside.database.pool.query(`select set_config('app.account_id', '*', false)`)
      await inside.database.pool.query(
        `insert into events (account_id, id, type, body, created_at)
         select $1, 'evt_' || substr(md5(random()::text || n) || md5(random()::text), 1, 20), $2,
                jsonb_build_object('type', $2::text, 'sentMs', $3::float8, 'locationId', 'loc0Example0Location', 'id', n::text,
                                   'firstName', 'Noor', 'email', 'noor@example.com', 'tags', '["a","b"]'::jsonb), $4
           from generate_series(1, $5::int) n`,
        [accountId, type, performance.timeOrigin + performance.now(), systemClock.now(), count],
      )
    },
    async backlog() {
      await inside.database.pool.query(`select set_config('app.account_id', '*', false)`)
      const { rows } = await inside.database.pool.query(
        `select (select count(*)::int from deliveries where status = 'pending') + (select count(*)::int from event_queue) as left`,
      )
      return (rows[0] as { left: number }).left
    },
    async rssMb() {
      const status = await readFile(`/proc/${child.process.pid}/status`, 'utf8')
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    },
    async cpuMs() {
      const postmaster = (await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0] ?? ''
      const database = (await processTimes()).filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
      const server = (await processTimes()).filter(({ pid }) => pid === String(child.process.pid))
      const sum = (list: { ms: number }[]) => list.reduce((total, { ms }) => total + ms, 0)
      return { server: sum(server), database: sum(database) }
    },
    async stop() {
      await inside.database.close()
      await stopServer(child.process)
    },
  }
}

async function openInside(dataDir: string): Promise<{ database: Database; keys: Keys }> {
  const connection = findRunningEmbeddedPostgres(dataDir)
  if (connection === undefined) throw new Error('the server runs no PostgreSQL')
  // One connection: the session's account is set on it once and stays. Its statements may take long: they write a million rows.
  const database = openDatabase({ connection: { ...connection, query_timeout: 0 }, role: 'pit_app', connectionsMax: 1 })
  await database.pool.query('set statement_timeout = 0')
  return { database, keys: createKeys(await loadKeyFile(dataDir, false)) }
}

function newEndpoint(wish: { accountId: string; integrationId: string; url: string; type: string }): WebhookEndpoint {
  const { type, ...rest } = wish
  const now = systemClock.now()
  return {
    ...rest,
    ...{ id: randomIds.next('whe'), events: [type], description: '', version: 1 },
    signing: { secretVersion: 1, createdAt: now },
    createdBy: { kind: 'operator', name: 'bench' },
    createdAt: now,
    updatedAt: now,
  }
}

/** Processor time of every process, as Linux counts it in hundredths of a second. */
async function processTimes(): Promise<{ pid: string; parent: string; ms: number }[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const texts = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return texts
    .filter(text => text !== '')
    .map(text => {
      // The name in brackets may hold spaces; what counts stands behind it.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index]), 0)
      return { pid: text.split(' ')[0] ?? '', parent: fields[1] ?? '', ms: ticks * 10 }
    })
}

interface Running {
  process: ChildProcess
  port: number
}

async function startServer(dataDir: string, isDelivering: boolean): Promise<Running> {
  const main = path.join(import.meta.dirname, '../../src/main.ts')
  const child = spawn(process.execPath, [...SERVER_FLAGS, main], {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS,
      ...{ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
      WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.1',
      WEBHOOK_DELIVERY: isDelivering ? '1' : '0',
      BOOTSTRAP_ADMIN_EMAIL: admin.email,
      BOOTSTRAP_ADMIN_PASSWORD: admin.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { process: child, port: Number(await firstLine(child, /Open http:\/\/localhost:(\d+)/)) }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function makeIntegration(port: number): Promise<{ accountId: string; integrationId: string }> {
  const url = `http://127.0.0.1:${port}`
  const json = { 'content-type': 'application/json', origin: url }
  const session = await fetch(`${url}/api/session`, { method: 'POST', headers: json, body: JSON.stringify(admin) })
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const me = (await (await fetch(`${url}/api/me`, { headers: { cookie } })).json()) as {
    accounts: { id: string; kind: string }[]
  }
  const accountId = me.accounts.find(({ kind }) => kind === 'location')?.id ?? ''
  const made = await fetch(`${url}/api/accounts/${accountId}/integrations`, {
    method: 'POST',
    headers: { ...json, cookie },
    body: JSON.stringify({ name: 'Bench', scopes: ['contacts.readonly', 'opportunities.readonly'] }),
  })
  if (made.status !== 201) throw new Error(`creating answered ${made.status}: ${await made.text()}`)
  return { accountId, integrationId: ((await made.json()) as { integration: { id: string } }).integration.id }
}

/** What a child prints first that fits. */
export async function firstLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', code => reject(new Error(`ended with ${code} before it was ready: ${text}`)))
  })
}
