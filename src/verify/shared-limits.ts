import type { IntegrationLimits } from '../domain/integration.ts'
import { DAY_MS, type LimitVerdict, limitsOf, TEN_SECONDS_MS, verdictOf } from '../domain/limit.ts'
import type { RedisScript } from '../lib/redis-script.ts'
import { type Limits, NodeLimits } from './limits.ts'

/** Looks at both windows and counts in both or in neither: a refused call uses nothing. One round trip. */
export const TAKE_SCRIPT = `
local used = tonumber(redis.call('get', KEYS[1]) or '0')
local usedOfDay = tonumber(redis.call('get', KEYS[2]) or '0')
if used >= tonumber(ARGV[1]) or usedOfDay >= tonumber(ARGV[2]) then return {0, used, usedOfDay} end
used = redis.call('incr', KEYS[1])
usedOfDay = redis.call('incr', KEYS[2])
if used == 1 then redis.call('pexpire', KEYS[1], ARGV[3]) end
if usedOfDay == 1 then redis.call('pexpire', KEYS[2], ARGV[4]) end
return {1, used, usedOfDay}`
export const TAKE_KEYS = 2

/** Who counts at the moment: Redis for all nodes, or this node its own share while Redis is away. */
export type LimitsMode = 'shared' | 'share'

/** The limits as all nodes count them together. Windows lie on the round clock, and the nodes agree on the time. */
export class SharedLimits implements Limits {
  readonly #redis: RedisScript
  readonly #onMode: (mode: LimitsMode, error?: Error) => void
  #own = new NodeLimits()
  #mode: LimitsMode = 'shared'

  /** `onMode` hears of each change, once. */
  constructor(redis: RedisScript, onMode: (mode: LimitsMode, error?: Error) => void) {
    this.#redis = redis
    this.#onMode = onMode
  }

  get mode(): LimitsMode {
    return this.#mode
  }

  /** How many nodes share the limits while Redis is away. */
  setNodeCount(nodes: number): void {
    this.#own.share = 1 / Math.max(1, nodes)
  }

  take(integrationId: string, limits: IntegrationLimits, nowMs: number): LimitVerdict | Promise<LimitVerdict> {
    if (this.#redis.isReady()) return this.#ask(integrationId, limits, nowMs)
    this.#setMode('share')
    return this.#own.take(integrationId, limits, nowMs)
  }

  async #ask(integrationId: string, limits: IntegrationLimits, nowMs: number): Promise<LimitVerdict> {
    const { perTenSeconds, perDay } = limitsOf(limits)
    // The braces keep both keys on one node of a Redis Cluster.
    const name = `pit:{${integrationId}}`
    const keys = [`${name}:s${Math.floor(nowMs / TEN_SECONDS_MS)}`, `${name}:d${Math.floor(nowMs / DAY_MS)}`]
    try {
      const answer = await this.#redis.run(keys, [perTenSeconds, perDay, 2 * TEN_SECONDS_MS, DAY_MS + 60_000])
      const [isTaken, tenSecondsUsed = 0, dayUsed = 0] = answer as number[]
      this.#setMode('shared')
      return verdictOf({ ok: isTaken === 1, perTenSeconds, perDay, tenSecondsUsed, dayUsed, nowMs })
    } catch (error) {
      this.#setMode('share', error as Error)
      return this.#own.take(integrationId, limits, nowMs)
    }
  }

  #setMode(mode: LimitsMode, error?: Error): void {
    if (mode === this.#mode) return
    this.#mode = mode
    this.#onMode(mode, error)
  }
}
