import type { FastifyInstance } from 'fastify'
import { createChainChecks } from './actions/audit-chain.ts'
import type { Deps } from './actions/deps.ts'
import { recordFailedSignIns } from './actions/failed-sign-ins.ts'
import { publishAll } from './actions/outbox.ts'
import { type CountingSettings, createCounting } from './counting.ts'
import { unservedOperations } from './crm/documented.ts'
import type { OperationContext } from './crm/operation.ts'
import { operations } from './crm/operations.ts'
import { type AppDeps, createDeps, type World } from './deps.ts'
import type { Principal } from './domain/principal.ts'
import { buildServer } from './http/server.ts'
import type { OperationTarget } from './http/services.ts'
import type { RequestTracer } from './http/tracing.ts'
import { ApiKeyUse } from './verify/api-key-use.ts'
import { createApiKeyVerifier } from './verify/api-keys.ts'
import { Follower } from './verify/follower.ts'
import { guardVerifier } from './verify/guarded-verifier.ts'
import { createLookUp } from './verify/look-up.ts'
import { RetiredSecrets } from './verify/retired-secrets.ts'
import { UseRecorder } from './verify/use-recorder.ts'
import { createVerifier, type RefusedSecret } from './verify/verifier.ts'
import { createWatching, type WatchingSettings } from './watching.ts'
import { createWebhooks, targetsOf, type Webhooks } from './webhooks.ts'
import { startHousekeeping } from './worker/housekeeping.ts'
import { startImports } from './worker/imports.ts'
import { startNotices } from './worker/notices.ts'

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

/** One for the lease, one for changes, and one for replies that wait for other nodes. */
const CONNECTIONS_ASIDE = 3

/** Wires one node. Nothing runs before `start`. */
export function createApp(world: World, front: Front, settings: NodeSettings = {}): App {
  const { database, connection, keys, clock, ids, log } = world
  // Behind a few slow searches of one account the lease would not be renewed in time, and everyone's token refused.
  const aside = database.beside(CONNECTIONS_ASIDE)
  const holdsTokens = settings.holdsTokens ?? true
  const listeners: ((integrationIds: readonly string[] | 'all') => void)[] = []
  const onApplied = (integrationIds: readonly string[] | 'all') => {
    for (const listener of listeners) listener(integrationIds)
  }
  const nodeId = ids.next('node')
  const follower = new Follower({ database: aside, keys, nodeId, connection, holdsTokens, onApplied, log })
  const onForged = (rowId: string) => log.error({ rowId }, 'row_mac.does_not_fit')
  const lookUp = holdsTokens ? undefined : createLookUp(database, { keys, onForged })
  const use = new UseRecorder(database, clock)
  const apiKeyUse = new ApiKeyUse(database, clock)
  const counting = createCounting(world, settings)
  const { limits, calls, failures, verdicts } = counting
  const watching = createWatching({ database, follower, counting }, settings)
  const deps = createDeps(world, {
    onBarrier: watching.recordBarrier,
    applyUpTo: seq => follower.applyUpTo(seq),
    aside,
    targets: targetsOf(world, front),
    use: inTurn(use, apiKeyUse),
    calls,
  })
  const webhooks = createWebhooks(world, deps, front)
  const home = { ...deps, apiUrl: apiUrlOf(front.publicUrl) }
  const isTrusted = () => follower.isTrusted()
  const retired = new RetiredSecrets(database, clock)
  const onRefused = (refused: RefusedSecret) => retired.note(refused)
  let isDraining = false
  let housekeeping: { stop(): Promise<void> } | undefined
  let notices: { stop(): Promise<void> } | undefined
  let imports: { stop(): Promise<void> } | undefined
  const server = buildServer({
    deps,
    apiKeys: createApiKeyVerifier({ database, keys, clock }),
    apiKeyUse,
    planImport: deps.planImport,
    verifier: guardVerifier(createVerifier({ index: follower.index, keys, clock, isTrusted, use, lookUp, onRefused }), {
      failures,
      verdicts,
      isCostly: !holdsTokens,
    }),
    limits,
    failures,
    platformKeys: settings.platformKeys,
    onChange: listener => void listeners.push(listener),
    calls,
    chainChecks: createChainChecks({ database, clock }),
    operations,
    documented: unservedOperations(operations),
    openContext: (principal, target) => openContext(home, principal, target),
    canMail: world.mailer !== undefined,
    nodeId,
    isReady: () => isTrusted() && !isDraining,
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
      await webhooks.start()
      counting.start()
      watching.start()
      housekeeping = startHousekeeping(deps)
      notices = startNotices({ ...deps, mailer: world.mailer, retired })
      imports = startImports(deps)
    },
    drain() {
      isDraining = true
    },
    async stop() {
      await server.close()
      await webhooks.stop()
      await imports?.stop()
      await housekeeping?.stop()
      await notices?.stop()
      await deps.flushUse().catch(error => log.warn({ err: error }, 'use.not_written'))
      await recordFailedSignIns(deps, true).catch(error => log.warn({ err: error }, 'failed_sign_ins.not_written'))
      await counting.stop()
      watching.stop()
      await follower.stop()
      await aside.close()
    },
  }
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
function inTurn(...counts: readonly { flush(): Promise<void> }[]): { flush(): Promise<void> } {
  return {
    async flush() {
      const results = await Promise.allSettled(counts.map(count => count.flush()))
      for (const result of results) if (result.status === 'rejected') throw result.reason
    },
  }
}
