import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LimitVerdict } from '../../src/domain/limit.ts'
import { connectRedis, type RedisScript } from '../../src/lib/redis-script.ts'
import { type LimitsMode, SharedLimits, TAKE_KEYS, TAKE_SCRIPT } from '../../src/verify/shared-limits.ts'
import { findRedisServer, startTestRedis, type TestRedis } from '../support/redis.ts'

const program = findRedisServer()
const NOW = Date.UTC(2026, 0, 31, 12)
const LIMITS = { perTenSeconds: 100, perDay: 150 }

describe.skipIf(program === undefined)('limits that nodes count together (needs redis-server or valkey-server)', () => {
  let redis: TestRedis
  const scripts: RedisScript[] = []
  beforeAll(async () => {
    redis = await startTestRedis(program ?? '')
  })
  afterAll(async () => {
    for (const script of scripts) await script.close()
    await redis.stop()
  })

  async function node(modes: LimitsMode[] = []): Promise<SharedLimits> {
    const script = connectRedis(redis.url, TAKE_SCRIPT, TAKE_KEYS)
    scripts.push(script)
    await vi.waitFor(() => expect(script.isReady()).toBe(true))
    return new SharedLimits(script, mode => void modes.push(mode))
  }

  test('two nodes accept together exactly as many calls as one', async () => {
    const [one, two] = [await node(), await node()]
    const take = (limits: SharedLimits, nowMs: number) => Promise.resolve(limits.take('int_a', LIMITS, nowMs))
    const verdicts = await Promise.all(Array.from({ length: 300 }, (_, i) => take(i % 2 === 0 ? one : two, NOW)))
    expect(verdicts.filter(verdict => verdict.ok)).toHaveLength(100)
    const next = await Promise.all(Array.from({ length: 200 }, (_, i) => take(i % 2 === 0 ? one : two, NOW + 10_000)))
    const refused = next.filter(verdict => !verdict.ok)
    expect(refused).toHaveLength(150)
    expect(refused[0]).toMatchObject({ which: 'day', dayRemaining: 0, tenSecondsRemaining: 50 })
  })

  test('calls that were made without asking count for all nodes, and their windows end', async () => {
    const [one, two] = [await node(), await node()]
    expect(await one.add('int_c', { tenSeconds: 99, day: 99 }, NOW)).toEqual({ tenSecondsUsed: 99, dayUsed: 99 })
    expect(await two.take('int_c', LIMITS, NOW)).toMatchObject({ ok: true, tenSecondsRemaining: 0, dayRemaining: 50 })
    expect(await two.take('int_c', LIMITS, NOW)).toMatchObject({ ok: false, which: 'tenSeconds' })
    const later = { tenSecondsUsed: 0, dayUsed: 101 }
    expect(await one.add('int_c', { tenSeconds: 0, day: 1 }, NOW + 10_000)).toEqual(later)
    expect(await two.take('int_c', LIMITS, NOW + 10_000)).toMatchObject({ ok: true, tenSecondsRemaining: 99 })
  })

  test('while Redis is away each node gives out its share, says so once, and goes back when Redis is', async () => {
    const modes: LimitsMode[] = []
    const limits = await node(modes)
    limits.nodeCount = 4
    await redis.kill()
    const verdicts: LimitVerdict[] = []
    for (let i = 0; i < 100; i++) verdicts.push(await limits.take('int_b', LIMITS, NOW))
    expect(verdicts.filter(verdict => verdict.ok)).toHaveLength(25)
    expect(modes).toEqual(['share'])
    expect(limits.mode).toBe('share')
    await redis.start()
    await vi.waitFor(
      async () => {
        expect((await limits.take('int_b', LIMITS, NOW)).perTenSeconds).toBe(100)
      },
      { timeout: 10_000 },
    )
    expect(modes).toEqual(['share', 'shared'])
  })
})
