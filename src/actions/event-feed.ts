import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../domain/actor.ts'
import { type FeedPosition, readOn } from '../domain/event-feed.ts'
import { type Integration, stateOf } from '../domain/integration.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { sentBody } from '../domain/sent-body.ts'
import { eventPause, SUBSCRIBABLE_EVENTS } from '../domain/subscription.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import { WaitingRoom } from '../lib/waiting-room.ts'
import { bodySignature, signingSecretOf, standardSignature } from '../lib/webhook-signature.ts'
import { type FeedEvent, latestEventSeq, listEventsAfter } from '../store/event-feed.ts'
import { findIntegration } from '../store/integrations.ts'
import { authorizeForIntegrations, requireOwnScopes } from './authorize.ts'
import type { Deps } from './deps.ts'
import { requireReach } from './reach.ts'
import { recordAudit } from './record.ts'
import type { IntegrationRef } from './rotations.ts'
import { ensureWebhookKey, loadSigningKey } from './webhook-keys.ts'

/** An event with the request that a webhook of it would be: the body's text, and headers with signatures over it. */
export interface ForwardableEvent {
  id: string
  type: string
  createdAt: Date
  headers: Record<string, string>
  body: string
}

/** Which of an integration's events, and where the reading goes on. */
export interface FeedInput extends IntegrationRef {
  types?: readonly string[]
  cursor?: string
  /** How long to wait for the first one. */
  waitMs: number
  /** False ends the wait early. */
  isWanted?: () => boolean
}

const PAGE = 100

/**
 * Begins to listen: the secret under which forwarded events are signed, and where the feed stands now. The secret is
 * derived, not stored: the same integration has the same one, so that a developer's settings last.
 */
export async function startListening(
  deps: Deps,
  actor: Actor,
  input: IntegrationRef,
): Promise<{ signingSecret: string; cursor: string }> {
  const { accountId, integrationId } = input
  await ensureWebhookKey(deps)
  return deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'webhooks.manage' })
    const integration = await findIntegration(tx.db, accountId, integrationId)
    if (integration === undefined) throw new Problem('integration_not_found')
    await requireReach(deps, tx, { actor, reaches: integration })
    const target = { kind: 'integration' as const, id: integrationId, name: integration.name }
    recordAudit(deps, tx, { actor, action: 'webhook_listener.started', target, at: deps.clock.now() })
    const position = { afterSeq: await latestEventSeq(tx.db, accountId), seen: [] }
    return { signingSecret: secretOf(deps, input), cursor: sealPosition(deps, input, position) }
  })
}

/** By node: who waits meets in the database that they look into. */
const rooms = new WeakMap<Deps['database'], WaitingRoom>()

function roomOf({ database }: Pick<Deps, 'database'>): WaitingRoom {
  const room = rooms.get(database) ?? new WaitingRoom()
  rooms.set(database, room)
  return room
}

/**
 * The integration's events behind a cursor, oldest first; waits for the first one when there is none. Throws rate_limited
 * when too many wait in the account already.
 */
export async function readEventFeed(
  deps: Deps,
  actor: Actor,
  input: FeedInput,
): Promise<{ items: ForwardableEvent[]; cursor: string }> {
  const position = input.cursor === undefined ? undefined : openPosition(deps, input, input.cursor)
  const wish = { input, types: readTypes(input.types), position }
  const first = await readPage(deps, actor, wish)
  const page = first.events.length > 0 || input.waitMs === 0 ? first : await waitForPage(deps, actor, { wish, first })
  return { items: await signed(deps, input, page.events), cursor: sealPosition(deps, input, page.position) }
}

async function waitForPage(
  deps: Deps,
  actor: Actor,
  { wish, first }: { wish: PageWish & { input: FeedInput }; first: Page },
): Promise<Page> {
  const { accountId, waitMs } = wish.input
  const endMs = performance.now() + waitMs
  const room = roomOf(deps)
  if (!room.enter(accountId)) throw new Problem('rate_limited', { detail: CROWDED, facts: { retryAfterSeconds: 5 } })
  try {
    let page = first
    while (page.events.length === 0 && performance.now() < endMs && wish.input.isWanted?.() !== false) {
      await sleep(Math.min(room.pauseMs, endMs - performance.now()))
      page = await readPage(deps, actor, { ...wish, position: page.position })
    }
    return page
  } finally {
    room.leave(accountId)
  }
}

const CROWDED = 'Too many requests of this account wait for events already. Ask without “wait”, or later.'

interface Page {
  events: FeedEvent[]
  position: FeedPosition
}

interface PageWish {
  input: IntegrationRef
  types: readonly string[]
  position: FeedPosition | undefined
}

/** May be asked again and again while it waits: rights and scopes are looked at each time. */
async function readPage(deps: Deps, actor: Actor, { input, types, position }: PageWish): Promise<Page> {
  const { accountId, integrationId } = input
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'webhooks.view' })
    const integration = await findIntegration(db, accountId, integrationId)
    if (integration === undefined) throw new Problem('integration_not_found')
    requireOwnScopes(actor, integration.scopes)
    if (position === undefined)
      return { events: [], position: { afterSeq: await latestEventSeq(db, accountId), seen: [] } }
    const events = await listEventsAfter(db, { accountId, afterSeq: position.afterSeq, types, limit: PAGE })
    const now = deps.clock.now()
    const { fresh, next } = readOn(position, events, { now, isFull: events.length === PAGE })
    return { events: fresh.filter(event => mayHear(integration, event, now)), position: next }
  })
}

function mayHear(integration: Integration, event: FeedEvent, now: Date): boolean {
  return stateOf(integration, now) === 'live' && eventPause(integration, event) === undefined
}

async function signed(deps: Deps, ref: IntegrationRef, events: readonly FeedEvent[]): Promise<ForwardableEvent[]> {
  if (events.length === 0) return []
  const serverKey = await loadSigningKey(deps)
  const secret = secretOf(deps, ref)
  const at = deps.clock.now()
  const timestampSeconds = Math.floor(at.getTime() / 1000)
  return events.map(({ id, type, createdAt, body: eventJson }) => {
    const body = sentBody(eventJson, { at, webhookId: id })
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': standardSignature([secret], { id, timestampSeconds, body }),
      'x-ghl-signature': bodySignature(serverKey.key, body),
      'x-ghl-signature-key': serverKey.id,
    }
    return { id, type, createdAt, headers, body }
  })
}

function readTypes(types: readonly string[] | undefined): readonly string[] {
  const unknown = types?.find(type => !SUBSCRIBABLE_EVENTS.has(type))
  if (unknown !== undefined) throw invalid('types', `"${unknown}" is no event; see the account’s events catalogue`)
  return types ?? [...SUBSCRIBABLE_EVENTS]
}

function secretOf({ keys }: Pick<Deps, 'keys'>, { accountId, integrationId }: IntegrationRef): string {
  return signingSecretOf(keys.macOf('webhook listener', `${accountId} ${integrationId}`))
}

const scopeOf = ({ accountId, integrationId }: IntegrationRef) => JSON.stringify(['feed', accountId, integrationId])

function sealPosition(deps: Pick<Deps, 'keys'>, ref: IntegrationRef, { afterSeq, seen }: FeedPosition): string {
  return sealCursor(text => deps.keys.macOf('cursor', text), scopeOf(ref), [afterSeq, ...seen].map(String))
}

function openPosition(deps: Pick<Deps, 'keys'>, ref: IntegrationRef, cursor: string): FeedPosition {
  const opened = openCursor(text => deps.keys.macOf('cursor', text), scopeOf(ref), cursor)
  const [afterSeq, ...seen] = (opened ?? []).map(Number)
  if (afterSeq === undefined || !Number.isInteger(afterSeq)) throw new Problem('cursor_invalid')
  return { afterSeq, seen }
}
