import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ActorRecord, Origin } from '../domain/actor.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import type { Sql } from '../lib/database.ts'
import { sha256 } from '../lib/secrets.ts'
import type { Sent } from '../lib/transaction.ts'
import { type Tables, tables } from './tables.ts'

/** Who did what to what, when, from where. */
export interface AuditEntry {
  id: string
  accountId: string
  seq: number
  at: Date
  actor: ActorRecord
  action: string
  target: { kind: string; id: string; name?: string }
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  origin: Origin
  prevHash: Buffer
  hash: Buffer
}

export type NewAuditEntry = Omit<AuditEntry, 'seq' | 'prevHash' | 'hash'>

/** What the first entry of a chain follows on. */
export const CHAIN_START = Buffer.alloc(32)

/**
 * How long a change waits for its place in the chain, and for each of its later statements. A lock's own limit counts anew for each
 * one ahead in the line.
 */
const WAIT_MS_MAX = 2000

/**
 * Adds an entry to the account's chain, in one statement that nobody waits for: the number and the hash before it are known
 * only under the head's row lock, which puts entries in one order and is held to the commit. So PostgreSQL makes the hash.
 */
export function appendAuditEntry({ db, sent }: { db: Sql; sent: Sent }, entry: NewAuditEntry): void {
  const { accountId } = entry
  const { start, end } = aroundSeq(entry)
  const hashAfter = (seq: RawBuilder<unknown>, prevHash: RawBuilder<unknown>) =>
    sql`sha256(${prevHash} || convert_to(${start}::text || ${seq} || ${end}::text, 'UTF8'))`
  const texts = [entry.actor, entry.target, entry.before, entry.after, entry.origin]
  const [actor, target, before, after, origin] = texts.map(part => (part === undefined ? null : JSON.stringify(part)))
  sent(sql.raw(`set local statement_timeout = ${WAIT_MS_MAX}`).execute(db))
  const written = sql`
    with head as (
      insert into audit_heads as h (account_id, seq, prev_hash, hash)
      values (${accountId}, 1, ${CHAIN_START}, ${hashAfter(sql`1`, sql`${CHAIN_START}::bytea`)})
      on conflict (account_id) do update
        set seq = h.seq + 1, prev_hash = h.hash, hash = ${hashAfter(sql`(h.seq + 1)`, sql`h.hash`)}
      returning seq, prev_hash, hash)
    insert into audit_entries
      (account_id, seq, id, at, actor, action, target, before, after, origin, prev_hash, hash)
    select ${accountId}, head.seq, ${entry.id}, ${entry.at}::timestamptz, ${actor}::jsonb, ${entry.action}, ${target}::jsonb,
           ${before}::jsonb, ${after}::jsonb, ${origin}::jsonb, head.prev_hash, head.hash from head`.execute(db)
  sent(written)
}

/** The canonical row before and after the value of `seq`. */
function aroundSeq(entry: NewAuditEntry): { start: string; end: string } {
  const [before, after] = [true, false].map(isBefore =>
    canonicalJson(Object.fromEntries(Object.entries(entry).filter(([name]) => name < 'seq' === isBefore))),
  ) as [string, string]
  return { start: `${before.slice(0, -1)},"seq":`, end: `,${after.slice(1)}` }
}

/** Which entries of an account, newest first, before a sequence number. */
export interface AuditQuery extends AuditFilter {
  accountId: string
  beforeSeq?: number
  limit: number
}

/** What an entry must be; absent parts let all through. */
export interface AuditFilter {
  /** Only what was done to this integration. */
  integrationId?: string
  action?: string
  /** An actor's id or name, or its kind (`user`, `token`, `operator`, `system`). */
  actor?: string
  /** A target's id or name, or its kind (`integration`, `account`, …). */
  target?: string
  /** From this moment on. */
  from?: Date
  /** Before this moment. */
  to?: Date
}

export async function listAuditEntries(db: Sql, query: AuditQuery): Promise<AuditEntry[]> {
  let rows = tables(db).selectFrom('audit_entries').selectAll().where('account_id', '=', query.accountId)
  if (query.beforeSeq !== undefined) rows = rows.where('seq', '<', query.beforeSeq)
  if (query.action !== undefined) rows = rows.where('action', '=', query.action)
  if (query.from !== undefined) rows = rows.where('at', '>=', query.from)
  if (query.to !== undefined) rows = rows.where('at', '<', query.to)
  if (query.integrationId !== undefined) rows = rows.where(sql`target ->> 'id'`, '=', query.integrationId)
  if (query.target !== undefined) rows = rows.where(isWho('target', query.target))
  if (query.actor !== undefined) rows = rows.where(isWho('actor', query.actor))
  return (await rows.orderBy('seq', 'desc').limit(query.limit).execute()).map(toEntry)
}

/** By id where it is one: those have an index. Else by kind or exact name. */
function isWho(column: 'actor' | 'target', text: string) {
  const part = (key: string) => sql`${sql.ref(column)} ->> ${sql.lit(key)}`
  if (/^[a-z]{3}_[0-9A-Za-z]{20}$/.test(text)) return sql<boolean>`${part('id')} = ${text}`
  return sql<boolean>`(${part('kind')} = ${text} or ${part('name')} = ${text})`
}

/** The actions that an account's entries know, by hops through their index and not through the entries. */
export async function listAuditActions(db: Sql, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`
    with recursive known as (
      (select action from audit_entries where account_id = ${accountId} order by action limit 1)
      union all
      select (select action from audit_entries where account_id = ${accountId} and action > known.action order by action limit 1)
      from known where known.action is not null)
    select action from known where action is not null`.execute(db)
  return rows.map(({ action }) => action)
}

/** Who acted in the newest entries of an account, each once. */
export async function listAuditActors(db: Sql, accountId: string): Promise<ActorRecord[]> {
  const { rows } = await sql<{ actor: ActorRecord }>`
    select distinct on (actor ->> 'kind', coalesce(actor ->> 'id', actor ->> 'name')) actor
      from (select actor, seq from audit_entries where account_id = ${accountId} order by seq desc limit 10000) newest
     order by actor ->> 'kind', coalesce(actor ->> 'id', actor ->> 'name'), seq desc`.execute(db)
  return rows.map(({ actor }) => actor)
}

/** Walks a batch of the chain upwards from `afterSeq`. */
export async function listChain(
  db: Sql,
  { accountId, afterSeq, limit }: { accountId: string; afterSeq: number; limit: number },
): Promise<AuditEntry[]> {
  const rows = await tables(db)
    .selectFrom('audit_entries')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toEntry)
}

/** The end of the chain as the head remembers it; undefined before the first entry. */
export async function findHead(db: Sql, accountId: string): Promise<{ seq: number; hash: Buffer } | undefined> {
  return tables(db)
    .selectFrom('audit_heads')
    .select(['seq', 'hash'])
    .where('account_id', '=', accountId)
    .executeTakeFirst()
}

/** SHA-256 over the previous hash and the canonical row. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): Buffer {
  const { prevHash, ...row } = entry
  return sha256(Buffer.concat([prevHash, Buffer.from(canonicalJson(row))]))
}

function toEntry(row: Selectable<Tables['audit_entries']>): AuditEntry {
  return {
    id: row.id,
    accountId: row.account_id,
    seq: row.seq,
    at: row.at,
    actor: row.actor as unknown as ActorRecord,
    action: row.action,
    target: row.target as unknown as AuditEntry['target'],
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    origin: row.origin,
    prevHash: row.prev_hash,
    hash: row.hash,
  }
}
