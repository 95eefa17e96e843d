import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Logger } from 'pino'
import { createTransact, type Deps } from './actions/deps.ts'
import { publish } from './actions/outbox.ts'
import type { SampleData } from './actions/sample-data.ts'
import { unservedOperations } from './crm/documented.ts'
import type { OperationContext } from './crm/operation.ts'
import { operations } from './crm/operations.ts'
import { insertSampleData } from './crm/sample-data.ts'
import type { Principal } from './domain/principal.ts'
import { buildServer } from './http/server.ts'
import type { OperationTarget } from './http/services.ts'
import { type AttemptLimit, createAttemptLimit } from './lib/attempt-limit.ts'
import type { Clock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Ids } from './lib/ids.ts'
import type { Keys } from './lib/keys.ts'
import { createBarrier } from './verify/barrier.ts'
import { Follower } from './verify/follower.ts'
import { UseRecorder } from './verify/use-recorder.ts'
import { createVerifier } from './verify/verifier.ts'
import { startHousekeeping } from './worker/housekeeping.ts'

/** The world that an app stands on: the process's in main.ts, a test's in test/support. */
export interface World {
  database: Database
  /** For LISTEN, on a connection beside the pool. */
  connection: pg.PoolConfig
  clock: Clock
  ids: Ids
  keys: Keys
  log: Logger
}

/** How the HTTP door is reached. */
export interface Front {
  publicUrl: URL
  allowedHosts: readonly string[]
  trustedProxies: readonly string[]
  version: string
}

/** Deps with what only some actions ask for. */
export type AppDeps = Deps & { signInLimit: AttemptLimit; sampleData: SampleData }

/** One node: the index that follows the database, the doors, the timers. */
export interface App {
  deps: AppDeps
  server: FastifyInstance
  /** Loads the index, takes the lease and starts the timers. */
  start(): Promise<void>
  /** Tells load balancers to go elsewhere: not ready, and every reply closes its connection. */
  drain(): void
  /** Finishes what runs, writes down what was counted, gives the lease back. */
  stop(): Promise<void>
}

const MINUTE_MS = 60_000

/** What actions need, in a process with or without an index of its own. */
export function createDeps(
  world: World,
  node: { applyUpTo?: (seq: number) => Promise<void>; use: UseRecorder },
): AppDeps {
  const { database, clock, ids, keys, log } = world
  return {
    database,
    clock,
    ids,
    keys,
    log,
    transact: createTransact(database, clock, createBarrier(database, node.applyUpTo)),
    flushUse: () => node.use.flush(),
    signInLimit: createAttemptLimit({ clock, freeFailures: 5, windowMs: 15 * MINUTE_MS }),
    sampleData: insertSampleData,
  }
}

/** Wires one node. Nothing runs before `start`. */
export function createApp(world: World, front: Front): App {
  const { database, connection, keys, clock, ids, log } = world
  const follower = new Follower({ database, keys, nodeId: ids.next('node'), connection, log })
  const use = new UseRecorder(database, clock)
  const deps = createDeps(world, { applyUpTo: seq => follower.applyUpTo(seq), use })
  const isTrusted = () => follower.isTrusted()
  let isDraining = false
  let housekeeping: { stop(): Promise<void> } | undefined
  const server = buildServer({
    deps,
    verifier: createVerifier({ index: follower.index, keys, clock, isTrusted, use }),
    operations,
    documented: unservedOperations(operations),
    openContext: (principal, target) => openContext(deps, principal, target),
    isReady: () => isTrusted() && !isDraining,
    isDraining: () => isDraining,
    ...front,
  })
  return {
    deps,
    server,
    async start() {
      await follower.start()
      housekeeping = startHousekeeping(deps)
    },
    drain() {
      isDraining = true
    },
    async stop() {
      await server.close()
      await housekeeping?.stop()
      await deps.flushUse().catch(error => log.warn({ err: error }, 'use.not_written'))
      await follower.stop()
    },
  }
}

/** What an operation of API v2.0 gets to work with: one account's rows, and the outbox. */
function openContext(deps: Deps, principal: Principal, target: OperationTarget): OperationContext {
  const { database, clock, ids } = deps
  return {
    principal,
    ...target,
    now: clock.now(),
    nextWireId: ids.nextWireId,
    read: work => database.read(target.accountId, work),
    transact: work =>
      database.transact(target.accountId, db =>
        work({ db, publish: event => publish(deps, db, { accountId: target.accountId, ...event }) }),
      ),
  }
}
