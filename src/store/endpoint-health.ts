import { sql } from 'kysely'
import type { EndpointHour } from '../domain/endpoint-view.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent } from './tables.ts'
import { webhookTables } from './webhook-tables.ts'

/** The hours of some endpoints since a moment, oldest first. */
export async function listEndpointHours(
  db: Sql,
  { accountId, endpointIds, since }: { accountId: string; endpointIds: readonly string[]; since: Date },
): Promise<EndpointHour[]> {
  if (endpointIds.length === 0) return []
  const rows = await webhookTables(db)
    .selectFrom('endpoint_hours')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('endpoint_id', 'in', endpointIds)
    .where('hour', '>=', since)
    .orderBy('hour')
    .execute()
  return rows.map(row => ({
    endpointId: row.endpoint_id,
    hour: row.hour,
    succeeded: row.succeeded,
    failed: row.failed,
    succeededAt: orAbsent(row.succeeded_at),
    failedAt: orAbsent(row.failed_at),
  }))
}

/** Counts of one endpoint to add to an hour. */
export interface HourCount {
  accountId: string
  endpointId: string
  hour: Date
  succeeded: number
  failed: number
  latestAt: Date
}

/** Adds counts, in one order, so that two nodes never wait for each other crosswise. */
export async function addToEndpointHours(db: Sql, counts: readonly HourCount[]): Promise<void> {
  if (counts.length === 0) return
  const column = <T>(read: (count: HourCount) => T) => counts.map(read)
  await sql`
    insert into endpoint_hours as kept (account_id, endpoint_id, hour, succeeded, failed, succeeded_at, failed_at)
    select c.account_id, c.endpoint_id, c.hour, c.succeeded, c.failed,
           case when c.succeeded > 0 then c.latest_at end, case when c.failed > 0 then c.latest_at end
      from unnest(${column(c => c.accountId)}::text[], ${column(c => c.endpointId)}::text[], ${column(c => c.hour)}::timestamptz[],
                  ${column(c => c.succeeded)}::integer[], ${column(c => c.failed)}::integer[], ${column(c => c.latestAt)}::timestamptz[])
           as c (account_id, endpoint_id, hour, succeeded, failed, latest_at)
     order by c.account_id, c.endpoint_id, c.hour
    on conflict (account_id, endpoint_id, hour) do update
      set succeeded = kept.succeeded + excluded.succeeded, failed = kept.failed + excluded.failed,
          succeeded_at = greatest(kept.succeeded_at, excluded.succeeded_at),
          failed_at = greatest(kept.failed_at, excluded.failed_at)`.execute(db)
}

export async function deleteEndpointHoursBefore(db: Sql, before: Date): Promise<void> {
  await webhookTables(db).deleteFrom('endpoint_hours').where('hour', '<', before).execute()
}
