import type { FastifyInstance } from 'fastify'
import { createChainChecks } from './actions/audit-chain.ts'
import type { Deps } from './actions/deps.ts'
import { publishAll } from './actions/outbox.ts'
import { type AppDeps, createAppDeps } from './app-deps.ts'
import { type CountingSettings, createCounting } from './counting.ts'
import { unservedOperations } from './crm/documented.ts'
import type { OperationContext } from './crm/operation.ts'
import { operations } from './crm/operations.ts'
import type { Flushed, World } from './deps.ts'
import type { Principal } from './domain/principal.ts'
import { buildServer } from './http/server.ts'
import type { OperationTarget } from './http/services.ts'
import type { RequestTracer } from './http/tracing.ts'
import { EVERY_TENANT } from './lib/database.ts'
import { createNodeWork } from './node-work.ts'
import { createVerification } from './verification.ts'
import { ApiKeyUse } from './verify/api-key-use.ts'
import { createApiKeyVerifier } from './verify/api-keys.ts'
import { UseRecorder } from './verify/use-recorder.ts'
import { createWatching, type WatchingSettings } from './watching.ts'
import { createWebhooks, targetsOf, type Webhooks } from './webhooks.ts'

/** How the HTTP door is reached. */
export interface Front {
  publicUrl: URL
  allowedHosts: readonly string[]
  trustedProxies: readonly string[]
  /** The port that is listened on. */
  port?: number
  version: string
}

/** How a node decides about tokens, and who may ask it. */
export interface VerifySettings {
  /** False: each check asks the database, and no token is held in memory. */
  holdsTokens?: boolean
  platformKeys?: readonly string[]
}

/** How a node works; a process that serves says all of it. */
export interface NodeSettings extends CountingSettings, VerifySettings, WatchingSettings {
  /** Hears of every request; absent = no traces. */
  tracer?: RequestTracer
  /** How long a stop waits for requests under way. */
  finishMs?: number
}

/** One node: the index that follows the database, the doors, the timers. */
export interface App {
  deps: AppDeps
  webhooks: Pick<Webhooks, 'wake'>
  server: FastifyInstance
  /** Loads the index, takes the lease and starts the timers. */
  start(): Promise<void>
  /** Tells load balancers to go elsewhere: not ready, and every reply closes its connection. */
  drain(): void
  /** Finishes what runs, writes down what was counted, gives the lease back. */
  stop(): Promise<void>
}

/** Node looks after slow clients no more once it closes: one that never ends its request would hold up the stop for good. */
const FINISH_MS = 20_000

/** One for the lease, one for changes, and one for replies that wait for other nodes. */
const CONNECTIONS_ASIDE = 3

/** Wires one node. Nothing runs before `start`. */
export function createApp(world: World, front: Front, settings: NodeSettings = {}): App {
  const { database, keys, clock, ids } = world
  // Behind a few slow searches of one account the lease would not be renewed in time, and everyone's token refused.
  const aside = database.beside(CONNECTIONS_ASIDE, EVERY_TENANT)
  const nodeId = ids.next('node')
  const use = new UseRecorder(database, clock)
  const apiKeyUse = new ApiKeyUse(database, clock)
  const counting = createCounting(world, settings)
  const { limits, calls, failures } = counting
  const holdsTokens = settings.holdsTokens ?? true
  const verification = createVerification({ world, aside, nodeId, holdsTokens, use, counting })
  const { follower, verifier, retired, onChange } = verification
  const watching = createWatching({ database, follower, counting }, settings)
  const deps = createAppDeps(world, {
    onBarrier: watching.recordBarrier,
    own: { id: nodeId, applyUpTo: seq => follower.applyUpTo(seq) },
    aside,
    targets: targetsOf(world, front),
    use: together(use, apiKeyUse),
    calls,
  })
  const webhooks = createWebhooks(world, deps, front)
  const home = { ...deps, apiUrl: apiUrlOf(front.publicUrl) }
  let isDraining = false
  const work = createNodeWork({ world, deps, webhooks, counting, watching, retired })
  const server = buildServer({
    ...{ deps, apiKeyUse, verifier, limits, failures, calls, onChange, operations, nodeId },
    apiKeys: createApiKeyVerifier({ database, keys, clock }),
    planImport: deps.planImport,
    platformKeys: settings.platformKeys,
    chainChecks: createChainChecks({ database, clock }),
    documented: unservedOperations(operations),
    openContext: (principal, target) => openContext(home, principal, target),
    canMail: world.mailer !== undefined,
    mailer: world.mailer,
    isReady: () => follower.isSteady() && !isDraining,
    isDraining: () => isDraining,
    tracer: settings.tracer,
    ...watching.services,
    ...front,
  })
  return {
    deps,
    webhooks,
    server,
    async start() {
      await follower.start()
      await work.start()
    },
    drain() {
      isDraining = true
    },
    async stop() {
      await closeWithin(server, settings.finishMs ?? FINISH_MS)
      await work.stop()
      await follower.stop()
      await aside.close()
    },
  }
}

/** Waits for the requests under way, and cuts off those that are not done in time. */
async function closeWithin(server: FastifyInstance, ms: number): Promise<void> {
  const giveUp = setTimeout(() => server.server.closeAllConnections(), ms)
  await server.close()
  clearTimeout(giveUp)
}

/** What an operation of API v2.0 gets to work with: one account's rows, and the outbox. */
function openContext(
  deps: Deps & Pick<OperationContext, 'apiUrl'>,
  principal: Principal,
  target: OperationTarget,
): OperationContext {
  const { database, clock, ids, apiUrl } = deps
  return {
    principal,
    ...target,
    apiUrl,
    now: clock.now(),
    nextWireId: ids.nextWireId,
    read: work => database.read(target.accountId, work),
    transact: work =>
      database.transact(target.accountId, db =>
        work({ db, publish: (...events) => publishAll(deps, db, { accountId: target.accountId, events }) }),
      ),
  }
}

/** The address of API v2.0 as callers outside know it. */
function apiUrlOf(publicUrl: URL): string {
  return `${publicUrl.origin}${publicUrl.pathname.replace(/\/$/, '')}/v2`
}

/** Several counts of use, written down together. One that fails does not keep the others back. */
function together(...counts: readonly Flushed[]): Flushed {
  const all = async (flush: (count: Flushed) => Promise<void>) => {
    const results = await Promise.allSettled(counts.map(flush))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
  return { flush: () => all(count => count.flush()), flushInTurn: () => all(count => count.flushInTurn()) }
}
