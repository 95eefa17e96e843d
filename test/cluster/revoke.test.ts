import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, type Cluster, openAsker, startCluster } from '../support/cluster.ts'
import { type CutProxy, openCutProxy } from '../support/cut-proxy.ts'
import { startThrowAwayDatabase, type ThrowAwayDatabase } from '../support/throw-away-database.ts'

/** The goal is 10,000: `REVOKES=10000 npm test -- cluster/revoke`. The suite runs a few of each kind. */
const ROUNDS = Math.ceil(Number(process.env.REVOKES ?? 60) / 3)
const LEASE_MS = 3000
/** Between two calls of one client: enough of them are under way at any moment, and the machine has time for the nodes. */
const THINK_MS = 3

let database: ThrowAwayDatabase
let proxy: CutProxy
let cluster: Cluster
let asker: Asker
let owner: pg.Client

beforeAll(async () => {
  database = await startThrowAwayDatabase()
  proxy = await openCutProxy(database.owner)
  cluster = await startCluster({
    nodes: 3,
    // The third node's way to the database can be cut.
    ownerOf: node => (node === 2 ? { ...database.owner, host: '127.0.0.1', port: proxy.port } : database.owner),
    environment: { ...database.environment, DRAIN_SECONDS: '1' },
  })
  asker = openAsker()
  owner = new pg.Client(database.owner)
  owner.on('error', () => {})
  await owner.connect()
}, 60_000)

afterAll(async () => {
  asker.close()
  await cluster.stop()
  await owner.end().catch(() => {})
  await proxy.close()
  await database.close()
})

const everywhere = (secret: string) => Promise.all(cluster.nodes.map(node => asker.ask(node.url, secret)))

const REVOCATIONS = [
  { method: 'POST', step: '/rotate', body: { old: 'expireNow' } },
  { method: 'POST', step: '/disable' },
  { method: 'DELETE', step: '' },
]

/** Asks through the balancer again and again until told to stop. Gives how often each status came. */
function keepAsking(secret: string, lanes = 4) {
  const seen = new Map<number, number>()
  let isOver = false
  const running = Array.from({ length: lanes }, async () => {
    while (!isOver) {
      const status = await asker.ask(cluster.balancer.url, secret)
      seen.set(status, (seen.get(status) ?? 0) + 1)
      await sleep(THINK_MS)
    }
  })
  return {
    seen,
    async stop() {
      isOver = true
      await Promise.all(running)
      return Object.fromEntries(seen)
    },
  }
}

/** Revokes at one node; gives how long the reply took and what every node said right after it. */
async function revoke(node: number, kind: number) {
  const { secret, path } = await cluster.makeToken(node)
  const { method, step, body } = REVOCATIONS[kind] ?? { method: '', step: '' }
  const before = await everywhere(secret)
  const startedMs = performance.now()
  const { status } = await cluster.api(node, { method, path: path + step, body: body ?? {} })
  const ms = performance.now() - startedMs
  return { before, status, ms, after: await everywhere(secret) }
}

async function until(holds: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedMs = performance.now()
  while (!(await holds())) {
    if (performance.now() - startedMs > withinMs) expect.fail(`not within ${withinMs} ms`)
    await sleep(20)
  }
  return performance.now() - startedMs
}

describe('three nodes behind a balancer', () => {
  test(`S4, S18, S19: what one node revoked no node accepts once the reply is there, ${3 * ROUNDS} times under load`, async () => {
    const { secret: busy } = await cluster.makeToken(0)
    const load = keepAsking(busy, 2)
    const results = []
    for (let round = 0; round < ROUNDS; round++) {
      results.push(...(await Promise.all([0, 1, 2].map(kind => revoke((round + kind) % 3, kind)))))
    }
    expect(await load.stop(), 'the load was served meanwhile').toEqual({ 200: expect.any(Number) })
    expect(results.filter(({ before }) => before.some(status => status !== 200))).toEqual([])
    expect(results.filter(({ after }) => after.some(status => status !== 401))).toEqual([])
    expect(results.every(({ status }) => status >= 200 && status < 300)).toBe(true)
  }, 60_000)

  test('F18: a node that was frozen refuses what was revoked meanwhile, and the reply waits no longer than its lease', async () => {
    const { secret, path } = await cluster.makeToken(0)
    expect(await everywhere(secret)).toEqual([200, 200, 200])
    cluster.nodes[1]?.signal('SIGSTOP')
    const frozen = asker.ask(cluster.nodes[1]?.url ?? '', secret)
    const startedMs = performance.now()
    const { status, body } = await cluster.api(0, { method: 'DELETE', path })
    const ms = performance.now() - startedMs
    cluster.nodes[1]?.signal('SIGCONT')
    expect(status, JSON.stringify(body)).toBeLessThan(300)
    expect(ms).toBeLessThan(LEASE_MS + 1500)
    expect([401, 503]).toContain(await frozen)
    await until(async () => (await everywhere(secret)).every(answer => answer === 401), 5000)
  }, 30_000)

  test('F7: a node cut off from the database answers 503, never 401, and the others revoke without it', async () => {
    const { secret } = await cluster.makeToken(0)
    const gone = await cluster.makeToken(0)
    proxy.blackHole()
    const third = cluster.nodes[2]?.url ?? ''
    const seen = new Set<number>()
    await until(async () => {
      const status = await asker.ask(third, secret)
      seen.add(status)
      return status === 503
    }, LEASE_MS + 1500)
    const { status } = await cluster.api(0, { method: 'DELETE', path: gone.path })
    expect(status).toBeLessThan(300)
    expect(await asker.ask(third, gone.secret)).toBe(503)
    expect(seen).toEqual(new Set([200, 503]))
    proxy.restore()
    await until(async () => (await asker.ask(third, secret)) === 200, 15_000)
    expect(await asker.ask(third, gone.secret)).toBe(401)
  }, 40_000)

  test('F8: a node whose database is slow says so and stays alive', async () => {
    const { secret } = await cluster.makeToken(0)
    const third = cluster.nodes[2]?.url ?? ''
    proxy.delay(1500)
    const seen = new Set<number>()
    await until(async () => {
      seen.add(await asker.ask(third, secret))
      return seen.has(503)
    }, 15_000)
    expect((await fetch(`${third}/healthz`)).status).toBe(200)
    const slow = await fetch(`${third}/authz`, { headers: { authorization: `Bearer ${secret}` } })
    expect([slow.status, slow.headers.get('retry-after')]).toEqual([503, '1'])
    expect([...seen].filter(status => status !== 200 && status !== 503)).toEqual([])
    proxy.restore()
    await until(async () => (await asker.ask(third, secret)) === 200, 15_000)
  }, 40_000)

  test('kill -9 of a node: the first revocation waits for its lease at most, the next ones do not', async () => {
    await cluster.nodes[1]?.kill()
    const first = await revokeOn([0, 2])
    const next = await revokeOn([0, 2])
    await cluster.nodes[1]?.start()
    expect(first.ms).toBeLessThan(LEASE_MS + 1500)
    expect(next.ms).toBeLessThan(1000)
    expect([first.after, next.after]).toEqual([
      [401, 401],
      [401, 401],
    ])
  }, 40_000)

  test('F4: PostgreSQL killed and back: 503 meanwhile, never 401, and what was revoked stays dead', async () => {
    const { secret } = await cluster.makeToken(0)
    const dead = await cluster.makeToken(0)
    await cluster.api(0, { method: 'DELETE', path: dead.path })
    const load = keepAsking(secret, 2)
    process.kill(database.postgres.pid, 'SIGKILL')
    await sleep(1500)
    await until(async () => (await everywhere(secret)).every(status => status === 200), 15_000)
    const seen = await load.stop()
    expect(Object.keys(seen).filter(status => !['200', '503'].includes(status))).toEqual([])
    // Where the change was heard of and could not be read any more, nothing is decided about unknown tokens until it is.
    const seenOfDead = new Set<number>()
    const isDead = async () => {
      const statuses = await everywhere(dead.secret)
      for (const status of statuses) seenOfDead.add(status)
      return statuses.every(status => status === 401)
    }
    await until(isDead, 15_000)
    expect([...seenOfDead].filter(status => status !== 401 && status !== 503)).toEqual([])
    const isWritable = () =>
      cluster.makeToken(0).then(
        ({ secret: made }) => made !== undefined,
        () => false,
      )
    await until(isWritable, 15_000)
    await until(async () => (await everywhere(secret)).every(status => status === 200), 15_000)
    expect(await everywhere(dead.secret)).toEqual([401, 401, 401])
  }, 60_000)
})

async function revokeOn(numbers: number[]) {
  const { secret, path } = await cluster.makeToken(numbers[0] ?? 0)
  const startedMs = performance.now()
  await cluster.api(numbers[0] ?? 0, { method: 'DELETE', path })
  const ms = performance.now() - startedMs
  const after = await Promise.all(numbers.map(number => asker.ask(cluster.nodes[number]?.url ?? '', secret)))
  return { ms, after }
}
