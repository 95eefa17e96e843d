import { sql } from 'kysely'
import type { DeliveryStatus } from '../domain/delivery.ts'
import type { Sql } from '../lib/database.ts'

/** An endpoint, and from when on. */
export interface SinceWish {
  accountId: string
  endpointId: string
  since: Date
  limit: number
}

/**
 * Makes these deliveries of an endpoint due again, with a schedule that starts anew; one that is pending becomes due now.
 * What is on its way at this moment is left alone. Returns how many.
 */
export async function reviveDeliveries(
  db: Sql,
  { accountId, deliveryIds, now }: { accountId: string; deliveryIds: readonly string[]; now: Date },
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update deliveries set status = 'pending', why = null, finished_at = null, attempts_before = attempts, claims = 0,
           next_attempt_at = ${now}
     where account_id = ${accountId} and id = any(${[...deliveryIds]}::text[]) and lease_id is null`.execute(db)
  return Number(numAffectedRows)
}

/** A part of an endpoint's deliveries, by their order: behind one, up to another. */
export interface SeqSpan {
  afterSeq: number
  upToSeq: number
}

/** The same for what ended in one of these ways at an endpoint since a moment, oldest first. Tells how far it came. */
export async function reviveDeliveriesSince(
  db: Sql,
  wish: SinceWish & SeqSpan & { statuses: readonly DeliveryStatus[]; now: Date },
): Promise<{ count: number; lastSeq: number }> {
  const { accountId, endpointId, since, limit, statuses, afterSeq, upToSeq, now } = wish
  const { rows } = await sql<{ count: number; last_seq: number | null }>`
    with picked as materialized (
      select ctid as tid from deliveries
       where account_id = ${accountId} and endpoint_id = ${endpointId} and status = any(${[...statuses]}::text[])
         and kind = 'event' and created_at >= ${since} and seq > ${afterSeq} and seq <= ${upToSeq}
       order by seq limit ${limit} for update skip locked
    ), revived as (
      update deliveries d set status = 'pending', why = null, finished_at = null, attempts_before = attempts, claims = 0,
             next_attempt_at = ${now}
        from picked p where d.ctid = p.tid
      returning d.seq
    )
    select count(*)::int as count, max(seq) as last_seq from revived`.execute(db)
  return { count: rows[0]?.count ?? 0, lastSeq: rows[0]?.last_seq ?? afterSeq }
}

/** The place of an endpoint's latest delivery; 0 when it has none. */
export async function findLastSeq(
  db: Sql,
  { accountId, endpointId }: Pick<SinceWish, 'accountId' | 'endpointId'>,
): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    select seq from deliveries where account_id = ${accountId} and endpoint_id = ${endpointId} order by seq desc limit 1`.execute(
    db,
  )
  return rows[0]?.seq ?? 0
}

/** How many of these are deliveries of the endpoint. */
export async function countDeliveries(
  db: Sql,
  { accountId, endpointId, deliveryIds }: { accountId: string; endpointId: string; deliveryIds: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from deliveries
     where account_id = ${accountId} and endpoint_id = ${endpointId} and id = any(${[...deliveryIds]}::text[])`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** An event of which an endpoint has no delivery. */
export interface MissedEvent {
  id: string
  type: string
}

/**
 * Kept events since a moment that were never written down for an endpoint, oldest first. `types` are told whosever they
 * are, `ownTypes` only of this integration. What still waits to be handed out is none: it comes by itself.
 */
export async function listMissedEvents(
  db: Sql,
  wish: SinceWish & { types: readonly string[]; ownTypes: readonly string[]; integrationId: string },
): Promise<MissedEvent[]> {
  const { accountId, endpointId, since, limit, types, ownTypes, integrationId } = wish
  // EXCEPT hashes, whatever the planner takes the numbers for: as an anti-join it once looped 140,000 times over as many.
  const { rows } = await sql<MissedEvent>`
    with missed as materialized (
      select id from events
       where account_id = ${accountId} and created_at >= ${since}
         and (type = any(${[...types]}::text[]) or (type = any(${[...ownTypes]}::text[]) and integration_id = ${integrationId}))
      except select event_id from deliveries where account_id = ${accountId} and endpoint_id = ${endpointId}
      except select event_id from event_queue where account_id = ${accountId}
    )
    select e.id, e.type from missed m join events e on e.account_id = ${accountId} and e.id = m.id
     where e.created_at >= ${since} order by e.seq limit ${limit}`.execute(db)
  return rows
}
