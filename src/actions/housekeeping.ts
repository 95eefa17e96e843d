import { EVERY_TENANT } from '../lib/database.ts'
import { isDatabaseUnavailable, sqlState } from '../lib/database-error.ts'
import { deleteApiKeyClientsBeyond } from '../store/api-keys.ts'
import { deleteClientsBeyond } from '../store/clients.ts'
import { deleteImportsBefore } from '../store/contact-imports.ts'
import { deleteOldEmailChanges } from '../store/email-changes.ts'
import { deleteRepliesBefore } from '../store/idempotency-keys.ts'
import { deleteOldInvites } from '../store/invites.ts'
import { deleteDeadNodes } from '../store/nodes.ts'
import { deleteSpentChallenges } from '../store/passkeys.ts'
import { deleteOldPasswordResets } from '../store/password-resets.ts'
import { deleteOldPendingSignIns } from '../store/pending-sign-ins.ts'
import { deleteOldSessions } from '../store/sessions.ts'
import { deleteOldFailures } from '../store/sign-in-failures.ts'
import { deleteTokenChangesBefore } from '../store/token-changes.ts'
import { listOverdueOverlaps } from '../store/tokens.ts'
import type { Deps } from './deps.ts'
import { endOverlap } from './rotations.ts'
import { SESSION_IDLE_MS } from './sessions.ts'

const BATCH = 100
/** Clients kept per token. */
const CLIENTS_KEPT = 500
/** A lock, or the statement that waited for it, took too long. */
const HELD_BY_OTHERS = new Set(['55P03', '57014'])
const HOUR_MS = 3_600_000

/**
 * Writes down the end of overlaps whose deadline has passed: audit entry, event, stable state. The secrets were dead at
 * the deadline already. Two workers may do it at once: the row lock lets each overlap end once. One that cannot be
 * ended now holds up no other. Returns how many were ended.
 */
export async function endPastOverlaps(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const overdue = await deps.database.read(EVERY_TENANT, db => listOverdueOverlaps(db, now, BATCH))
  let ended = 0
  for (const overlap of overdue) {
    try {
      await endOverlap(deps, overlap)
      ended++
    } catch (error) {
      if (!isItsOwnTrouble(error)) throw error
      deps.log.warn({ err: error, ...overlap }, 'overlap.not_ended')
    }
  }
  return ended
}

/** True when the next one may fare better: this one is locked, or its rows are wrong. Not when the database is away. */
function isItsOwnTrouble(error: unknown): boolean {
  return !isDatabaseUnavailable(error) || HELD_BY_OTHERS.has(sqlState(error) ?? '')
}

/** Removes what nobody needs any more: ended sessions, replies older than two days, applied changes, dead nodes. */
export async function sweep(deps: Pick<Deps, 'database' | 'clock'>): Promise<void> {
  const now = deps.clock.now()
  await deps.database.transact(EVERY_TENANT, async db => {
    await deleteOldSessions(db, now, new Date(now.getTime() - SESSION_IDLE_MS))
    await deleteRepliesBefore(db, new Date(now.getTime() - 48 * HOUR_MS))
    await deleteTokenChangesBefore(db, new Date(now.getTime() - HOUR_MS))
    await deleteDeadNodes(db)
    await deleteOldPendingSignIns(db, now)
    await deleteOldFailures(db, now)
    await deleteSpentChallenges(db, now)
    await deleteOldPasswordResets(db, now)
    await deleteOldEmailChanges(db, now)
    await deleteOldInvites(db, now)
    await deleteImportsBefore(db, new Date(now.getTime() - 30 * 24 * HOUR_MS))
    await deleteClientsBeyond(db, CLIENTS_KEPT)
    await deleteApiKeyClientsBeyond(db, CLIENTS_KEPT)
  })
}
