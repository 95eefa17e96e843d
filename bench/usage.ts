/**
 * `npm run bench:usage`: what counting use costs. First the log alone: time of the serving thread per call, and rows a
 * second that reach PostgreSQL from the writing thread, sustained. Then whole requests: the same server with the log of
 * calls against itself without, slices interleaved; the ratio is what is left of the rate. `--json` prints the figures
 * for machines; `--rows`, `--rounds`, `--seconds`, `--connections` change the size.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { systemClock } from '../src/lib/clock.ts'
import { startEmbeddedPostgres } from '../src/lib/embedded-postgres.ts'
import { randomBase62, randomIds } from '../src/lib/ids.ts'
import { migrate } from '../src/store/migrate.ts'
import { CallRecorder } from '../src/verify/call-recorder.ts'
import { CallRing } from '../src/verify/call-ring.ts'
import { CallThread } from '../src/verify/call-thread.ts'
import { endScripts, printed, startScript } from './support/processes.ts'
import { measure, type Target, table } from './support/slices.ts'

const { values } = parseArgs({
  args: process.argv.slice(2).filter(argument => argument !== '--'),
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '2000000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '64' },
  },
})
const say = (text: string) => void process.stderr.write(`${text}\n`)
const INTEGRATIONS = 1000
const OPERATIONS = 20

try {
  say('The log alone …')
  const log = await measureLog(Number(values.rows))
  say(`  ${JSON.stringify(log)}`)
  const requests = await measureRequests()
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length }
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'usage', ...machine, log, requests })}\n`)
  else {
    const lines = [
      `serving thread per call      ${log.microsecondsPerCall.toFixed(2)} µs`,
      `rows to PostgreSQL, sustained ${Math.round(log.rowsPerSecond).toLocaleString('en')}/s (${log.rows.toLocaleString('en')} rows, ${log.dropped} dropped)`,
      ...requests.map(({ name, figures }) => `\n${name}\n${table(figures)}`),
      `\n${machine.cores} cores, ${machine.cpu}, Node ${machine.node}`,
    ]
    process.stdout.write(`\n${lines.join('\n')}\n`)
  }
} finally {
  await endScripts()
}

/** Calls as fast as the ring takes them: a full ring is waited for, so that every row arrives. */
async function measureLog(rows: number) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'pit-bench-usage-'))
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} })
  try {
    await migrate(postgres.connection)
    const accountId = await makeAccount(postgres.connection)
    const ring = new CallRing()
    const recorder = new CallRecorder({ sink: new CallThread(ring, postgres.connection), clock: systemClock, ring })
    const callers = Array.from({ length: INTEGRATIONS }, () => ({
      principal: { accountId, integrationId: randomIds.next('int'), tokenId: randomIds.next('tok') },
      client: {
        ip: '192.0.2.7',
        userAgent: 'bench/1.0 (a user agent of a usual length; Linux x86_64)',
        clientName: '',
      },
    }))
    const operations = Array.from({ length: OPERATIONS }, (_, i) => ({
      ...{ id: `operation-${i}`, method: 'GET', path: `/v2/contacts/${i}/:contactId`, scope: 'contacts.readonly' },
    }))
    const requestIds = Array.from({ length: 1000 }, () => randomBase62(16))
    let busyMicros = 0
    const startedMs = performance.now()
    for (let at = 0; at < rows; ) {
      const room = Math.min(rows - at, ring.capacity / 2 - recorder.counts.waiting)
      if (room < Math.min(rows - at, ring.capacity / 8)) {
        await sleep(5)
        continue
      }
      // Processor time of this thread alone: on a busy machine a clock would count the others, too.
      const began = process.threadCpuUsage()
      const end = at + room
      for (; at < end; at++) {
        const { principal, client } = callers[(at * 7) % INTEGRATIONS] ?? fail()
        recorder.record({
          ...{ principal, client, operation: operations[at % OPERATIONS] ?? fail(), status: 200 },
          ...{ durationMs: 1.5, requestId: requestIds[at % 1000] ?? '' },
        })
      }
      const { user, system } = process.threadCpuUsage(began)
      busyMicros += user + system
      await sleep(1)
    }
    await recorder.close()
    const seconds = (performance.now() - startedMs) / 1000
    const { dropped, failed } = recorder.counts
    return { rows, rowsPerSecond: rows / seconds, microsecondsPerCall: busyMicros / rows, dropped, failed }
  } finally {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function makeAccount(connection: pg.ClientConfig): Promise<string> {
  const client = new pg.Client(connection)
  await client.connect()
  const id = randomIds.next('acc')
  await client.query(
    `insert into accounts (id, kind, name, wire_id, created_at, updated_at) values ($1, 'agency', 'Bench', $2, now(), now())`,
    [id, randomIds.nextWireId()],
  )
  await client.end()
  return id
}

/** The same requests at a server that keeps the log and at one that does not. */
async function measureRequests() {
  say('Starting two servers …')
  const [without, withLog] = await Promise.all([serverOf('without'), serverOf('with')])
  const options = {
    rounds: Number(values.rounds),
    sliceMs: Number(values.seconds) * 1000,
    connections: Number(values.connections),
  }
  const kinds = [
    { name: 'GET /api/me', path: () => '/api/me' },
    { name: 'GET /v2/contacts/', path: (locationId: string) => `/v2/contacts/?locationId=${locationId}&limit=1` },
  ]
  const results = []
  for (const { name, path: pathOf } of kinds) {
    const targetOf = (label: string, { port, secrets, locationId }: UsageServer): Target => ({
      ...{ name: label, port, expectedStatus: 200 },
      requests: secrets.map(
        secret =>
          `GET ${pathOf(locationId)} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${secret}\r\nversion: 2021-07-28\r\n\r\n`,
      ),
    })
    say(`  ${name}`)
    results.push({
      name,
      figures: await measure(targetOf('without the log', without), [targetOf('with the log', withLog)], options),
    })
  }
  return results
}

interface UsageServer {
  port: number
  secrets: string[]
  locationId: string
}

async function serverOf(kind: 'with' | 'without'): Promise<UsageServer> {
  const child = startScript('usage-server.ts', { USAGE_LOG: kind })
  return JSON.parse(await printed(child, /^(\{.*\})$/m)) as UsageServer
}

function fail(): never {
  throw new Error('out of range')
}
