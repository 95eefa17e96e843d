import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** One call as it was answered. */
export interface LoggedCall {
  at: Date
  seq: number
  integrationId: string
  integrationName: string | null
  tokenId: string
  tokenLast4: string | null
  network: string
  userAgent: string
  clientName: string
  operation: string
  method: string
  path: string
  status: number
  missingScope: string | null
  durationMs: number
  requestId: string
}

/** Where a list of calls goes on: calls of one millisecond are told apart by their number. */
export interface CallPosition {
  at: Date
  seq: number
}

/** Which calls. */
export interface CallFilter {
  accountId: string
  integrationId?: string
  /** Both ends included. */
  status?: { from: number; to: number }
  operation?: string
  tokenId?: string
  /** Text in the user agent or in the name that a client gives itself. */
  client?: string
  network?: string
  since?: Date
  until?: Date
}

/** Calls before a position, latest first. */
export async function listCallsBefore(
  db: Sql,
  filter: CallFilter,
  { before, limit }: { before?: CallPosition; limit: number },
): Promise<LoggedCall[]> {
  const rest = before === undefined ? sql`` : sql`and (c.at, c.seq) < (${before.at}, ${before.seq})`
  return list(db, filter, sql`${rest} order by c.at desc, c.seq desc limit ${limit}`)
}

/** Calls after a position and up to a moment, oldest first: for whoever watches them come. */
export async function listCallsAfter(
  db: Sql,
  filter: CallFilter,
  { after, until, limit }: { after: CallPosition; until: Date; limit: number },
): Promise<LoggedCall[]> {
  const rest = sql`and (c.at, c.seq) > (${after.at}, ${after.seq}) and c.at <= ${until}`
  return list(db, filter, sql`${rest} order by c.at, c.seq limit ${limit}`)
}

/** Forgets whole days of calls. Returns how many. */
export async function dropCallsBefore(db: Sql, day: Date): Promise<number> {
  const { rows } = await sql<{ dropped: number }>`
    select drop_call_partitions_before((${day}::timestamptz at time zone 'UTC')::date) as dropped`.execute(db)
  return rows[0]?.dropped ?? 0
}

/** Makes the places of days to come, so that the first call of a day finds its own. */
export async function makeCallDays(db: Sql, days: readonly Date[]): Promise<void> {
  for (const day of days) {
    await sql`select make_call_partition((${day}::timestamptz at time zone 'UTC')::date)`.execute(db)
  }
}

async function list(db: Sql, filter: CallFilter, rest: RawBuilder<unknown>): Promise<LoggedCall[]> {
  const { rows } = await sql<LoggedCall>`
    select c.at, c.seq, c.integration_id as "integrationId", i.name as "integrationName", c.token_id as "tokenId",
           t.last4 as "tokenLast4", c.network, c.user_agent as "userAgent", c.client_name as "clientName", c.operation,
           c.method, c.path, c.status, c.missing_scope as "missingScope", c.duration_ms as "durationMs",
           c.request_id as "requestId"
      from api_calls c
      left join integrations i on i.account_id = c.account_id and i.id = c.integration_id
      left join tokens t on t.account_id = c.account_id and t.id = c.token_id
     where ${matching(filter)} ${rest}`.execute(db)
  return rows
}

function matching(filter: CallFilter): RawBuilder<unknown> {
  const { accountId, integrationId, status, operation, tokenId, client, network, since, until } = filter
  const terms = [sql`c.account_id = ${accountId}`]
  if (integrationId !== undefined) terms.push(sql`c.integration_id = ${integrationId}`)
  if (status !== undefined) terms.push(sql`c.status between ${status.from} and ${status.to}`)
  if (operation !== undefined) terms.push(sql`c.operation = ${operation}`)
  if (tokenId !== undefined) terms.push(sql`c.token_id = ${tokenId}`)
  if (client !== undefined) {
    const pattern = `%${client.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    terms.push(sql`(c.user_agent ilike ${pattern} or c.client_name ilike ${pattern})`)
  }
  if (network !== undefined) terms.push(sql`c.network = ${network}`)
  if (since !== undefined) terms.push(sql`c.at >= ${since}`)
  if (until !== undefined) terms.push(sql`c.at < ${until}`)
  return sql.join(terms, sql` and `)
}
