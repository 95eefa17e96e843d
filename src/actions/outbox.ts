import type { Sql } from '../lib/database.ts'
import { insertEvent, insertEvents } from '../store/events.ts'
import type { Deps } from './deps.ts'

/** Writes an event of the API's records to the outbox, in the transaction of the change that it tells of. */
export async function publish(
  deps: Pick<Deps, 'ids' | 'clock'>,
  db: Sql,
  event: { accountId: string; type: string; body: Record<string, unknown> },
): Promise<void> {
  await insertEvent(db, { ...event, id: deps.ids.next('evt'), createdAt: deps.clock.now() })
}

/** Writes many events of one account, in the order given. */
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
