import { EVERY_TENANT } from '../lib/database.ts'
import { deleteEndpointHoursBefore } from '../store/endpoint-health.ts'
import { deleteDeliveriesBefore, deleteEventsBefore } from '../store/event-retention.ts'
import type { Deps } from './deps.ts'

const DAY_MS = 86_400_000
/** Small enough for each statement to end well within its time limit. */
const BATCH = 5000
const BATCHES_PER_TURN = 20

/** Forgets events and deliveries that are older than they are kept, deliveries first: they show their events' bodies. */
export async function forgetOldEvents(deps: Pick<Deps, 'database' | 'clock'>, retentionDays: number): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - retentionDays * DAY_MS)
  for (const remove of [deleteDeliveriesBefore, deleteEventsBefore]) {
    for (let batch = 0; batch < BATCHES_PER_TURN; batch++) {
      const count = await deps.database.transact(EVERY_TENANT, db => remove(db, before, BATCH))
      if (count < BATCH) break
    }
  }
  await deps.database.transact(EVERY_TENANT, db => deleteEndpointHoursBefore(db, before))
}
