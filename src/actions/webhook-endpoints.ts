import { type Actor, recordOf } from '../domain/actor.ts'
import { type EndpointView, HEALTH_SPAN_MS, viewOfEndpoint } from '../domain/endpoint-view.ts'
import type { Integration } from '../domain/integration.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { pausedEvents, SUBSCRIBABLE_EVENTS } from '../domain/subscription.ts'
import { checkEvents, ENDPOINTS_MAX, type WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import { newSigningSecret } from '../lib/webhook-signature.ts'
import { listEndpointHours } from '../store/endpoint-health.ts'
import { findIntegration, lockIntegration } from '../store/integrations.ts'
import {
  countEndpoints,
  findEndpoint,
  insertEndpoint,
  listEndpoints as listRows,
  lockEndpoint,
  type StoredEndpoint,
  updateEndpoint,
} from '../store/webhook-endpoints.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { sealSecret } from './endpoint-secrets.ts'
import { checkedUrl } from './endpoint-url.ts'
import { requireReach } from './reach.ts'
import { recordAudit } from './record.ts'

/** Which endpoint of which account. */
export interface EndpointRef {
  accountId: string
  endpointId: string
}

/** What someone enters for an endpoint. */
export interface EndpointDraft {
  integrationId: string
  url: string
  events: string[]
  description: string
}

/** Which endpoints to list; `cursor` comes from the page before. */
export interface EndpointListInput {
  accountId: string
  integrationId?: string
  cursor?: string
  limit: number
}

/** An account's endpoints, newest first. Throws cursor_invalid for a cursor of another list. */
export async function listEndpoints(
  deps: Deps,
  actor: Actor,
  input: EndpointListInput,
): Promise<{ items: EndpointView[]; nextCursor?: string }> {
  const { accountId, integrationId, limit } = input
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['webhook-endpoints', accountId, integrationId ?? ''])
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'webhooks.view' })
    const after = input.cursor === undefined ? undefined : toPosition(openCursor(mac, scope, input.cursor))
    const rows = await listRows(db, { accountId, integrationId, after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const now = deps.clock.now()
    const hours = await listEndpointHours(db, {
      accountId,
      endpointIds: page.map(({ id }) => id),
      since: new Date(now.getTime() - HEALTH_SPAN_MS),
    })
    const integrations = await integrationsOf(db, page)
    const last = page.at(-1)
    const hasMore = rows.length > limit && last !== undefined
    return {
      items: page.map(endpoint =>
        viewOfEndpoint({ endpoint, integration: integrations.get(endpoint.integrationId), hours }, now),
      ),
      nextCursor: hasMore ? sealCursor(mac, scope, [last.createdAt.toISOString(), last.id]) : undefined,
    }
  })
}

/** One endpoint. Throws webhook_endpoint_not_found, for deleted and foreign ones alike. */
export async function getEndpoint(deps: Deps, actor: Actor, input: EndpointRef): Promise<EndpointView> {
  const { accountId, endpointId } = input
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'webhooks.view' })
    const stored = await findEndpoint(db, accountId, endpointId)
    if (stored === undefined) throw new Problem('webhook_endpoint_not_found')
    return viewNow(deps, db, stored.endpoint)
  })
}

/** Makes an endpoint. Its signing secret is in the result and, in the clear, nowhere else. */
export async function createEndpoint(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; draft: EndpointDraft },
): Promise<{ view: EndpointView; signingSecret: string }> {
  const { accountId, draft } = input
  // Names are looked up before the transaction: it must not stay open for as long as a name server likes.
  const url = await checkedUrl(deps, actor, { accountId, text: draft.url })
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const integration = await lockIntegration(tx.db, accountId, draft.integrationId)
    if (integration === undefined) throw invalid('integrationId', 'must be the id of an integration of this account')
    await requireReach(deps, tx, { actor, reaches: integration })
    if ((await countEndpoints(tx.db, accountId)) >= ENDPOINTS_MAX) throw new Problem('webhook_endpoints_full')
    const events = checkedEvents(integration, draft.events, [])
    const now = deps.clock.now()
    const endpoint: WebhookEndpoint = {
      ...{ id: deps.ids.next('whe'), accountId, integrationId: integration.id, url, events },
      description: draft.description.trim(),
      signing: { secretVersion: 1, createdAt: now },
      version: 1,
      createdBy: recordOf(actor),
      createdAt: now,
      updatedAt: now,
    }
    const signingSecret = newSigningSecret()
    await insertEndpoint(tx.db, { endpoint, secrets: { current: sealSecret(deps.keys, endpoint, signingSecret) } })
    const after = { url, events, integration: integration.name }
    recordAudit(deps, tx, {
      actor,
      action: 'webhook_endpoint.created',
      target: targetOf(endpoint),
      after,
      at: now,
    })
    return { view: viewOfEndpoint({ endpoint, integration, hours: [] }, now), signingSecret }
  })
}

/** A change of an endpoint; absent fields stay. */
export interface EndpointChange {
  url?: string
  events?: string[]
  description?: string
  isEnabled?: boolean
}

/** Edits, switches on or off. Events that are added must be covered by the integration's scopes. Throws version_stale. */
export async function editEndpoint(
  deps: Deps,
  actor: Actor,
  input: EndpointRef & { change: EndpointChange; ifVersion?: number },
): Promise<EndpointView> {
  const { change } = input
  const { accountId } = input
  const url = change.url === undefined ? undefined : await checkedUrl(deps, actor, { accountId, text: change.url })
  const work: EndpointWork = async (tx, { stored, integration, now }) => {
    const { endpoint: old } = stored
    const events = change.events === undefined ? old.events : checkedEvents(integration, change.events, old.events)
    const wanted = { url: url ?? old.url, events, description: (change.description ?? old.description).trim() }
    const edited = switched({ ...old, ...wanted }, change.isEnabled, now)
    const { before, after } = differences(old, edited)
    if (Object.keys(after).length === 0) return old
    const endpoint = { ...edited, version: old.version + 1, updatedAt: now }
    await updateEndpoint(tx.db, { endpoint, secrets: stored.secrets })
    recordAudit(deps, tx, {
      ...{ actor, target: targetOf(endpoint), before, after, at: now },
      action: actionOf(Object.keys(after), change.isEnabled),
    })
    return endpoint
  }
  return changeEndpoint(deps, actor, { ...input, change: work, result: view => view })
}

/** Deletes: nothing is sent any more. Its history stays in the audit log. */
export async function deleteEndpoint(
  deps: Deps,
  actor: Actor,
  input: EndpointRef & { ifVersion?: number },
): Promise<void> {
  const work: EndpointWork = async (tx, { stored, now }) => {
    const { endpoint: old, secrets } = stored
    const endpoint = { ...old, deletedAt: now, version: old.version + 1, updatedAt: now }
    // What can still be read again is the secret: nothing needs it any more.
    await updateEndpoint(tx.db, { endpoint, secrets: { current: Buffer.alloc(0) } })
    const before = { url: old.url, events: old.events, secretsForgotten: secrets.previous === undefined ? 1 : 2 }
    recordAudit(deps, tx, { actor, action: 'webhook_endpoint.deleted', target: targetOf(old), before, at: now })
    return endpoint
  }
  await changeEndpoint(deps, actor, { ...input, change: work, result: () => undefined })
}

/** An endpoint under its lock, and the moment that decides. */
export interface LockedEndpoint {
  stored: StoredEndpoint
  integration: Integration
  now: Date
}

/** What a change does under the endpoint's lock: it gives what the endpoint became. */
export type EndpointWork = (tx: Transaction, locked: LockedEndpoint) => Promise<WebhookEndpoint>

/**
 * Runs a change of one endpoint in a transaction, for whoever may, and gives what `result` makes of its view: within the
 * transaction, because that is what is kept for a retry.
 */
export async function changeEndpoint<Result>(
  deps: Deps,
  actor: Actor,
  input: EndpointRef & { ifVersion?: number; change: EndpointWork; result: (view: EndpointView) => Result },
): Promise<Result> {
  const { accountId, endpointId, ifVersion, change, result } = input
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const stored = await lockEndpoint(tx.db, accountId, endpointId)
    if (stored === undefined) throw new Problem('webhook_endpoint_not_found')
    const integration = await findIntegration(tx.db, accountId, stored.endpoint.integrationId)
    if (integration === undefined) throw new Problem('webhook_endpoint_not_found')
    await requireReach(deps, tx, { actor, reaches: integration })
    requireEndpointVersion(stored.endpoint, ifVersion)
    const endpoint = await change(tx, { stored, integration, now: deps.clock.now() })
    return result(await viewNow(deps, tx.db, endpoint))
  })
}

/** The target of an audit entry. */
export function targetOf({ id, url }: WebhookEndpoint): { kind: 'webhook_endpoint'; id: string; name: string } {
  return { kind: 'webhook_endpoint', id, name: url }
}

async function viewNow(deps: Deps, db: Transaction['db'], endpoint: WebhookEndpoint): Promise<EndpointView> {
  const { accountId, integrationId, id } = endpoint
  const now = deps.clock.now()
  const since = new Date(now.getTime() - HEALTH_SPAN_MS)
  const hours = await listEndpointHours(db, { accountId, endpointIds: [id], since })
  return viewOfEndpoint({ endpoint, integration: await findIntegration(db, accountId, integrationId), hours }, now)
}

async function integrationsOf(db: Transaction['db'], endpoints: readonly WebhookEndpoint[]) {
  const found = new Map<string, Integration>()
  for (const { accountId, integrationId } of endpoints) {
    if (found.has(integrationId)) continue
    const integration = await findIntegration(db, accountId, integrationId)
    if (integration !== undefined) found.set(integrationId, integration)
  }
  return found
}

function requireEndpointVersion(endpoint: WebhookEndpoint, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === endpoint.version) return
  throw new Problem('version_stale', { facts: { version: endpoint.version } })
}

/** Known events, and of the new ones only those that the integration may hear of. */
function checkedEvents(integration: Integration, wanted: readonly string[], held: readonly string[]): string[] {
  const events = checkEvents(wanted, SUBSCRIBABLE_EVENTS)
  const [refused] = pausedEvents(
    integration,
    events.filter(type => !held.includes(type)),
  )
  if (refused === undefined) return events
  throw invalid('events', `"${refused.event}" needs the scope ${refused.scope}, which the integration does not hold`)
}

function switched(endpoint: WebhookEndpoint, isEnabled: boolean | undefined, now: Date): WebhookEndpoint {
  const { disabled, failing, ...rest } = endpoint
  if (isEnabled === undefined) return endpoint
  // Whoever switches it on again has mended it: the five days count anew.
  if (isEnabled) return disabled === undefined ? endpoint : rest
  return disabled === undefined ? { ...rest, failing, disabled: { at: now, why: 'person' } } : endpoint
}

function actionOf(changed: readonly string[], isEnabled: boolean | undefined): string {
  const isSwitchAlone = changed.length === 1 && changed[0] === 'isEnabled'
  if (!isSwitchAlone) return 'webhook_endpoint.updated'
  return isEnabled ? 'webhook_endpoint.enabled' : 'webhook_endpoint.disabled'
}

function differences(old: WebhookEndpoint, edited: WebhookEndpoint) {
  const read = (endpoint: WebhookEndpoint): Record<string, unknown> => ({
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    isEnabled: endpoint.disabled === undefined,
  })
  const [before, after] = [read(old), read(edited)]
  for (const field of Object.keys(before)) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) continue
    delete before[field]
    delete after[field]
  }
  return { before, after }
}

function toPosition(position: string[] | undefined): { createdAt: Date; id: string } {
  const [createdAt, id] = position ?? []
  if (createdAt === undefined || id === undefined) throw new Problem('cursor_invalid')
  return { createdAt: new Date(createdAt), id }
}
