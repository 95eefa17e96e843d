import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** The role that owns the log of calls and nothing else: COPY is closed to those whom row-level security watches. */
export const USAGE_ROLE = 'pit_usage'

/** The fields of a row in the order in which they are copied. Who calls, and what, stand together: they repeat. */
const COLUMNS = [
  ...['account_id', 'integration_id', 'token_id', 'network', 'user_agent', 'client_name'],
  ...['operation', 'method', 'path'],
  ...['at', 'status', 'missing_scope', 'duration_ms', 'request_id'],
]
export const CALL_FIELDS = COLUMNS.length

/** Calls of one hour that were alike, counted. */
export interface CallCount {
  accountId: string
  integrationId: string
  hourMs: number
  operation: string
  status: number
  missingScope: string
  scope: string
  calls: number
  durationMsSum: number
  lastAtMs: number
}

/** A batch of calls: the rows as a binary COPY stream, and the days that they are of. */
export interface CallBatch {
  stream: Buffer
  days: readonly Date[]
}

/** Makes sure that calls of these days have a place. */
export async function makePartitions(client: pg.ClientBase, days: readonly Date[]): Promise<void> {
  for (const day of days) await client.query('select make_call_partition($1)', [day.toISOString().slice(0, 10)])
}

/** Writes a batch of calls in one transaction, on a connection of the usage role. */
export async function copyCalls(client: pg.ClientBase, { stream }: CallBatch): Promise<void> {
  await inQuickTransaction(client, async () => {
    const target = client.query(copyFrom(`copy api_calls (${COLUMNS.join(', ')}) from stdin (format binary)`))
    await pipeline(Readable.from([stream]), target)
  })
}

/** Adds counts to those of their hours and days, in one transaction, on a connection of the usage role. */
export async function addCounts(client: pg.ClientBase, counts: readonly CallCount[]): Promise<void> {
  await inQuickTransaction(client, async () => {
    await addToHours(client, counts)
    await addToDays(client, counts)
  })
}

/** Not waiting for the disk costs at most the last half second of a crash, which a log of calls may lose. */
async function inQuickTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query(
    `begin; select set_config('app.account_id', '*', true), set_config('synchronous_commit', 'off', true)`,
  )
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** Rows are taken in one order, so that two nodes never wait for each other. */
async function addToHours(client: pg.ClientBase, counts: readonly CallCount[]): Promise<void> {
  const column = <K extends keyof CallCount>(key: K) => counts.map(count => count[key])
  await client.query(
    `insert into usage_hours (account_id, integration_id, hour, operation, status, missing_scope, scope, calls,
                              duration_ms_sum, last_at)
     select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::smallint[], $6::text[], $7::text[],
                          $8::bigint[], $9::float8[], $10::timestamptz[])
       as row (account_id, integration_id, hour, operation, status, missing_scope, scope, calls, duration_ms_sum, last_at)
      order by account_id, integration_id, hour, operation, status, missing_scope
     on conflict (account_id, integration_id, hour, operation, status, missing_scope) do update
       set calls = usage_hours.calls + excluded.calls,
           duration_ms_sum = usage_hours.duration_ms_sum + excluded.duration_ms_sum,
           last_at = greatest(usage_hours.last_at, excluded.last_at), scope = excluded.scope`,
    [
      column('accountId'),
      column('integrationId'),
      counts.map(({ hourMs }) => new Date(hourMs)),
      column('operation'),
      column('status'),
      column('missingScope'),
      column('scope'),
      column('calls'),
      column('durationMsSum'),
      counts.map(({ lastAtMs }) => new Date(lastAtMs)),
    ],
  )
}

async function addToDays(client: pg.ClientBase, counts: readonly CallCount[]): Promise<void> {
  await client.query(
    `insert into usage_days (account_id, integration_id, day, calls)
     select account_id, integration_id, (hour at time zone 'UTC')::date, sum(calls)
       from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[]) as row (account_id, integration_id, hour, calls)
      group by 1, 2, 3 order by 1, 2, 3
     on conflict (account_id, integration_id, day) do update set calls = usage_days.calls + excluded.calls`,
    [
      counts.map(count => count.accountId),
      counts.map(count => count.integrationId),
      counts.map(({ hourMs }) => new Date(hourMs)),
      counts.map(count => count.calls),
    ],
  )
}
