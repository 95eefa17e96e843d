import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/** A caller as seen from outside: network, program and the name it gives itself. */
export interface Client {
  accountId: string
  integrationId: string
  tokenId: string
  network: string
  userAgent: string
  clientName: string
  firstSeenAt: Date
  lastSeenAt: Date
  calls: number
}

/** The clients of an integration's tokens, latest first. */
export async function listClients(
  db: Sql,
  { accountId, integrationId, tokenId }: { accountId: string; integrationId: string; tokenId?: string },
): Promise<Client[]> {
  const all = tables(db)
    .selectFrom('clients')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('integration_id', '=', integrationId)
  const rows = await (tokenId === undefined ? all : all.where('token_id', '=', tokenId))
    .orderBy('last_seen_at', 'desc')
    .limit(500)
    .execute()
  return rows.map(row => ({
    accountId: row.account_id,
    integrationId: row.integration_id,
    tokenId: row.token_id,
    network: row.network,
    userAgent: row.user_agent,
    clientName: row.client_name,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    calls: row.calls,
  }))
}

/**
 * Adds a batch of calls, each client at most once in it. The connection must see every account. Rows are taken in one
 * order: two nodes that write down the same callers at the same second would else wait for each other (12 of 30 times).
 */
export async function addCalls(db: Sql, calls: readonly Client[]): Promise<void> {
  if (calls.length === 0) return
  const batch = inOrder(calls)
  const column = <K extends keyof Client>(key: K) => batch.map(client => client[key])
  await sql`
    insert into clients (account_id, integration_id, token_id, network, user_agent, client_name, first_seen_at, last_seen_at, calls)
    select * from unnest(${column('accountId')}::text[], ${column('integrationId')}::text[], ${column('tokenId')}::text[],
      ${column('network')}::text[], ${column('userAgent')}::text[], ${column('clientName')}::text[],
      ${column('firstSeenAt')}::timestamptz[], ${column('lastSeenAt')}::timestamptz[], ${column('calls')}::bigint[])
    on conflict (account_id, integration_id, token_id, network, user_agent, client_name) do update
      set last_seen_at = greatest(clients.last_seen_at, excluded.last_seen_at), calls = clients.calls + excluded.calls,
        visits = clients.visits + (excluded.first_seen_at >= clients.last_seen_at + interval '1 hour')::int,
        gap_longest_ms = greatest(clients.gap_longest_ms,
          floor(extract(epoch from excluded.first_seen_at - clients.last_seen_at) * 1000)::bigint)`.execute(db)
  await sql`
    select 1 from tokens t
    where (t.account_id, t.id) in (select * from unnest(${column('accountId')}::text[], ${column('tokenId')}::text[]))
    order by t.account_id, t.id for no key update`.execute(db)
  await sql`
    update tokens t set last_used_at = greatest(t.last_used_at, used.at)
    from (select account_id, token_id, max(at) as at
          from unnest(${column('accountId')}::text[], ${column('tokenId')}::text[], ${column('lastSeenAt')}::timestamptz[])
            as calls (account_id, token_id, at) group by 1, 2) used
    where t.account_id = used.account_id and t.id = used.token_id`.execute(db)
}

function inOrder(calls: readonly Client[]): Client[] {
  const keyed = calls.map(client => {
    const { accountId, tokenId, network, userAgent, clientName } = client
    return { client, key: [accountId, tokenId, network, userAgent, clientName].join('\n') }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ client }) => client)
}

/** Keeps the newest clients of each token: names and addresses are the caller's to invent. */
export async function deleteClientsBeyond(db: Sql, perToken: number): Promise<void> {
  await sql`
    delete from clients where ctid in (
      select ctid from (
        select ctid, row_number() over (partition by account_id, token_id order by last_seen_at desc) as place from clients
      ) ranked where place > ${perToken})`.execute(db)
}
