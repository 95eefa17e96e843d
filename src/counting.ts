import type { World } from './deps.ts'
import { EVERY_TENANT, openDatabase } from './lib/database.ts'
import { connectRedis } from './lib/redis-script.ts'
import { USAGE_ROLE } from './store/api-calls.ts'
import { countLiveNodes } from './store/nodes.ts'
import { CallRecorder } from './verify/call-recorder.ts'
import { CallRing } from './verify/call-ring.ts'
import { CallThread } from './verify/call-thread.ts'
import { CallWriter } from './verify/call-writer.ts'
import { FailureLimit } from './verify/failure-limit.ts'
import { type Limits, NodeLimits } from './verify/limits.ts'
import { type LimitsMode, SharedLimits, TAKE_KEYS, TAKE_SCRIPT } from './verify/shared-limits.ts'

/** How a node limits and counts. */
export interface CountingSettings {
  /** Where all nodes count together; absent = each node counts for itself. */
  redisUrl?: string
  /** Failed look-ups that are answered per network and minute; 0 = all. */
  failedLookupsPerMinute?: number
  /** Writes calls from a thread of its own: for a process that lasts. */
  isCallThread?: boolean
  /** False: no log of calls is kept, and no usage is counted. */
  logsCalls?: boolean
}

/** What limits calls and what remembers them. */
export interface Counting {
  limits: Limits
  limitsMode(): 'node' | LimitsMode
  /** How many nodes share the limits, as last counted. */
  limitsNodes(): number
  failures: FailureLimit
  calls: CallRecorder
  /** How often each verdict about a token was given. */
  verdicts: Map<string, number>
  start(): void
  stop(): Promise<void>
}

/** As many failures of all networks together as a hundred networks may have. */
const NETWORKS_IN_ALL = 100
const COUNT_NODES_EVERY_MS = 5000

/** Sets up limits and the counting of calls. Nothing is connected before the first use, but Redis. */
export function createCounting(world: World, settings: CountingSettings): Counting {
  const { clock, log } = world
  const shared = settings.redisUrl === undefined ? undefined : shareLimits(world, settings.redisUrl)
  const perNetwork = settings.failedLookupsPerMinute ?? 0
  const ring = new CallRing()
  const isLogged = settings.logsCalls ?? true
  const sink = isLogged ? sinkOf(world, ring, settings.isCallThread ?? false) : undefined
  const onRefused = (refused: number, code: string) => log.error({ calls: refused, code }, 'calls.refused')
  const calls = new CallRecorder({ sink, clock, ring, onRefused })
  return {
    limits: shared?.limits ?? new NodeLimits(),
    limitsMode: () => shared?.limits.mode ?? 'node',
    limitsNodes: () => shared?.limits.nodeCount ?? 1,
    failures: new FailureLimit({ clock, perNetwork, inAll: perNetwork * NETWORKS_IN_ALL }),
    calls,
    verdicts: new Map(),
    start: () => shared?.start(),
    async stop() {
      await calls.close().catch(error => log.warn({ err: error }, 'calls.not_written'))
      await shared?.stop()
    },
  }
}

function sinkOf({ connection, log }: World, ring: CallRing, isThread: boolean): CallThread | CallWriter {
  if (isThread) return new CallThread(ring, connection)
  const onLostConnection = (error: Error) => log.warn({ err: error }, 'database.connection_lost')
  return new CallWriter(ring, openDatabase({ connection, role: USAGE_ROLE, connectionsMax: 1, onLostConnection }))
}

function shareLimits({ database, log }: World, redisUrl: string) {
  const redis = connectRedis(redisUrl, TAKE_SCRIPT, TAKE_KEYS)
  const countNodes = () => {
    database.read(EVERY_TENANT, countLiveNodes).then(
      nodes => void (limits.nodeCount = nodes),
      // The last count goes on: the follower says already that the database is away.
      () => {},
    )
  }
  const limits = new SharedLimits(redis, (mode, error) => {
    if (mode === 'shared') return log.info({}, 'limits.shared')
    log.warn({ ...(error !== undefined && { err: error }) }, 'limits.redis_away')
    // The last count may be seconds old, and a node that started since would give out its share on top.
    countNodes()
  })
  let timer: NodeJS.Timeout | undefined
  return {
    limits,
    start() {
      countNodes()
      timer = setInterval(countNodes, COUNT_NODES_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await redis.close()
    },
  }
}
