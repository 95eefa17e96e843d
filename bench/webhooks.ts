/**
 * `npm run bench:webhooks`: signed deliveries from commit to receiver. Measures, on a throw-away database: how many a second
 * (`--events`), how late at a calm rate, a backlog drained after a restart with the memory it takes (`--backlog`, a million
 * unless said), and a healthy receiver beside a thousand that hang (`--hanging`). `--json` prints the figures for machines.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { firstLine, openWebhookHouse, type WebhookHouse } from './support/webhook-house.ts'

const { values } = parseArgs({
  args: process.argv.slice(2).filter(argument => argument !== '--'),
  options: {
    json: { type: 'boolean', default: false },
    events: { type: 'string', default: '20000' },
    backlog: { type: 'string', default: '1000000' },
    hanging: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
  },
})
const PER_SECOND = 100
const ENDPOINTS = 8
const TYPES = [
  'ContactCreate',
  'ContactUpdate',
  'ContactDelete',
  'NoteCreate',
  'NoteUpdate',
  'NoteDelete',
  'TaskCreate',
  'TaskDelete',
]
const HANGING_TYPE = 'OpportunityCreate'

interface Stats {
  count: number
  duplicates: number
  lastAtMs: number
  agesMs: number[]
}

const say = (text: string) => void process.stderr.write(`${text}\n`)
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'pit-bench-'))
const receiver = spawn(process.execPath, [path.join(import.meta.dirname, 'support/webhook-receiver.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
let house: WebhookHouse | undefined
try {
  const [port = '', hangingPort = ''] = (await firstLine(receiver, /^(\d+ \d+)$/m)).split(' ')
  const statsUrl = `http://127.0.0.1:${port}/stats`
  say('Starting the server on a throw-away database …')
  house = await openWebhookHouse(dataDir)
  for (const type of TYPES) await house.addEndpoint(`http://127.0.0.1:${port}/in/${type}`, type)

  say(`Throughput: ${values.events} events to ${ENDPOINTS} endpoints …`)
  await warmUp(house, statsUrl)
  const throughput = await measureThroughput(house, statsUrl, Number(values.events))
  say(`Latency: ${PER_SECOND} a second for ${values.seconds} s …`)
  const calm = await measureLatency(house, statsUrl, Number(values.seconds))
  say(`${values.hanging} hanging receivers beside a healthy one …`)
  for (let n = 0; n < Number(values.hanging); n++)
    await house.addEndpoint(`http://127.0.0.1:${hangingPort}/${n}`, HANGING_TYPE)
  await house.writeEvents(HANGING_TYPE, 5)
  await sleep(2000)
  const besideHanging = await measureLatency(house, statsUrl, Number(values.seconds) * 2)
  await house.removeEndpoints()
  say(`Backlog of ${values.backlog} …`)
  const backlog = await drainBacklog(house, { statsUrl, port, count: Number(values.backlog) })
  report({ throughput, calm, besideHanging, backlog })
} finally {
  await house?.stop()
  receiver.kill()
  await rm(dataDir, { recursive: true, force: true })
}

async function statsNow(url: string, isReset = false): Promise<Stats> {
  return (await (await fetch(url, { method: isReset ? 'DELETE' : 'GET' })).json()) as Stats
}

async function warmUp(target: WebhookHouse, url: string): Promise<void> {
  for (let n = 0; n < 20; n++) for (const type of TYPES) await target.writeEvents(type, 10)
  while ((await statsNow(url)).count < 20 * TYPES.length * 10) await sleep(50)
  await statsNow(url, true)
}

async function measureThroughput(target: WebhookHouse, url: string, events: number) {
  const before = await target.cpuMs()
  const startedMs = performance.timeOrigin + performance.now()
  const batch = 50
  for (let written = 0; written < events; written += batch) {
    await target.writeEvents(TYPES[(written / batch) % TYPES.length] ?? '', batch)
  }
  const writtenMs = performance.timeOrigin + performance.now()
  let stats = await statsNow(url)
  while (stats.count < events) {
    await sleep(20)
    stats = await statsNow(url)
  }
  await statsNow(url, true)
  const perSecond = Math.round((stats.count / (stats.lastAtMs - startedMs)) * 1000)
  const after = await target.cpuMs()
  const perDelivery = (name: 'server' | 'database') => Number(((after[name] - before[name]) / events).toFixed(3))
  return {
    ...{ events, perSecond, duplicates: stats.duplicates },
    writtenPerSecond: Math.round((events / (writtenMs - startedMs)) * 1000),
    cpuMsEach: { server: perDelivery('server'), database: perDelivery('database') },
  }
}

/** One event at a time, each as its own commit. */
async function measureLatency(target: WebhookHouse, url: string, seconds: number) {
  await statsNow(url, true)
  const total = seconds * PER_SECOND
  const startedMs = performance.now()
  for (let n = 0; n < total; n++) {
    const dueMs = startedMs + (n * 1000) / PER_SECOND
    if (dueMs > performance.now()) await sleep(dueMs - performance.now())
    await target.writeEvents(TYPES[n % TYPES.length] ?? '', 1)
  }
  const deadlineMs = performance.now() + 20_000
  let stats = await statsNow(url)
  while (stats.count < total && performance.now() < deadlineMs) {
    await sleep(20)
    stats = await statsNow(url)
  }
  const at = (share: number) =>
    Number((stats.agesMs[Math.floor((stats.agesMs.length - 1) * share)] ?? Number.NaN).toFixed(1))
  return { events: total, arrived: stats.count, p50Ms: at(0.5), p99Ms: at(0.99) }
}

async function drainBacklog(
  target: WebhookHouse,
  { statsUrl: url, port, count }: { statsUrl: string; port: string; count: number },
) {
  await target.restart(false)
  for (const type of TYPES) await target.addEndpoint(`http://127.0.0.1:${port}/backlog/${type}`, type)
  for (let written = 0; written < count; written += 1000) {
    await target.writeEvents(TYPES[(written / 1000) % TYPES.length] ?? '', Math.min(1000, count - written))
  }
  await statsNow(url, true)
  await target.restart(true)
  const startedMs = performance.timeOrigin + performance.now()
  const rss: number[] = []
  let stats = await statsNow(url)
  while (stats.count < count) {
    await sleep(500)
    rss.push(await target.rssMb())
    stats = await statsNow(url)
    if (rss.length % 20 === 0) say(`  ${stats.count} of ${count}, ${rss.at(-1)} MB`)
  }
  while ((await target.backlog()) > 0) await sleep(100)
  const third = Math.max(1, Math.floor(rss.length / 3))
  const highest = (part: number[]) => Math.max(0, ...part)
  return {
    events: count,
    perSecond: Math.round((count / (stats.lastAtMs - startedMs)) * 1000),
    duplicates: stats.duplicates,
    rssMbMax: highest(rss),
    rssMbFirstThird: highest(rss.slice(0, third)),
    rssMbLastThird: highest(rss.slice(-third)),
  }
}

function report(figures: {
  throughput: Awaited<ReturnType<typeof measureThroughput>>
  calm: Awaited<ReturnType<typeof measureLatency>>
  besideHanging: Awaited<ReturnType<typeof measureLatency>>
  backlog: Awaited<ReturnType<typeof drainBacklog>>
}): void {
  const { throughput, calm, besideHanging, backlog } = figures
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length }
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ bench: 'webhooks', ...machine, hanging: Number(values.hanging), ...figures })}\n`,
    )
    return
  }
  const lines = [
    ['signed deliveries a second, commit to receiver', `${throughput.perSecond} (${throughput.duplicates} twice)`],
    [
      'processor time of each',
      `${throughput.cpuMsEach.server} ms in the server, ${throughput.cpuMsEach.database} ms in PostgreSQL`,
    ],
    [`commit → receiver at ${PER_SECOND}/s`, `p50 ${calm.p50Ms} ms, p99 ${calm.p99Ms} ms`],
    [
      `the same beside ${values.hanging} hanging receivers`,
      `p50 ${besideHanging.p50Ms} ms, p99 ${besideHanging.p99Ms} ms (${(besideHanging.p99Ms / calm.p99Ms).toFixed(1)} ×)`,
    ],
    [`backlog of ${backlog.events}`, `${backlog.perSecond} a second, ${backlog.duplicates} twice`],
    [
      'memory while it drains',
      `${backlog.rssMbMax} MB (first third ${backlog.rssMbFirstThird}, last third ${backlog.rssMbLastThird})`,
    ],
  ]
  process.stdout.write(`\n${lines.map(([name = '', figure]) => `${name.padEnd(50)} ${figure}`).join('\n')}\n`)
  process.stdout.write(`\n${machine.cores} cores, ${machine.cpu}, Node ${machine.node}\n`)
}
