import { type Selectable, sql } from 'kysely'
import type { ActorRecord } from '../domain/actor.ts'
import type { ApiKey, ApiKeyClient } from '../domain/api-key.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { toAccount } from './accounts.ts'
import { apiKeyMac } from './row-macs.ts'
import { orAbsent, type Tables, tables } from './tables.ts'

/** A key to be written, with the hash that stands for it. */
export interface NewApiKey extends ApiKey {
  secretHash: Buffer
  pepperId: string
}

export async function insertApiKey(db: Sql, keys: Keys, apiKey: NewApiKey): Promise<void> {
  await tables(db)
    .insertInto('api_keys')
    .values({
      account_id: apiKey.accountId,
      id: apiKey.id,
      name: apiKey.name,
      secret_hash: apiKey.secretHash,
      pepper_id: apiKey.pepperId,
      last4: apiKey.last4,
      row_mac: apiKeyMac(keys, apiKey),
      created_by: JSON.stringify(apiKey.createdBy),
      created_at: apiKey.createdAt,
      revoked_at: null,
      last_used_at: null,
    })
    .execute()
}

/** An account's keys that are not revoked, newest first. */
export async function listApiKeys(db: Sql, accountId: string): Promise<ApiKey[]> {
  const rows = await liveRows(db, accountId).orderBy('created_at', 'desc').orderBy('id', 'desc').execute()
  return rows.map(toApiKey)
}

export async function findApiKey(db: Sql, accountId: string, id: string): Promise<ApiKey | undefined> {
  const row = await liveRows(db, accountId).where('id', '=', id).executeTakeFirst()
  return row && toApiKey(row)
}

/** Ends a key; its MAC goes with it. False when it was revoked already. */
export async function revokeApiKey(db: Sql, accountId: string, end: { id: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('api_keys')
    .set({ revoked_at: end.at, row_mac: Buffer.alloc(0) })
    .where('account_id', '=', accountId)
    .where('id', '=', end.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The key behind a presented secret, by one indexed look-up, with its account. The connection must see every account. */
export async function findPresentedApiKey(db: Sql, hashes: readonly Buffer[]) {
  const row = await tables(db)
    .selectFrom('api_keys')
    .selectAll()
    .where('secret_hash', 'in', [...hashes])
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const found = await tables(db)
    .selectFrom('accounts as a')
    .leftJoin('accounts as parent', 'parent.id', 'a.parent_id')
    .selectAll('a')
    .select('parent.wire_id as companyId')
    .where('a.id', '=', row.account_id)
    .executeTakeFirstOrThrow()
  const { companyId, ...account } = found
  return {
    apiKey: toApiKey(row),
    secretHash: row.secret_hash,
    rowMac: row.row_mac,
    account: toAccount(account),
    companyId: orAbsent(companyId),
  }
}

/** Who calls with a key, latest first. */
export async function listApiKeyClients(db: Sql, accountId: string, apiKeyId: string): Promise<ApiKeyClient[]> {
  const rows = await tables(db)
    .selectFrom('api_key_clients')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('api_key_id', '=', apiKeyId)
    .orderBy('last_seen_at', 'desc')
    .limit(100)
    .execute()
  return rows.map(row => ({
    accountId: row.account_id,
    apiKeyId: row.api_key_id,
    network: row.network,
    userAgent: row.user_agent,
    clientName: row.client_name,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    reads: row.reads,
    writes: row.writes,
  }))
}

/** Adds a batch of calls, each client at most once in it, in one order. The connection must see every account. */
export async function addApiKeyCalls(db: Sql, calls: readonly ApiKeyClient[]): Promise<void> {
  if (calls.length === 0) return
  const batch = calls.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  const column = <K extends keyof ApiKeyClient>(key: K) => batch.map(client => client[key])
  await sql`
    insert into api_key_clients (account_id, api_key_id, network, user_agent, client_name, first_seen_at, last_seen_at, reads, writes)
    select * from unnest(${column('accountId')}::text[], ${column('apiKeyId')}::text[], ${column('network')}::text[],
      ${column('userAgent')}::text[], ${column('clientName')}::text[], ${column('firstSeenAt')}::timestamptz[],
      ${column('lastSeenAt')}::timestamptz[], ${column('reads')}::bigint[], ${column('writes')}::bigint[])
    on conflict (account_id, api_key_id, network, user_agent, client_name) do update
      set last_seen_at = greatest(api_key_clients.last_seen_at, excluded.last_seen_at),
          reads = api_key_clients.reads + excluded.reads, writes = api_key_clients.writes + excluded.writes`.execute(db)
  await sql`
    update api_keys k set last_used_at = greatest(k.last_used_at, used.at)
    from (select account_id, id, max(at) as at
          from unnest(${column('accountId')}::text[], ${column('apiKeyId')}::text[], ${column('lastSeenAt')}::timestamptz[])
            as calls (account_id, id, at) group by 1, 2 order by 1, 2) used
    where k.account_id = used.account_id and k.id = used.id`.execute(db)
}

/** Keeps the newest clients of each key: names and addresses are the caller's to invent. */
export async function deleteApiKeyClientsBeyond(db: Sql, perKey: number): Promise<void> {
  await sql`
    delete from api_key_clients where ctid in (
      select ctid from (
        select ctid, row_number() over (partition by account_id, api_key_id order by last_seen_at desc) as place
        from api_key_clients) ranked where place > ${perKey})`.execute(db)
}

function orderOf({ accountId, apiKeyId, network, userAgent, clientName }: ApiKeyClient): string {
  return [accountId, apiKeyId, network, userAgent, clientName].join('\n')
}

function liveRows(db: Sql, accountId: string) {
  return tables(db)
    .selectFrom('api_keys')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
}

function toApiKey(row: Selectable<Tables['api_keys']>): ApiKey {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    last4: row.last4,
    createdBy: row.created_by as unknown as ActorRecord,
    createdAt: row.created_at,
    revokedAt: orAbsent(row.revoked_at),
    lastUsedAt: orAbsent(row.last_used_at),
  }
}
