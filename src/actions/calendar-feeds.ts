import { rotationDueAt } from '../domain/account.ts'
import type { Actor } from '../domain/actor.ts'
import { isAllowed } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { isWellFormedSecret, newSecret, sha256 } from '../lib/secrets.ts'
import { findAccount } from '../store/accounts.ts'
import {
  type CalendarFeed,
  deleteCalendarFeed as deleteRow,
  findCalendarFeed,
  findCalendarFeedByHash,
  updateFeedRead,
  upsertCalendarFeed,
} from '../store/calendar-feeds.ts'
import { listIntegrations } from '../store/integrations.ts'
import { findMembership } from '../store/memberships.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import { authorize, enterAccount } from './authorize.ts'
import type { Deps } from './deps.ts'
import { viewOf } from './integration-view.ts'
import { recordAudit } from './record.ts'

const FEED_PREFIX = 'cal_'
const INTEGRATIONS_MAX = 2000
const READ_NOTED_EVERY_MS = 60_000

export type { CalendarFeed } from '../store/calendar-feeds.ts'

interface AccountRef {
  accountId: string
}

/** The caller's feed of an account, without its secret; undefined when there is none. */
export async function getCalendarFeed(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  { accountId }: AccountRef,
): Promise<CalendarFeed | undefined> {
  const userId = personOf(actor)
  return deps.database.read(accountId, async db => {
    await enterAccount(db, actor, accountId)
    return findCalendarFeed(db, accountId, userId)
  })
}

/** Makes the caller's feed anew. The secret is in the result and nowhere else; the one before it is dead. */
export async function createCalendarFeed(
  deps: Deps,
  actor: Actor,
  { accountId }: AccountRef,
): Promise<{ feed: CalendarFeed; secret: string }> {
  const userId = personOf(actor)
  return deps.transact(accountId, async tx => {
    const account = await authorize(tx.db, actor, { accountId, permission: 'privateIntegrations.view' })
    const secret = newSecret(FEED_PREFIX)
    const now = deps.clock.now()
    const feed = { accountId, userId, last4: secret.slice(-4), createdAt: now }
    await upsertCalendarFeed(tx.db, { ...feed, tokenHash: sha256(secret) })
    const target = { kind: 'account' as const, id: accountId, name: account.name }
    recordAudit(deps, tx, {
      ...{ actor, action: 'calendar_feed.created', target },
      ...{ after: { last4: feed.last4 }, at: now },
    })
    return { feed, secret }
  })
}

/** Closes the caller's feed; done as well when there is none. */
export async function deleteCalendarFeed(deps: Deps, actor: Actor, { accountId }: AccountRef): Promise<void> {
  const userId = personOf(actor)
  await deps.transact(accountId, async tx => {
    const account = await enterAccount(tx.db, actor, accountId)
    if (!(await deleteRow(tx.db, accountId, userId))) return
    const target = { kind: 'account' as const, id: accountId, name: account.name }
    recordAudit(deps, tx, { actor, action: 'calendar_feed.deleted', target, at: deps.clock.now() })
  })
}

/** A date in the calendar. */
export interface DueDate {
  /** Stays the same for the same occasion, so that a calendar moves it instead of adding another. */
  id: string
  kind: 'rotation_due' | 'overlap_ends' | 'expires'
  integrationName: string
  last4: string
  at: Date
  /** When what it speaks of last changed. */
  changedAt: Date
}

/** All dates of an account's live integrations. */
export interface DueDates {
  accountName: string
  timezone: string
  dates: DueDate[]
}

/**
 * What the address behind a secret shows. The person must still be able to see the account's integrations. Throws
 * route_not_found for anything else: whoever tries addresses learns nothing.
 */
export async function readCalendarFeed(deps: Pick<Deps, 'database' | 'clock'>, secret: string): Promise<DueDates> {
  if (!isWellFormedSecret(FEED_PREFIX, secret)) throw new Problem('route_not_found')
  const feed = await deps.database.read(EVERY_TENANT, db => findCalendarFeedByHash(db, sha256(secret)))
  if (feed === undefined) throw new Problem('route_not_found')
  const { accountId, userId } = feed
  const now = deps.clock.now()
  return deps.database.transact(accountId, async db => {
    const membership = await findMembership(db, accountId, userId)
    const account = await findAccount(db, accountId)
    const maySee = membership !== undefined && isAllowed(membership, 'privateIntegrations.view')
    if (!maySee || account === undefined || !account.labs.privateIntegrations) throw new Problem('route_not_found')
    if (now.getTime() - (feed.lastReadAt?.getTime() ?? 0) > READ_NOTED_EVERY_MS) await updateFeedRead(db, feed, now)
    const integrations = await listIntegrations(db, { accountId, state: 'live', limit: INTEGRATIONS_MAX, now })
    const ids = integrations.map(({ id }) => id)
    const tokensOf = Map.groupBy(await listUnendedTokens(db, accountId, ids), ({ integrationId }) => integrationId)
    const dates = integrations.flatMap(integration => {
      const view = viewOf({ account, integration, tokens: tokensOf.get(integration.id) ?? [] }, now)
      return datesOf(view, rotationDueAt(account.policies, view.rotation.current.createdAt))
    })
    return { accountName: account.name, timezone: account.timezone, dates }
  })
}

function datesOf({ integration, rotation }: ReturnType<typeof viewOf>, dueAt: Date): DueDate[] {
  const { current } = rotation
  const integrationName = integration.name
  const due: DueDate = {
    ...{ id: `due-${current.id}`, kind: 'rotation_due', integrationName, last4: current.last4 },
    ...{ at: dueAt, changedAt: current.createdAt },
  }
  const overlap: DueDate[] =
    rotation.state === 'stable'
      ? []
      : [
          {
            ...{ id: `overlap-${rotation.retiring.id}`, kind: 'overlap_ends', integrationName },
            ...{ last4: rotation.retiring.last4, at: rotation.endsAt, changedAt: integration.updatedAt },
          },
        ]
  const end = earliest(integration.expiresAt, current.expiresAt)
  const expiry: DueDate[] =
    end === undefined
      ? []
      : [
          {
            ...{ id: `expiry-${integration.id}`, kind: 'expires', integrationName },
            ...{ last4: current.last4, at: end, changedAt: integration.updatedAt },
          },
        ]
  return [due, ...overlap, ...expiry]
}

function earliest(...moments: (Date | undefined)[]): Date | undefined {
  return moments.filter(at => at !== undefined).toSorted((a, b) => a.getTime() - b.getTime())[0]
}

/** A feed is a person's own. */
function personOf(actor: Actor): string {
  if (actor.kind === 'user') return actor.userId
  throw new Problem('permission_missing', { detail: 'A calendar feed is a person’s own: sign in to make yours.' })
}
