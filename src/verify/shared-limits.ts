import type { IntegrationLimits } from '../domain/integration.ts'
import {
  type CallsMade,
  DAY_MS,
  type LimitUse,
  type LimitVerdict,
  limitsOf,
  TEN_SECONDS_MS,
  verdictOf,
} from '../domain/limit.ts'
import type { RedisScript } from '../lib/redis-script.ts'
import { type Limits, NodeLimits } from './limits.ts'

/**
 * Looks at both windows and counts in both or in neither: a refused call uses nothing. Calls that were made already
 * (the last two values) are counted without a look. One round trip.
 */
export const TAKE_SCRIPT = `
local used = tonumber(redis.call('get', KEYS[1]) or '0')
local usedOfDay = tonumber(redis.call('get', KEYS[2]) or '0')
local made = tonumber(ARGV[5])
local madeOfDay = tonumber(ARGV[6])
if made + madeOfDay == 0 then
  if used >= tonumber(ARGV[1]) or usedOfDay >= tonumber(ARGV[2]) then return {0, used, usedOfDay} end
  made = 1
  madeOfDay = 1
end
if made > 0 then
  used = redis.call('incrby', KEYS[1], made)
  if used == made then redis.call('pexpire', KEYS[1], ARGV[3]) end
end
if madeOfDay > 0 then
  usedOfDay = redis.call('incrby', KEYS[2], madeOfDay)
  if usedOfDay == madeOfDay then redis.call('pexpire', KEYS[2], ARGV[4]) end
end
return {1, used, usedOfDay}`
export const TAKE_KEYS = 2
const NONE_MADE: CallsMade = { tenSeconds: 0, day: 0 }

/** Who counts at the moment: Redis for all nodes, or this node its own share while Redis is away. */
export type LimitsMode = 'shared' | 'share'

const PAUSE_MS = 1000

/** The limits as all nodes count them together. Windows lie on the round clock, and the nodes agree on the time. */
export class SharedLimits implements Limits {
  readonly #redis: RedisScript
  readonly #onMode: (mode: LimitsMode, error?: Error) => void
  #own = new NodeLimits()
  #mode: LimitsMode = 'shared'
  #nodeCount = 1
  #pausedUntilMs = 0

  /** `onMode` hears of each change, once. */
  constructor(redis: RedisScript, onMode: (mode: LimitsMode, error?: Error) => void) {
    this.#redis = redis
    this.#onMode = onMode
  }

  get mode(): LimitsMode {
    return this.#mode
  }

  /** How many nodes share the limits while Redis is away, this one among them. */
  get nodeCount(): number {
    return this.#nodeCount
  }

  set nodeCount(nodes: number) {
    this.#nodeCount = Math.max(1, nodes)
    this.#own.share = 1 / this.#nodeCount
  }

  take(integrationId: string, limits: IntegrationLimits, nowMs: number): LimitVerdict | Promise<LimitVerdict> {
    if (this.#mayAsk()) return this.#ask(integrationId, limits, nowMs)
    this.#setMode('share')
    return this.#own.take(integrationId, limits, nowMs)
  }

  add(integrationId: string, made: CallsMade, nowMs: number): LimitUse | Promise<LimitUse> {
    if (this.#mayAsk()) return this.#tell(integrationId, made, nowMs)
    this.#setMode('share')
    return this.#own.add(integrationId, made, nowMs)
  }

  /** A Redis that hangs keeps its connection, and each call would wait out its patience. So while it is away one call a second finds out. */
  #mayAsk(): boolean {
    if (!this.#redis.isReady()) return false
    if (this.#mode === 'shared') return true
    const nowMs = performance.now()
    if (nowMs < this.#pausedUntilMs) return false
    this.#pausedUntilMs = nowMs + PAUSE_MS
    return true
  }

  async #ask(integrationId: string, limits: IntegrationLimits, nowMs: number): Promise<LimitVerdict> {
    const { perTenSeconds, perDay } = limitsOf(limits)
    try {
      const answer = await this.#run(integrationId, nowMs, [perTenSeconds, perDay, NONE_MADE])
      const { isTaken, tenSecondsUsed, dayUsed } = answer
      return verdictOf({ ok: isTaken, perTenSeconds, perDay, tenSecondsUsed, dayUsed, nowMs })
    } catch (error) {
      this.#stepBack(error as Error)
      return this.#own.take(integrationId, limits, nowMs)
    }
  }

  async #tell(integrationId: string, made: CallsMade, nowMs: number): Promise<LimitUse> {
    try {
      const { tenSecondsUsed, dayUsed } = await this.#run(integrationId, nowMs, [0, 0, made])
      return { tenSecondsUsed, dayUsed }
    } catch (error) {
      this.#stepBack(error as Error)
      return this.#own.add(integrationId, made, nowMs)
    }
  }

  async #run(
    integrationId: string,
    nowMs: number,
    [perTenSeconds, perDay, made]: [perTenSeconds: number, perDay: number, made: CallsMade],
  ): Promise<LimitUse & { isTaken: boolean }> {
    // The braces keep both keys on one node of a Redis Cluster.
    const name = `pit:{${integrationId}}`
    const keys = [`${name}:s${Math.floor(nowMs / TEN_SECONDS_MS)}`, `${name}:d${Math.floor(nowMs / DAY_MS)}`]
    const kept = [2 * TEN_SECONDS_MS, DAY_MS + 60_000]
    const answer = await this.#redis.run(keys, [perTenSeconds, perDay, ...kept, made.tenSeconds, made.day])
    const [isTaken, tenSecondsUsed = 0, dayUsed = 0] = answer as number[]
    this.#setMode('shared')
    return { isTaken: isTaken === 1, tenSecondsUsed, dayUsed }
  }

  #stepBack(error: Error): void {
    this.#pausedUntilMs = performance.now() + PAUSE_MS
    this.#setMode('share', error)
  }

  #setMode(mode: LimitsMode, error?: Error): void {
    if (mode === this.#mode) return
    this.#mode = mode
    this.#onMode(mode, error)
  }
}
