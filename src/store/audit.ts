import { type Selectable, sql } from 'kysely'
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

const GENESIS = Buffer.alloc(32)

/** Adds an entry to the account's chain. The head's row lock puts entries in one order; it is held to the commit. */
export async function appendAuditEntry({ db, sent }: { db: Sql; sent: Sent }, entry: NewAuditEntry): Promise<void> {
  const head = await lockHead(db, entry.accountId)
  const chained = { ...entry, seq: head.seq + 1, prevHash: head.hash }
  const hash = hashOf(chained)
  const texts = [entry.actor, entry.target, entry.before, entry.after, entry.origin]
  const [actor, target, before, after, origin] = texts.map(part => (part === undefined ? null : JSON.stringify(part)))
  const written = sql`
    with head as (update audit_heads set seq = ${chained.seq}, hash = ${hash} where account_id = ${entry.accountId})
    insert into audit_entries
      (account_id, seq, id, at, actor, action, target, before, after, origin, prev_hash, hash)
    values (${entry.accountId}, ${chained.seq}, ${entry.id}, ${entry.at}, ${actor}, ${entry.action}, ${target},
            ${before}, ${after}, ${origin}, ${chained.prevHash}, ${hash})`.execute(db)
  sent(written)
}

/** How long a change waits for its place in the chain. A lock's own limit counts anew for each one ahead in the line. */
const WAIT_MS_MAX = 2000

type Head = { seq: number; hash: Buffer }

/** Where nobody stands ahead in the line one statement is enough; the others set how long they wait. */
async function lockHead(db: Sql, accountId: string): Promise<Head> {
  const free = await headForUpdate(db, accountId).skipLocked().executeTakeFirst()
  if (free !== undefined) return free
  await sql`select set_config('statement_timeout', ${String(WAIT_MS_MAX)}, true)`.execute(db)
  await tables(db)
    .insertInto('audit_heads')
    .values({ account_id: accountId, seq: 0, hash: GENESIS })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return headForUpdate(db, accountId).executeTakeFirstOrThrow()
}

function headForUpdate(db: Sql, accountId: string) {
  return tables(db).selectFrom('audit_heads').select(['seq', 'hash']).where('account_id', '=', accountId).forUpdate()
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

/** What the first entry of a chain follows on. */
export const CHAIN_START = GENESIS

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
