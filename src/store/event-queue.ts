import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** PostgreSQL tells listeners on this channel that there is an event to hand out. */
export const EVENTS_CHANNEL = 'events'

/** The signal's text when deliveries became due; a new event's is empty. */
export const DELIVERIES_DUE = 'due'

/** Wakes the workers of all nodes at the commit. Writing an event that has a receiver does it by itself. */
export async function signalDueDeliveries(db: Sql): Promise<void> {
  await sql`select pg_notify(${EVENTS_CHANNEL}, ${DELIVERIES_DUE})`.execute(db)
}

/** What an event tells, as JSON text; undefined once it is no longer kept. */
export async function findEventBody(db: Sql, accountId: string, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ body: string }>`
    select body::text as body from events where account_id = ${accountId} and id = ${id}`.execute(db)
  return rows[0]?.body
}

/** An event taken from the queue. The body is JSON text: it is passed on, not read. */
export interface QueuedEvent {
  accountId: string
  id: string
  type: string
  integrationId?: string
  body: string
  createdAt: Date
}

/** How much to take: from how many accounts, of each how many, going on behind which. */
export interface QueueTurn {
  afterAccountId: string
  accountsMax: number
  perAccount: number
}

/**
 * Takes events from the queue for good: the caller writes their deliveries in the same transaction. Accounts take turns,
 * so that one with a million waiting holds up no other; of each the oldest come first. The loose walk over the index
 * costs one step an account, however many events it has waiting.
 */
export async function takeQueuedEvents(db: Sql, turn: QueueTurn): Promise<QueuedEvent[]> {
  const { rows } = await sql<{
    account_id: string
    id: string
    type: string
    integration_id: string | null
    body: string
    created_at: Date
  }>`
    with recursive waiting as (
      (select account_id from event_queue where account_id > ${turn.afterAccountId} order by account_id limit 1)
      union all
      select (select q.account_id from event_queue q where q.account_id > w.account_id order by q.account_id limit 1)
        from waiting w where w.account_id is not null
    ), picked as materialized (
      select q.tid
        from (select account_id from waiting where account_id is not null limit ${turn.accountsMax}) a
       cross join lateral (
         select ctid as tid from event_queue where account_id = a.account_id
          order by seq limit ${turn.perAccount} for update skip locked) q
    ), taken as (
      delete from event_queue q using picked p where q.ctid = p.tid
      returning q.account_id, q.event_id, q.seq
    )
    select e.account_id, e.id, e.type, e.integration_id, e.body::text as body, e.created_at
      from taken t join events e on e.account_id = t.account_id and e.id = t.event_id
     order by t.seq`.execute(db)
  return rows.map(row => ({
    accountId: row.account_id,
    id: row.id,
    type: row.type,
    ...(row.integration_id === null ? {} : { integrationId: row.integration_id }),
    body: row.body,
    createdAt: row.created_at,
  }))
}
