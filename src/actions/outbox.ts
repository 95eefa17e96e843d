import type { Sql } from '../lib/database.ts'
import { insertEvents } from '../store/events.ts'
import type { Deps } from './deps.ts'

/** Writes events of the API's records to the outbox, in the order given and in the transaction of the change that they tell of. */
export async function publishAll(
  deps: Pick<Deps, 'ids' | 'clock'>,
  db: Sql,
  { accountId, events }: { accountId: string; events: readonly { type: string; body: Record<string, unknown> }[] },
): Promise<void> {
  const createdAt = deps.clock.now()
  await insertEvents(
    db,
    events.map(event => ({ ...event, accountId, id: deps.ids.next('evt'), createdAt })),
  )
}
