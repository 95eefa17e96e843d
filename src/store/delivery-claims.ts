import { sql } from 'kysely'
import type { AttemptOutcome, DeliveryEnd, DeliveryKind, DeliveryStatus } from '../domain/delivery.ts'
import type { Sql } from '../lib/database.ts'

/** An endpoint as workers name it. */
export interface EndpointKey {
  accountId: string
  endpointId: string
}

/** A delivery that this worker holds until its lease ends, with the event that it carries. */
export interface ClaimedDelivery extends EndpointKey {
  id: string
  eventId: string
  eventType: string
  /** Whose lifecycle the event tells of. */
  eventIntegrationId?: string
  /** JSON text; absent once the event is no longer kept. */
  body?: string
  kind: DeliveryKind
  /** Since the schedule began. */
  attempts: number
  claims: number
}

/** What to claim: of each endpoint at most so many. */
export interface ClaimWish {
  wanted: readonly (EndpointKey & { slots: number })[]
  leaseId: string
  leaseUntil: Date
  now: Date
}

/**
 * Claims due deliveries, the longest due first. While claimed they are due again only when the lease ends, so that a dead
 * worker's come back by themselves; the lease's id is the fence: a result counts under it alone. Locked rows are left to
 * whoever is at them.
 */
export async function claimDeliveries(
  db: Sql,
  { wanted, leaseId, leaseUntil, now }: ClaimWish,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<{
    account_id: string
    id: string
    endpoint_id: string
    event_id: string
    event_type: string
    event_integration_id: string | null
    body: string | null
    kind: DeliveryKind
    attempts: number
    claims: number
  }>`
    with picked as materialized (
      select d.tid
        from unnest(${wanted.map(w => w.accountId)}::text[], ${wanted.map(w => w.endpointId)}::text[], ${wanted.map(w => w.slots)}::integer[])
             as w (account_id, endpoint_id, slots)
       cross join lateral (
         select ctid as tid from deliveries
          where endpoint_id = w.endpoint_id and account_id = w.account_id and status = 'pending' and next_attempt_at <= ${now}
          order by next_attempt_at limit w.slots for update skip locked) d
    ), claimed as (
      update deliveries d set lease_id = ${leaseId}, next_attempt_at = ${leaseUntil}, claims = d.claims + 1
        from picked p where d.ctid = p.tid
      returning d.account_id, d.id, d.endpoint_id, d.event_id, d.event_type, d.kind, d.attempts - d.attempts_before as attempts, d.claims
    )
    select c.*, e.integration_id as event_integration_id, e.body::text as body
      from claimed c left join events e on e.account_id = c.account_id and e.id = c.event_id`.execute(db)
  return rows.map(row => ({
    accountId: row.account_id,
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    eventType: row.event_type,
    ...(row.event_integration_id === null ? {} : { eventIntegrationId: row.event_integration_id }),
    ...(row.body === null ? {} : { body: row.body }),
    kind: row.kind,
    attempts: row.attempts,
    claims: row.claims,
  }))
}

/** Endpoints with something due, behind one in order of their ids. The walk takes one step an endpoint that has any pending. */
export async function listDueEndpoints(
  db: Sql,
  { afterEndpointId, now, limit }: { afterEndpointId: string; now: Date; limit: number },
): Promise<EndpointKey[]> {
  const { rows } = await sql<{ account_id: string; endpoint_id: string }>`
    with recursive pending as (
      (select endpoint_id from deliveries where status = 'pending' and endpoint_id > ${afterEndpointId}
        order by endpoint_id limit 1)
      union all
      select (select d.endpoint_id from deliveries d where d.status = 'pending' and d.endpoint_id > p.endpoint_id
               order by d.endpoint_id limit 1)
        from pending p where p.endpoint_id is not null
    )
    select due.account_id, p.endpoint_id
      from pending p
     cross join lateral (
       select account_id from deliveries d
        where d.endpoint_id = p.endpoint_id and d.status = 'pending' and d.next_attempt_at <= ${now}
        order by d.next_attempt_at limit 1) due
     where p.endpoint_id is not null
     limit ${limit}`.execute(db)
  return rows.map(row => ({ accountId: row.account_id, endpointId: row.endpoint_id }))
}

/** What became of one claimed delivery, to write down under its lease. */
export interface ClaimResult {
  accountId: string
  id: string
  leaseId: string
  status: DeliveryStatus
  why?: DeliveryEnd
  nextAttemptAt?: Date
  at: Date
  /** Absent when it ended without a request. */
  attempt?: {
    durationMs: number
    url: string
    outcome: AttemptOutcome
    statusCode?: number
    responseHeaders?: Record<string, string>
    responseBody?: string
  }
}

/**
 * Writes results down, each only if its lease still holds: what a worker brings after its lease went to another is left
 * out, even if both come in one batch. Returns those that counted. Each row is looked up by its key, whatever the planner
 * believes: it once walked over all that waited, 250 times.
 */
export async function recordResults<R extends ClaimResult>(db: Sql, results: readonly R[]): Promise<R[]> {
  if (results.length === 0) return []
  const rows = results.toSorted(byDelivery).map(toResultRow)
  const { rows: done } = await sql<{ id: string; lease_id: string }>`
    with results as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
        account_id text, id text, lease_id text, status text, why text, next_at timestamptz, at timestamptz,
        url text, duration_ms integer, outcome text, status_code smallint, headers jsonb, body text)
    ), held as materialized (
      select r.*, d.tid from results r
       cross join lateral (
         select ctid as tid from deliveries
          where account_id = r.account_id and id = r.id and lease_id = r.lease_id and next_attempt_at is not null
            for no key update) d
    ), done as (
      update deliveries d
         set status = r.status, why = r.why, next_attempt_at = r.next_at, lease_id = null,
             attempts = d.attempts + case when r.outcome is null then 0 else 1 end,
             finished_at = case when r.status = 'pending' then null else r.at end
        from held r where d.ctid = r.tid
      returning d.account_id, d.id, d.attempts, r.lease_id, r.at, r.duration_ms, r.url, r.outcome, r.status_code, r.headers, r.body
    ), kept as (
      insert into delivery_attempts (account_id, delivery_id, number, at, duration_ms, url, outcome, status_code, response_headers, response_body)
      select account_id, id, attempts, at, duration_ms, url, outcome, status_code, headers, body from done
       where outcome is not null
    )
    select id, lease_id from done`.execute(db)
  const counted = new Set(done.map(row => `${row.id} ${row.lease_id}`))
  return results.filter(({ id, leaseId }) => counted.has(`${id} ${leaseId}`))
}

/** Rows are locked in this order, whoever locks several: two that do never wait for each other. */
function byDelivery(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1
}

/** As the columns are called; an absent key is a null to jsonb_to_recordset. */
function toResultRow({ attempt, ...result }: ClaimResult) {
  return {
    account_id: result.accountId,
    id: result.id,
    lease_id: result.leaseId,
    status: result.status,
    why: result.why,
    next_at: result.nextAttemptAt,
    at: result.at,
    ...(attempt && {
      url: attempt.url,
      duration_ms: attempt.durationMs,
      outcome: attempt.outcome,
      status_code: attempt.statusCode,
      headers: attempt.responseHeaders,
      body: attempt.responseBody,
    }),
  }
}

/** Gives claims back, so that another worker takes them at once. */
export async function releaseClaims(
  db: Sql,
  unordered: readonly { accountId: string; id: string; leaseId: string }[],
  now: Date,
): Promise<void> {
  if (unordered.length === 0) return
  const claims = unordered.toSorted(byDelivery)
  await sql`
    with held as materialized (
      select d.tid
        from unnest(${claims.map(c => c.accountId)}::text[], ${claims.map(c => c.id)}::text[], ${claims.map(c => c.leaseId)}::text[])
             as c (account_id, id, lease_id)
       cross join lateral (
         select ctid as tid from deliveries
          where account_id = c.account_id and id = c.id and lease_id = c.lease_id and next_attempt_at is not null
            for no key update) d
    )
    update deliveries d set lease_id = null, next_attempt_at = ${now}, claims = greatest(d.claims - 1, 0)
      from held where d.ctid = held.tid`.execute(db)
}

/** How many attempts failed at an endpoint, and when the first of them did. */
export interface FailedAttempts extends EndpointKey {
  failed: number
  at: Date
}

/** Adds failed attempts to their endpoints' counts. Returns what each stands at, by the endpoint's id. */
export async function countFailures(
  db: Sql,
  failures: readonly FailedAttempts[],
): Promise<Map<string, { since: Date; attempts: number }>> {
  if (failures.length === 0) return new Map()
  const column = <T>(read: (one: FailedAttempts) => T) => failures.map(read)
  // Locked in one order: two nodes that count the same endpoints never wait for each other.
  const { rows } = await sql<{ id: string; failing_since: Date; failures: number }>`
    with failed as materialized (
      select * from unnest(${column(f => f.accountId)}::text[], ${column(f => f.endpointId)}::text[],
                           ${column(f => f.failed)}::integer[], ${column(f => f.at)}::timestamptz[]) as f (account_id, id, failed, at)
    ), locked as materialized (
      select w.account_id, w.id, f.failed, f.at from failed f
        join webhook_endpoints w on w.account_id = f.account_id and w.id = f.id
       order by w.id for no key update of w
    )
    update webhook_endpoints w set failing_since = coalesce(w.failing_since, l.at), failures = w.failures + l.failed
      from locked l where w.account_id = l.account_id and w.id = l.id
    returning w.id, w.failing_since, w.failures`.execute(db)
  return new Map(rows.map(row => [row.id, { since: row.failing_since, attempts: row.failures }]))
}

export async function forgetFailures(db: Sql, endpoints: readonly EndpointKey[]): Promise<void> {
  if (endpoints.length === 0) return
  await sql`
    update webhook_endpoints set failing_since = null, failures = 0
     where account_id = any(${endpoints.map(e => e.accountId)}::text[]) and id = any(${endpoints.map(e => e.endpointId)}::text[])
       and failing_since is not null`.execute(db)
}
