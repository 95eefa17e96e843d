import { Redis } from 'ioredis'

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

/** Connects in the background and again after each loss. Nothing waits for a connection: who asks without one fails at once. */
export function connectRedis(url: string, lua: string, numberOfKeys: number): RedisScript {
  const redis = new Redis(url, {
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
  const { runScript } = redis as unknown as { runScript(...given: (string | number)[]): Promise<unknown> }
  return {
    isReady: () => redis.status === 'ready',
    run: (keys, values) => runScript.call(redis, ...keys, ...values),
    async close() {
      redis.disconnect()
    },
  }
}
