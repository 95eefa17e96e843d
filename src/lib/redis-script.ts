import type { Redis } from 'ioredis'

/** Asks Redis (or Valkey) by a script of its own, or fails within a tenth of a second. */
export interface RedisScript {
  /** True while a question would be sent. */
  isReady(): boolean
  run(keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>
  close(): Promise<void>
}

const COMMAND_TIMEOUT_MS = 100
const CONNECT_TIMEOUT_MS = 1000
const RETRY_MS_MAX = 2000

type WithScript = Redis & { runScript(...given: (string | number)[]): Promise<unknown> }

/** Connects in the background and again after each loss. Nothing waits for a connection: who asks without one fails at once. */
export function connectRedis(url: string, lua: string, numberOfKeys: number): RedisScript {
  let redis: WithScript | undefined
  const opening = open(url, lua, numberOfKeys).then(opened => {
    redis = opened
  })
  return {
    isReady: () => redis?.status === 'ready',
    async run(keys, values) {
      if (redis === undefined) throw new Error('Redis is not connected yet')
      return redis.runScript(...keys, ...values)
    },
    async close() {
      await opening
      redis?.disconnect()
    },
  }
}

/** The client is loaded only here: a start without Redis does not wait for it. */
async function open(url: string, lua: string, numberOfKeys: number): Promise<WithScript> {
  const ioredis = await import('ioredis')
  const redis = new ioredis.Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableAutoPipelining: true,
    retryStrategy: tries => Math.min(tries * 100, RETRY_MS_MAX),
  })
  // Without a listener ioredis prints each failed try. Who asks hears of it.
  redis.on('error', () => {})
  redis.defineCommand('runScript', { numberOfKeys, lua })
  return redis as WithScript
}
