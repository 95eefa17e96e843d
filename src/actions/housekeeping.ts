import { EVERY_TENANT } from '../lib/database.ts'
import { deleteRepliesBefore } from '../store/idempotency-keys.ts'
import { deleteDeadNodes } from '../store/nodes.ts'
import { deleteOldSessions } from '../store/sessions.ts'
import { deleteTokenChangesBefore } from '../store/token-changes.ts'
import { listOverdueOverlaps } from '../store/tokens.ts'
import type { Deps } from './deps.ts'
import { endOverlap } from './rotations.ts'
import { SESSION_IDLE_MS } from './sessions.ts'

const BATCH = 100
const HOUR_MS = 3_600_000

/**
 * Writes down the end of overlaps whose deadline has passed: audit entry, event, stable state. The secrets were dead at
 * the deadline already. Two workers may do it at once: the row lock lets each overlap end once. Returns how many.
 */
export async function endPastOverlaps(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const overdue = await deps.database.read(EVERY_TENANT, db => listOverdueOverlaps(db, now, BATCH))
  for (const overlap of overdue) await endOverlap(deps, overlap)
  return overdue.length
}

/** Removes what nobody needs any more: ended sessions, replies older than a day, applied changes, dead nodes. */
export async function sweep(deps: Pick<Deps, 'database' | 'clock'>): Promise<void> {
  const now = deps.clock.now()
  await deps.database.transact(EVERY_TENANT, async db => {
    await deleteOldSessions(db, now, new Date(now.getTime() - SESSION_IDLE_MS))
    await deleteRepliesBefore(db, new Date(now.getTime() - 48 * HOUR_MS))
    await deleteTokenChangesBefore(db, new Date(now.getTime() - HOUR_MS))
    await deleteDeadNodes(db)
  })
}
