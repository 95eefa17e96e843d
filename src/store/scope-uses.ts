import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** Calls of an integration since a moment that needed one of these scopes and were not refused for want of one. */
export interface ScopeUseQuery {
  accountId: string
  integrationId: string
  scopes: readonly string[]
  since: Date
}

/** An operation by which scopes were used. */
export interface OperationUse {
  operation: string
  method: string
  path: string
  scope: string
  calls: number
  lastAt: Date
}

/** A client that used them. */
export interface ClientScopeUse {
  network: string
  userAgent: string
  clientName: string
  calls: number
  lastAt: Date
}

const HOUR_MS = 3_600_000

/** By operation, most calls first. */
export async function listOperationUses(db: Sql, query: ScopeUseQuery): Promise<OperationUse[]> {
  const { rows } = await sql<OperationUse>`
    select c.operation, c.method, c.path, min(o.scope) as scope, count(*)::bigint as calls, max(c.at) as "lastAt"
    ${matching(query)} group by c.operation, c.method, c.path order by calls desc, c.operation limit 500`.execute(db)
  return rows
}

/** By client, most calls first. */
export async function listClientScopeUses(db: Sql, query: ScopeUseQuery): Promise<ClientScopeUse[]> {
  const { rows } = await sql<ClientScopeUse>`
    select c.network, c.user_agent as "userAgent", c.client_name as "clientName", count(*)::bigint as calls,
      max(c.at) as "lastAt"
    ${matching(query)} group by c.network, c.user_agent, c.client_name order by calls desc limit 500`.execute(db)
  return rows
}

/** The log of calls knows operations; which scope each asks for stands in the counts by the hour. */
function matching({ accountId, integrationId, scopes, since }: ScopeUseQuery) {
  const hour = new Date(Math.floor(since.getTime() / HOUR_MS) * HOUR_MS)
  return sql`
    from (select operation, min(scope) as scope from usage_hours
          where account_id = ${accountId} and integration_id = ${integrationId} and hour >= ${hour}
            and scope = any(${[...scopes]}::text[])
          group by operation) o
    join api_calls c on c.operation = o.operation
    where c.account_id = ${accountId} and c.integration_id = ${integrationId} and c.at >= ${since}
      and c.missing_scope is null`
}
