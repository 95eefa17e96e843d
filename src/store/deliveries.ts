import { sql } from 'kysely'
import type {
  Attempt,
  AttemptOutcome,
  Delivery,
  DeliveryEnd,
  DeliveryStatus,
  ListedDelivery,
} from '../domain/delivery.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent } from './tables.ts'
import { webhookTables } from './webhook-tables.ts'

/** With its place in the endpoint's list. */
export type SequencedDelivery = ListedDelivery & { seq: number }

export interface DeliveryRef {
  accountId: string
  endpointId?: string
  deliveryId: string
}

/** Which deliveries of an endpoint. Newest first. */
export interface DeliveryQuery {
  accountId: string
  endpointId: string
  status?: DeliveryStatus
  eventType?: string
  since?: Date
  beforeSeq?: number
  limit: number
}

interface DeliveryRow {
  account_id: string
  id: string
  seq: number
  endpoint_id: string
  event_id: string
  event_type: string
  kind: 'event' | 'test'
  status: DeliveryStatus
  why: string | null
  attempts: number
  next_attempt_at: Date | null
  lease_id: string | null
  created_at: Date
  finished_at: Date | null
}

export async function listDeliveries(db: Sql, query: DeliveryQuery): Promise<SequencedDelivery[]> {
  const { accountId, endpointId, status, eventType, since, beforeSeq, limit } = query
  let rows = webhookTables(db)
    .selectFrom('deliveries as d')
    .leftJoin('delivery_attempts as a', join =>
      join
        .onRef('a.account_id', '=', 'd.account_id')
        .onRef('a.delivery_id', '=', 'd.id')
        .onRef('a.number', '=', 'd.attempts'),
    )
    .selectAll('d')
    .select(['a.number', 'a.at', 'a.duration_ms', 'a.outcome', 'a.status_code'])
    .where('d.account_id', '=', accountId)
    .where('d.endpoint_id', '=', endpointId)
    .orderBy('d.seq', 'desc')
    .limit(limit)
  if (status !== undefined) rows = rows.where('d.status', '=', status)
  if (eventType !== undefined) rows = rows.where('d.event_type', '=', eventType)
  if (since !== undefined) rows = rows.where('d.created_at', '>=', since)
  if (beforeSeq !== undefined) rows = rows.where('d.seq', '<', beforeSeq)
  return (await rows.execute()).map(({ number, at, duration_ms: durationMs, outcome, status_code, ...row }) => ({
    delivery: toDelivery(row),
    seq: row.seq,
    ...(number !== null && at !== null && durationMs !== null
      ? {
          latest: {
            ...{ number, at, durationMs },
            outcome: outcome as AttemptOutcome,
            statusCode: orAbsent(status_code),
          },
        }
      : {}),
  }))
}

export async function findDelivery(db: Sql, ref: DeliveryRef): Promise<SequencedDelivery | undefined> {
  let rows = webhookTables(db)
    .selectFrom('deliveries')
    .selectAll()
    .where('account_id', '=', ref.accountId)
    .where('id', '=', ref.deliveryId)
  if (ref.endpointId !== undefined) rows = rows.where('endpoint_id', '=', ref.endpointId)
  const row = await rows.executeTakeFirst()
  return row && { delivery: toDelivery(row), seq: row.seq }
}

export async function listAttempts(db: Sql, accountId: string, deliveryId: string): Promise<Attempt[]> {
  const rows = await webhookTables(db)
    .selectFrom('delivery_attempts')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('delivery_id', '=', deliveryId)
    .orderBy('number')
    .execute()
  return rows.map(row => ({
    number: row.number,
    at: row.at,
    durationMs: row.duration_ms,
    url: row.url,
    outcome: row.outcome as AttemptOutcome,
    statusCode: orAbsent(row.status_code),
    responseHeaders: orAbsent(row.response_headers),
    responseBody: orAbsent(row.response_body),
  }))
}

/** A delivery to write; one that this node starts at once carries its lease. */
export interface NewDelivery {
  accountId: string
  id: string
  endpointId: string
  eventId: string
  eventType: string
  kind: 'event' | 'test'
  leaseId?: string
  /** When it is due; of a leased one, when the lease ends. */
  nextAttemptAt: Date
  createdAt: Date
}

export async function insertDeliveries(db: Sql, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const column = <T>(read: (delivery: NewDelivery) => T) => deliveries.map(read)
  await sql`
    insert into deliveries (account_id, id, endpoint_id, event_id, event_type, kind, status, claims, lease_id, next_attempt_at, created_at)
    select d.account_id, d.id, d.endpoint_id, d.event_id, d.event_type, d.kind, 'pending',
           case when d.lease_id is null then 0 else 1 end, d.lease_id, d.next_attempt_at, d.created_at
      from unnest(${column(d => d.accountId)}::text[], ${column(d => d.id)}::text[], ${column(d => d.endpointId)}::text[],
                  ${column(d => d.eventId)}::text[], ${column(d => d.eventType)}::text[], ${column(d => d.kind)}::text[],
                  ${column(d => d.leaseId ?? null)}::text[], ${column(d => d.nextAttemptAt)}::timestamptz[], ${column(d => d.createdAt)}::timestamptz[])
           as d (account_id, id, endpoint_id, event_id, event_type, kind, lease_id, next_attempt_at, created_at)`.execute(
    db,
  )
}

export function toDelivery(row: Omit<DeliveryRow, 'seq'>): Delivery {
  return {
    id: row.id,
    accountId: row.account_id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    eventType: row.event_type,
    kind: row.kind,
    status: row.status,
    why: orAbsent(row.why) as DeliveryEnd | undefined,
    attempts: row.attempts,
    nextAttemptAt: orAbsent(row.next_attempt_at),
    createdAt: row.created_at,
    finishedAt: orAbsent(row.finished_at),
  }
}
