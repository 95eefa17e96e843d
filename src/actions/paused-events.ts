import type { Integration } from '../domain/integration.ts'
import { type EventPause, pausedEvents } from '../domain/subscription.ts'
import { ENDPOINTS_MAX } from '../domain/webhook-endpoint.ts'
import { insertEvent } from '../store/events.ts'
import { listEndpoints } from '../store/webhook-endpoints.ts'
import type { Deps, Transaction } from './deps.ts'

/** Tells people, in the transaction that took a scope away, which events of which endpoints are no longer sent. */
export async function announcePausedEvents(
  deps: Pick<Deps, 'ids'>,
  tx: Transaction,
  change: { old: Integration; integration: Integration; at: Date },
): Promise<void> {
  const { old, integration, at } = change
  if (old.scopes.every(scope => integration.scopes.includes(scope))) return
  const { accountId } = tx
  const endpoints = await listEndpoints(tx.db, { accountId, integrationId: integration.id, limit: ENDPOINTS_MAX })
  for (const { id, url, events } of endpoints) {
    const before = new Set(pausedEvents(old, events).map(({ event }) => event))
    const paused: EventPause[] = pausedEvents(integration, events).filter(({ event }) => !before.has(event))
    if (paused.length === 0) continue
    await insertEvent(tx.db, {
      ...{ id: deps.ids.next('evt'), accountId, type: 'webhook_endpoint.events_paused', createdAt: at },
      integrationId: integration.id,
      body: { endpoint: { id, url }, paused: paused.map(({ event, scope }) => ({ event, scope })) },
    })
  }
}
