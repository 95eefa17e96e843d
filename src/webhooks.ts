import { DELIVERIES_DUE, EVENTS_CHANNEL } from './actions/dispatch.ts'
import { forgetOldEvents } from './actions/event-retention.ts'
import { ensureWebhookKey, loadSigningKey, type SigningKey } from './actions/webhook-keys.ts'
import type { AppDeps } from './app-deps.ts'
import type { World } from './deps.ts'
import { EVERY_TENANT } from './lib/database.ts'
import { listen } from './lib/notifications.ts'
import { createSender } from './lib/outbound/sender.ts'
import { createTargets, type Targets } from './lib/outbound/targets.ts'
import { repeat } from './worker/repeat.ts'
import { Deliverer } from './worker/webhooks/deliverer.ts'

/** How this node is reached: it must never call itself. */
interface OwnAddress {
  publicUrl: URL
  allowedHosts: readonly string[]
  /** The port that is listened on. */
  port?: number
  version: string
}

/** The part of a node that delivers events. */
export interface Webhooks {
  start(): Promise<void>
  /** Looks for work now; nodes are woken by the database, tests by hand. */
  wake(): void
  stop(): Promise<void>
}

/** One for the queue, one for results, so that neither waits behind requests or each other. */
const CONNECTIONS = 3
const KEY_READ_AGAIN_AFTER_MS = 30_000
const FORGET_EVERY_MS = 600_000
const RETENTION_DAYS = 30

/** Where events may be sent to: anywhere public, what the operator allows, and never back to this server. */
export function targetsOf({ allowedTargets = [], resolveName }: World, own: OwnAddress): Targets {
  const { publicUrl, allowedHosts, port } = own
  const hosts = [publicUrl.hostname, ...allowedHosts.map(host => host.replace(/:\d+$/, ''))]
  const publicPort = publicUrl.port === '' ? (publicUrl.protocol === 'https:' ? 443 : 80) : Number(publicUrl.port)
  const ports = [publicPort, ...(port === undefined ? [] : [port])]
  return createTargets({ allowed: allowedTargets, own: { hosts, ports }, resolve: resolveName })
}

/** Wires the deliverer of one node; without `world.delivery` it does nothing, and other nodes deliver. */
export function createWebhooks(world: World, deps: AppDeps, { version }: OwnAddress): Webhooks {
  const { delivery, connection, log } = world
  if (delivery === undefined) return { start: () => ensureWebhookKey(deps), wake: () => {}, stop: async () => {} }
  const database = world.database.beside(CONNECTIONS, EVERY_TENANT, true)
  // Apart, because it reads by date: what serves a queue would read whole tables there. Open while it works only.
  const forgetting = world.database.beside(1, EVERY_TENANT)
  const deliverer = new Deliverer({
    deps: { ...deps, database },
    sender: createSender(deps.targets, delivery.timeoutMs),
    serverKey: rememberedKey(deps),
    concurrency: delivery.concurrency,
    agent: `Referins-Webhooks/${version}`,
  })
  let signals: { stop(): Promise<void> } | undefined
  let retention: { stop(): Promise<void> } | undefined
  return {
    async start() {
      await ensureWebhookKey(deps)
      deliverer.start()
      const forget = () => forgetOldEvents({ ...deps, database: forgetting }, delivery.retentionDays ?? RETENTION_DAYS)
      retention = repeat(deps, { name: 'events.forget', everyMs: FORGET_EVERY_MS, run: forget })
      signals = listen({
        connection,
        channel: EVENTS_CHANNEL,
        onSignal: text => deliverer.wake(text === undefined || text === DELIVERIES_DUE),
        onError: error => log.warn({ err: error }, 'events.not_heard'),
      })
    },
    wake: () => deliverer.wake(true),
    async stop() {
      await signals?.stop()
      await retention?.stop()
      await deliverer.stop()
      await Promise.all([database.close(), forgetting.close()])
    },
  }
}

/** Opening the sealed key costs a query: it is read again now and then, so that a rotation is noticed on every node. */
function rememberedKey(deps: AppDeps): () => Promise<SigningKey> {
  let kept: { key: Promise<SigningKey>; untilMs: number } | undefined
  return () => {
    const nowMs = performance.now()
    if (kept === undefined || nowMs >= kept.untilMs) {
      const key = loadSigningKey(deps)
      kept = { key, untilMs: nowMs + KEY_READ_AGAIN_AFTER_MS }
      key.catch(() => {
        kept = undefined
      })
    }
    return kept.key
  }
}
