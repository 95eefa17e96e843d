import { DEFAULT_POLICIES } from '../domain/account.ts'
import { type Actor, recordOf } from '../domain/actor.ts'
import { type ClientCadence, expirySafety } from '../domain/cadence.ts'
import type { LifecycleEvent } from '../domain/event.ts'
import { expiryReminder, overlapReminder, rotationReminder, unusedReminder } from '../domain/reminder.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { listClientUses } from '../store/client-uses.ts'
import { insertEvent } from '../store/events.ts'
import { claimTurn, insertOccasion, isTurnDue, listOccasions } from '../store/occasions.ts'
import {
  type EndingOverlapRow,
  type ExpiryRow,
  listEndingOverlaps,
  listExpiries,
  listForReminders,
  type MomentPosition,
  type RemindedIntegration,
  type WalkPosition,
} from '../store/reminders.ts'
import type { Deps } from './deps.ts'
import { recordExpiry } from './expiries.ts'

const PAGE = 500
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Ages and idle times change by the day: one walk over everything an hour, by one of all nodes. */
const WALK_EVERY_MS = HOUR_MS
const SOON_EVERY_MS = 60_000
const SYSTEM: Actor = { kind: 'system', origin: {} }

type ReminderDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'log' | 'transact'>

/** Something to be said once: the occasion's key, and the event. */
interface Occasion extends WalkPosition {
  key: string
  event: LifecycleEvent
  name: string
  facts: Record<string, unknown>
}

/** What timers ask for every few seconds; of all nodes one takes each turn. */
export async function remindInTurn(deps: ReminderDeps & Pick<Deps, 'flushUse'>): Promise<void> {
  if (await takeTurn(deps, 'reminders.soon', SOON_EVERY_MS)) {
    await remindOfOverlaps(deps)
    await remindOfExpiries(deps, { pastMs: HOUR_MS, aheadMs: 0 })
  }
  if (await takeTurn(deps, 'reminders.ages', WALK_EVERY_MS)) {
    await remindOfAges(deps)
    await remindOfExpiries(deps, { pastMs: 30 * DAY_MS, aheadMs: 14 * DAY_MS })
  }
}

async function takeTurn({ database, clock }: ReminderDeps, name: string, everyMs: number): Promise<boolean> {
  const turn = { name, now: clock.now(), everyMs }
  // Every node asks every few seconds, and it is hardly ever due.
  if (!(await database.read(EVERY_TENANT, db => isTurnDue(db, turn)))) return false
  return database.transact(EVERY_TENANT, db => claimTurn(db, turn))
}

/** Walks over every live integration: is its rotation due, has nobody used it? Returns how many events it wrote. */
export async function remindOfAges(deps: ReminderDeps): Promise<number> {
  const now = deps.clock.now()
  let written = 0
  let after: WalkPosition | undefined
  for (;;) {
    const page = await deps.database.read(EVERY_TENANT, db => listForReminders(db, { after, now, limit: PAGE }))
    written += await sayNew(
      deps,
      page.flatMap(integration => ageOccasions(integration, now)),
    )
    after = page.at(-1)
    if (page.length < PAGE) return written
  }
}

function ageOccasions(integration: RemindedIntegration, now: Date): Occasion[] {
  const { accountId, integrationId, name, token, createdAt, lastUsedAt } = integration
  const { rotationDays, unusedDays } = { ...DEFAULT_POLICIES, ...integration.policies }
  const place = { accountId, integrationId, name }
  const due = rotationReminder(token, rotationDays, now)
  const idleSince = lastUsedAt ?? createdAt
  const unused = unusedReminder({ integrationId, idleSince }, unusedDays, now)
  return [
    ...(due === undefined
      ? []
      : [
          {
            ...place,
            key: due.key,
            event: 'private_integration.rotation_due' as const,
            facts: {
              token: { id: token.id, last4: token.last4, createdAt: token.createdAt.toISOString() },
              stage: due.stage,
              dueAt: due.dueAt.toISOString(),
              daysOverdue: due.daysOverdue,
              automated: token.createdByKind === 'token' && token.createdAt > createdAt,
            },
          },
        ]),
    ...(unused === undefined
      ? []
      : [
          {
            ...place,
            key: unused.key,
            event: 'private_integration.unused' as const,
            facts: {
              idleDays: unused.idleDays,
              idleSince: idleSince.toISOString(),
              lastUsedAt: lastUsedAt?.toISOString() ?? null,
            },
          },
        ]),
  ]
}

/** Overlaps that end in 72, 24 or 1 hour while somebody still needs the old secret. */
export async function remindOfOverlaps(deps: ReminderDeps & Pick<Deps, 'flushUse'>): Promise<number> {
  await deps.flushUse()
  const from = deps.clock.now()
  const until = new Date(from.getTime() + 3 * DAY_MS)
  let written = 0
  let after: MomentPosition | undefined
  for (;;) {
    const stretch = { from, until, after, limit: PAGE }
    const page = await deps.database.read(EVERY_TENANT, db => listEndingOverlaps(db, stretch))
    for (const stage of await notYetSaid(deps, page.flatMap(stageOfOverlap(from)))) {
      const users = await stillUsing(deps, stage.overlap, from)
      if (users.length > 0) written += await sayNew(deps, [overlapOccasion({ ...stage, users })])
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return written
    after = { at: last.endsAt, id: last.tokenId }
  }
}

const stageOfOverlap = (now: Date) => (overlap: EndingOverlapRow) => {
  const stage = overlapReminder(overlap, now)
  return stage === undefined ? [] : [{ ...stage, overlap, accountId: overlap.accountId }]
}

async function stillUsing(deps: ReminderDeps, overlap: EndingOverlapRow, now: Date): Promise<ClientCadence[]> {
  const { accountId, integrationId } = overlap
  const uses = await deps.database.read(accountId, db =>
    listClientUses(db, { accountId, integrationIds: [integrationId], now }),
  )
  return expirySafety(uses.get(integrationId) ?? [], now).clients.filter(client => client.status === 'active')
}

interface OverlapStage {
  overlap: EndingOverlapRow
  key: string
  hours: number
  users: readonly ClientCadence[]
}

function overlapOccasion({ overlap, key, hours, users }: OverlapStage): Occasion {
  const { accountId, integrationId, name, tokenId, last4, endsAt } = overlap
  const clients = users.slice(0, 20).map(({ network, userAgent, clientName, lastSeenAt }) => ({
    ...{ network, userAgent, clientName },
    lastSeenAt: lastSeenAt.toISOString(),
  }))
  const facts = { token: { id: tokenId, last4 }, hours, endsAt: endsAt.toISOString(), clients }
  return { accountId, integrationId, name, key, event: 'private_integration.overlap_ending', facts }
}

/** Integrations and tokens that end by themselves: 14, 3 and 1 day before, and when they have. */
export async function remindOfExpiries(
  deps: ReminderDeps,
  { pastMs, aheadMs }: { pastMs: number; aheadMs: number },
): Promise<number> {
  const now = deps.clock.now()
  const from = new Date(now.getTime() - pastMs)
  const until = new Date(now.getTime() + aheadMs)
  let written = 0
  let after: MomentPosition | undefined
  for (;;) {
    const stretch = { from, until, after, limit: PAGE }
    const page = await deps.database.read(EVERY_TENANT, db => listExpiries(db, stretch))
    for (const { row, key, days } of await notYetSaid(deps, page.flatMap(stageOfExpiry(now)))) {
      const isPast = days === 0
      written += Number(
        await (isPast ? recordExpiry(deps, { key, row }) : sayNew(deps, [expiryOccasion(row, key, days)])),
      )
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return written
    after = { at: last.expiresAt, id: last.thingId }
  }
}

const stageOfExpiry = (now: Date) => (row: ExpiryRow) => {
  const stage = expiryReminder({ id: row.thingId, expiresAt: row.expiresAt, since: row.since }, now)
  return stage === undefined ? [] : [{ ...stage, row, accountId: row.accountId }]
}

function expiryOccasion(row: ExpiryRow, key: string, days: number): Occasion {
  const { accountId, integrationId, name, what, thingId, last4, expiresAt } = row
  const token = what === 'token' ? { token: { id: thingId, last4 } } : {}
  const facts = { what, ...token, expiresAt: expiresAt.toISOString(), days }
  return { accountId, integrationId, name, key, event: 'private_integration.expiring', facts }
}

/** Leaves out what was said before, with one look for all of them. */
async function notYetSaid<T extends { accountId: string; key: string }>(
  { database }: ReminderDeps,
  occasions: readonly T[],
): Promise<T[]> {
  const said = await database.read(EVERY_TENANT, db => listOccasions(db, occasions))
  return occasions.filter(({ accountId, key }) => !said.has(`${accountId} ${key}`))
}

/** Writes an event for each occasion that was not said before; the key decides, whatever two nodes do at once. */
async function sayNew(deps: ReminderDeps, occasions: readonly Occasion[]): Promise<number> {
  let written = 0
  for (const occasion of await notYetSaid(deps, occasions)) if (await say(deps, occasion)) written++
  return written
}

async function say(deps: ReminderDeps, { accountId, integrationId, key, event, name, facts }: Occasion) {
  return deps.database.transact(accountId, async db => {
    const now = deps.clock.now()
    if (!(await insertOccasion(db, { accountId, key, at: now }))) return false
    const body = { integration: { id: integrationId, name }, actor: recordOf(SYSTEM), ...facts }
    await insertEvent(db, { id: deps.ids.next('evt'), accountId, type: event, integrationId, body, createdAt: now })
    return true
  })
}
