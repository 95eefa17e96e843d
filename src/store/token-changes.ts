import { sql } from 'kysely'
import type pg from 'pg'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/** One step of the feed that nodes follow. Without an integration it is the account that changed. */
export interface TokenChange {
  seq: number
  accountId: string
  integrationId?: string
}

/** PostgreSQL tells listeners on this channel that there is something to read: "17 int_a int_b". */
export const CHANGES_CHANNEL = 'token_changes'

/** A notification holds 8,000 bytes. Of more, or of an account, it tells the number alone. */
const NAMED_IDS_MAX = 100

const PAYLOAD = new RegExp(`^(\\d{1,15})((?: int_\\w+){0,${NAMED_IDS_MAX}})$`)

/**
 * What a notification tells: the number of the last change, and, where that is all that changed, whose it was. Undefined for one
 * that is not ours: whoever may sign in to the database can notify, and what is told here goes on to others.
 */
export function parseChangesPayload(payload: string): { seq: number; integrationIds?: string[] } | undefined {
  const [, seq, names = ''] = PAYLOAD.exec(payload) ?? []
  if (seq === undefined) return undefined
  return { seq: Number(seq), integrationIds: names === '' ? undefined : names.slice(1).split(' ') }
}

/** Any fixed number: writers take numbers and commit one after the other, so that no gap is ever filled later. */
const ORDER_LOCK = 7_262_041_902

/** What changed of an account: integrations, or (undefined) itself. */
export interface FedChanges {
  accountId: string
  integrationIds: readonly (string | undefined)[]
  at: Date
}

/** Appends to the feed, as the last step before the commit. Returns the highest sequence number. */
export async function insertTokenChanges(db: Sql, { accountId, integrationIds, at }: FedChanges): Promise<number> {
  const areNamed = integrationIds.length <= NAMED_IDS_MAX && !integrationIds.includes(undefined)
  const names = areNamed ? integrationIds.map(id => ` ${id}`).join('') : ''
  // The row of the lock comes before those that take a number: it is in the hand before the first is drawn.
  const { rows } = await sql<{ seq: number; told: unknown }>`
    with turn as materialized (select pg_advisory_xact_lock(${ORDER_LOCK})),
    added as (
      insert into token_changes (account_id, integration_id, at)
      select ${accountId}, given.id, ${at}::timestamptz
        from turn cross join lateral (select * from unnest(${integrationIds.map(id => id ?? null)}::text[])) as given (id)
      returning seq)
    select max(seq) as seq, pg_notify(${CHANGES_CHANNEL}, max(seq) || ${names}) as told from added`.execute(db)
  if (rows[0] === undefined) throw new Error('nothing was added to the feed')
  return rows[0].seq
}

/** What came after a sequence number, in order. The connection must see every account. */
export async function listTokenChanges(db: Sql, afterSeq: number, limit: number): Promise<TokenChange[]> {
  const rows = await tables(db)
    .selectFrom('token_changes')
    .select(['seq', 'account_id', 'integration_id'])
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(row => ({ seq: row.seq, accountId: row.account_id, integrationId: row.integration_id ?? undefined }))
}

/** The number of the newest change that this connection's snapshot sees; 0 before the first. */
export async function latestSeq(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ seq: number }>('select coalesce(max(seq), 0) as seq from token_changes')
  return rows[0]?.seq ?? 0
}

/** Forgets changes that every node has long applied; the newest row stays, so that numbers go on from it. */
export async function deleteTokenChangesBefore(db: Sql, before: Date): Promise<void> {
  await sql`
    delete from token_changes
    where at < ${before} and seq < (select max(seq) from token_changes)
      and seq <= coalesce((select min(applied_seq) from nodes where lease_until > clock_timestamp()), 0)`.execute(db)
}
