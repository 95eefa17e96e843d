import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { type Asker, type Cluster, openAsker, startCluster } from '../support/cluster.ts'
import { findRedisServer, startTestRedis, type TestRedis } from '../support/redis.ts'
import { startThrowAwayDatabase, type ThrowAwayDatabase } from '../support/throw-away-database.ts'

const program = findRedisServer()
const NODES = 3
const PER_TEN_SECONDS = 60
const TRIES = 5
const METRICS_TOKEN = randomBase62(24)

describe.skipIf(program === undefined)('limits over three nodes (needs redis-server or valkey-server)', () => {
  let database: ThrowAwayDatabase
  let redis: TestRedis
  let cluster: Cluster
  let asker: Asker

  beforeAll(async () => {
    database = await startThrowAwayDatabase()
    redis = await startTestRedis(program ?? '')
    const environment = { ...database.environment, REDIS_URL: redis.url, METRICS_TOKEN }
    cluster = await startCluster({ nodes: NODES, ownerOf: () => database.owner, environment })
    asker = openAsker()
  }, 180_000)

  afterAll(async () => {
    asker.close()
    await cluster.stop()
    redis.signal('SIGCONT')
    await redis.stop()
    await database.close()
  })

  /** Asks every node in turn within one window of the limit; gives how often each status came. */
  async function askAll(secret: string, calls: number) {
    const { nodes } = cluster
    const answers = await Promise.all(
      Array.from({ length: calls }, (_, call) => asker.ask(nodes[call % NODES]?.url ?? '', secret)),
    )
    return {
      accepted: answers.filter(status => status === 200).length,
      refused: answers.filter(status => status === 429).length,
    }
  }

  /** What each node's metrics say, as far as the pattern's group catches it. */
  async function read(pattern: RegExp): Promise<(string | undefined)[]> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
    const texts = await Promise.all(
      cluster.nodes.map(async node => (await fetch(`${node.url}/metrics`, { headers })).text()),
    )
    return texts.map(text => pattern.exec(text)?.[1])
  }

  const modes = () => read(/pit_limits_mode\{mode="(\w+)"\} 1/)

  /** Each node gives out a third once it has counted the nodes, which it does as soon as Redis is away. */
  async function untilShared(): Promise<void> {
    await askAll((await make()).secret, NODES)
    await expect.poll(() => read(/pit_limits_nodes (\d+)/), { timeout: 10_000 }).toEqual(['3', '3', '3'])
  }

  /** Nobody is asked across the border of two windows. */
  async function untilFreshWindow(): Promise<void> {
    // Embedded, the database is on this machine and its clock is ours.
    const intoMs = systemClock.now().getTime() % 10_000
    if (intoMs > 5000) await new Promise(resolve => setTimeout(resolve, 10_100 - intoMs))
  }

  const timesAway = () =>
    cluster.nodes
      .map(node => node.output())
      .join('')
      .split('limits.redis_away').length
  const make = () => cluster.makeToken(0, { perTenSeconds: PER_TEN_SECONDS, perDay: 100_000 })

  test('are exact: three nodes together accept as many calls as one would', async () => {
    // On a busy machine Redis may answer too late for one call, which is then counted by its node: tried again, for it is not this.
    for (let tryNumber = 1; ; tryNumber++) {
      const lost = timesAway()
      const { secret } = await make()
      await untilFreshWindow()
      const answers = await askAll(secret, 3 * PER_TEN_SECONDS)
      if (timesAway() > lost && tryNumber < TRIES) continue
      expect(answers).toEqual({ accepted: PER_TEN_SECONDS, refused: 2 * PER_TEN_SECONDS })
      break
    }
    expect(await modes()).toEqual(['shared', 'shared', 'shared'])
  })

  test('are each node’s share while Redis hangs, without each call waiting for it, and exact again afterwards', async () => {
    redis.signal('SIGSTOP')
    await untilShared()
    await untilFreshWindow()
    const startedMs = performance.now()
    const { accepted, refused } = await askAll((await make()).secret, 3 * PER_TEN_SECONDS)
    expect(performance.now() - startedMs).toBeLessThan(5000)
    expect([accepted, refused]).toEqual([PER_TEN_SECONDS, 2 * PER_TEN_SECONDS])
    expect(await modes()).toEqual(['share', 'share', 'share'])
    redis.signal('SIGCONT')
    await expect.poll(backAgain, { timeout: 10_000 }).toEqual(['shared', 'shared', 'shared'])
  })

  test('are each node’s share while Redis is dead, and say so in the metrics', async () => {
    await redis.kill()
    await untilShared()
    await untilFreshWindow()
    const next = await make()
    expect((await askAll(next.secret, 3 * PER_TEN_SECONDS)).accepted).toBe(PER_TEN_SECONDS)
    expect(await modes()).toEqual(['share', 'share', 'share'])
    await redis.start()
    await expect.poll(backAgain, { timeout: 10_000 }).toEqual(['shared', 'shared', 'shared'])
  })

  /** Who counts is found out by counting. */
  async function backAgain() {
    await askAll((await make()).secret, NODES)
    return modes()
  }
})
