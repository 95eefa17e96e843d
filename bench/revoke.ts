/**
 * `npm run bench:revoke`: rotate-now on three nodes behind a balancer, under load. After each reply every node is asked at once
 * whether it still accepts the old secret: prints how long the replies took and how many stale accepts there were. The load
 * is `--load 16` connections that wait `--think 15` ms between calls, some 1,000 calls a second; `--lanes 1` rotate, each with
 * a `--pause 25` ms between two rotations. All lanes are one account's, whose changes stand in line for its audit chain.
 * `--revokes 10000` are made and told of; `--warmup 500` come before, whose replies are checked and not timed. `--profile 30`
 * also tells who had the processors while replies took, for so many seconds after the warm-up (Linux, root, `perf`).
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVER_FLAGS } from '../scripts/lib/server-flags.mjs'
import { openAsker, startCluster } from '../test/support/cluster.ts'
import { startThrowAwayDatabase } from '../test/support/throw-away-database.ts'
import { print, readOptions, say } from './support/options.ts'
import { nowMs, type Span, watchProcessors } from './support/processor-watch.ts'
import { get } from './support/product.ts'
import { tellProcessors } from './support/revoke-profile.ts'

const NODES = 3
const options = readOptions({
  ...{ revokes: '10000', warmup: '500', lanes: '1', load: '16', think: '15', pause: '25' },
  profile: '0',
})
const revokes = Number(options.sizes.revokes)
const warmup = Number(options.sizes.warmup)
const database = await startThrowAwayDatabase()
const cluster = await startCluster({
  nodes: NODES,
  ownerOf: () => database.owner,
  environment: { ...database.environment, LOG_LEVEL: 'error' },
})
const asker = openAsker(64)
const spans: Span[] = []
let watching: ReturnType<typeof watch> | undefined
let stale = 0
let failed = 0
let begun = 0
try {
  const { secret } = await cluster.makeToken(0)
  const load = startLoad(Number(new URL(cluster.balancer.url).port), secret)
  say(`${revokes} times rotate-now on ${NODES} nodes behind ${cluster.balancer.kind} …`)
  await Promise.all(Array.from({ length: Number(options.sizes.lanes) }, (_, lane) => revokeInLane(lane)))
  const served = await load.stop()
  const tookMs = spans.map(({ startMs, endMs }) => endMs - startMs).sort((a, b) => a - b)
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0
  const data = {
    ...{ nodes: NODES, balancer: cluster.balancer.kind, warmup, revokes: tookMs.length, staleAccepts: stale, failed },
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), longestMs: at(1), loadPerSecond: served.perSecond },
  }
  const text = [
    `rotate-now replies on ${NODES} nodes behind ${data.balancer}: ${data.revokes}, after ${warmup} to warm up`,
    `stale accepts: ${stale}   failed: ${failed}`,
    `reply: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms`,
    `load meanwhile: ${Math.round(served.perSecond)} calls/s, ${served.refused} of them not answered 200`,
    ...tellProcessors(await watching, spans, mainThreads(load.pid)),
  ].join('\n')
  print(options, 'revoke', { text, data })
} finally {
  asker.close()
  await cluster.stop()
  await database.close()
}

/** One integration after the other, each rotated some times: every rotation kills the secret before it. */
async function revokeInLane(lane: number): Promise<void> {
  const { secret, path: where } = await cluster.makeToken(lane % NODES)
  let current = secret
  for (;;) {
    const number = begun++
    if (number >= warmup + revokes) return
    if (number % 500 === 499) say(`  ${number + 1}`)
    await sleep(Number(options.sizes.pause))
    if (number === warmup) watching = watch(Number(options.sizes.profile))
    const startMs = nowMs()
    const reply = await cluster.api(number % NODES, {
      method: 'POST',
      path: `${where}/rotate`,
      body: { old: 'expireNow' },
    })
    if (number >= warmup) spans.push({ startMs, endMs: nowMs() })
    if (reply.status !== 201) {
      failed++
      continue
    }
    const answers = await Promise.all(
      [...cluster.nodes.map(node => node.url), cluster.balancer.url].map(url => asker.ask(url, current)),
    )
    stale += answers.filter(status => status === 200).length
    current = (reply.body as { token: { secret: string } }).token.secret
  }
}

async function watch(seconds: number) {
  if (seconds === 0) return undefined
  return watchProcessors(seconds).catch(error => {
    say(`  nobody could be watched: ${(error as Error).message}`)
    return undefined
  })
}

function mainThreads(loadPid: number): Map<number, string> {
  const nodes = cluster.nodes.map(node => [node.pid(), 'nodes'] as const)
  return new Map([...nodes, [process.pid, 'who rotates'], [loadPid, 'load']])
}

function startLoad(port: number, secret: string) {
  const orders = {
    port,
    requests: [get(port, '/authz', secret)],
    expectedStatus: 200,
    connections: Number(options.sizes.load),
  }
  const program = path.join(import.meta.dirname, 'support/load-client.ts')
  const child = spawn(process.execPath, [...SERVER_FLAGS, program], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify({ ...orders, ms: 3_600_000, thinkMs: Number(options.sizes.think) }))
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()))
  return {
    pid: child.pid ?? 0,
    stop: () =>
      new Promise<{ perSecond: number; refused: number }>(resolve => {
        child.once('close', () => {
          const { perSecond, unexpected } = JSON.parse(text) as { perSecond: number; unexpected: number }
          resolve({ perSecond, refused: unexpected })
        })
        child.kill('SIGTERM')
      }),
  }
}
