import { recordFailedSignIns } from './actions/failed-sign-ins.ts'
import type { AppDeps } from './app-deps.ts'
import type { Counting } from './counting.ts'
import type { World } from './deps.ts'
import type { RetiredSecrets } from './verify/retired-secrets.ts'
import type { Watching } from './watching.ts'
import type { Webhooks } from './webhooks.ts'
import { startHousekeeping } from './worker/housekeeping.ts'
import { startImports } from './worker/imports.ts'
import { startNotices } from './worker/notices.ts'

interface NodeWorkParts {
  world: World
  deps: AppDeps
  webhooks: Webhooks
  counting: Counting
  watching: Watching
  retired: RetiredSecrets
}

/** What a node does beside answering requests: deliveries, counting, watching itself, and what is due by the clock. */
export interface NodeWork {
  start(): Promise<void>
  /** Ends what runs and writes down what was counted. Requests must have ended before. */
  stop(): Promise<void>
}

export function createNodeWork({ world, deps, webhooks, counting, watching, retired }: NodeWorkParts): NodeWork {
  const { log, mailer } = world
  let timers: { stop(): Promise<void> }[] = []
  return {
    async start() {
      await webhooks.start()
      counting.start()
      watching.start()
      timers = [startImports(deps), startHousekeeping(deps), startNotices({ ...deps, mailer, retired })]
    },
    async stop() {
      await webhooks.stop()
      for (const timer of timers) await timer.stop()
      await deps.flushUse().catch(error => log.warn({ err: error }, 'use.not_written'))
      await recordFailedSignIns(deps, true).catch(error => log.warn({ err: error }, 'failed_sign_ins.not_written'))
      await counting.stop()
      watching.stop()
    },
  }
}
