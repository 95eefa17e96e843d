import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** A secret that has ended, as nodes keep it in memory. */
export interface EndedSecret {
  hash: Buffer
  endedAt: Date
}

/** Secrets that ended after a moment, latest first. The connection must see every account. */
export async function listEndedSecrets(
  db: Sql,
  { after, limit }: { after: Date; limit: number },
): Promise<EndedSecret[]> {
  const { rows } = await sql<EndedSecret>`
    select secret_hash as hash, ended_at as "endedAt" from tokens
    where ended_at > ${after} order by ended_at desc limit ${limit}`.execute(db)
  return rows
}

/** The token that a secret stood for, whether marked as ended or past its end. */
export interface EndedToken {
  hash: Buffer
  accountId: string
  integrationId: string
  integrationName: string
  tokenId: string
  last4: string
  endedAt: Date
}

/** The tokens behind hashes that have ended by `now`. The connection must see every account. */
export async function listEndedTokens(db: Sql, hashes: readonly Buffer[], now: Date): Promise<EndedToken[]> {
  const { rows } = await sql<EndedToken>`
    select t.secret_hash as hash, t.account_id as "accountId", t.integration_id as "integrationId",
      i.name as "integrationName", t.id as "tokenId", t.last4, coalesce(t.ended_at, t.ends_at) as "endedAt"
    from tokens t join integrations i on i.account_id = t.account_id and i.id = t.integration_id
    where t.secret_hash = any(${[...hashes]}::bytea[]) and (t.ended_at is not null or t.ends_at <= ${now})`.execute(db)
  return rows
}

/** A source that sent an ended secret within one minute. */
export interface RetiredSecretUse {
  accountId: string
  integrationId: string
  tokenId: string
  network: string
  userAgent: string
  clientName: string
  minute: Date
  operation: string
  isKnown: boolean
  calls: number
  firstAt: Date
  lastAt: Date
}

/** Whether anyone from this network has used the integration with a secret that was good. */
export async function isKnownNetwork(
  db: Sql,
  { accountId, integrationId, network }: Pick<RetiredSecretUse, 'accountId' | 'integrationId' | 'network'>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from clients where account_id = ${accountId} and integration_id = ${integrationId} and network = ${network}
    limit 1`.execute(db)
  return rows.length > 0
}

/** How many rows a token has. */
export async function countRetiredUses(db: Sql, accountId: string, tokenId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from retired_secret_uses
    where account_id = ${accountId} and token_id = ${tokenId}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Adds calls to a source's minute. */
export async function addRetiredUse(db: Sql, use: RetiredSecretUse): Promise<void> {
  await sql`
    insert into retired_secret_uses as u (account_id, integration_id, token_id, network, user_agent, client_name, minute,
      operation, is_known, calls, first_at, last_at)
    values (${use.accountId}, ${use.integrationId}, ${use.tokenId}, ${use.network}, ${use.userAgent}, ${use.clientName},
      ${use.minute}, ${use.operation}, ${use.isKnown}, ${use.calls}, ${use.firstAt}, ${use.lastAt})
    on conflict (account_id, token_id, network, user_agent, client_name, minute) do update
      set calls = u.calls + excluded.calls, operation = excluded.operation, last_at = greatest(u.last_at, excluded.last_at)
  `.execute(db)
}

/** A source over all of its minutes, with the token that it still sends. */
export interface RetiredSecretSource {
  tokenId: string
  last4: string
  endedAt: Date
  endedWhy: string | null
  network: string
  userAgent: string
  clientName: string
  operation: string
  isKnown: boolean
  calls: number
  firstAt: Date
  lastAt: Date
}

/** Who still sends ended secrets of an integration, latest first. */
export async function listRetiredSources(
  db: Sql,
  { accountId, integrationId, limit }: { accountId: string; integrationId: string; limit: number },
): Promise<RetiredSecretSource[]> {
  const { rows } = await sql<RetiredSecretSource>`
    select u.token_id as "tokenId", t.last4, coalesce(t.ended_at, t.ends_at) as "endedAt", t.ended_why as "endedWhy",
      u.network, u.user_agent as "userAgent", u.client_name as "clientName",
      (array_agg(u.operation order by u.last_at desc))[1] as operation, bool_and(u.is_known) as "isKnown",
      sum(u.calls)::bigint as calls, min(u.first_at) as "firstAt", max(u.last_at) as "lastAt"
    from retired_secret_uses u join tokens t on t.account_id = u.account_id and t.id = u.token_id
    where u.account_id = ${accountId} and u.integration_id = ${integrationId}
    group by u.token_id, t.last4, t.ended_at, t.ends_at, t.ended_why, u.network, u.user_agent, u.client_name
    order by "lastAt" desc limit ${limit}`.execute(db)
  return rows
}

/** Forgets uses of before a moment. The connection must see every account. */
export async function deleteRetiredUsesBefore(db: Sql, before: Date): Promise<void> {
  await sql`delete from retired_secret_uses where minute < ${before}`.execute(db)
}
