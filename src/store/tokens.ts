import { type Selectable, sql } from 'kysely'
import type { ActorRecord } from '../domain/actor.ts'
import type { EndedWhy, Token, TokenRole } from '../domain/token.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { tokenMac } from './row-macs.ts'
import { orAbsent, type Tables, tables } from './tables.ts'

/** A token with the hash that stands for its secret: what its row MAC is made of. */
export interface HashedToken extends Token {
  secretHash: Buffer
}

/** A token to be written. */
export interface NewToken extends HashedToken {
  pepperId: string
  rowMac: Buffer
}

/** Tokens of these integrations that are not marked as ended; at most two each. */
export async function listUnendedTokens(
  db: Sql,
  accountId: string,
  integrationIds: readonly string[],
): Promise<Token[]> {
  if (integrationIds.length === 0) return []
  return (await unendedRows(db, accountId, integrationIds)).map(toUsedToken)
}

/** The rows of these, as they stand. */
export function unendedRows(db: Sql, accountId: string, integrationIds: readonly string[]) {
  return tables(db)
    .selectFrom('tokens as t')
    .selectAll('t')
    .select(eb =>
      eb
        .selectFrom('tokens as any_of')
        .select(inner => inner.fn.max('any_of.last_used_at').as('at'))
        .whereRef('any_of.account_id', '=', 't.account_id')
        .whereRef('any_of.integration_id', '=', 't.integration_id')
        .where('any_of.last_used_at', 'is not', null)
        .as('integration_used_at'),
    )
    .where('t.account_id', '=', accountId)
    .where('t.integration_id', 'in', [...integrationIds])
    .where('t.ended_at', 'is', null)
    .execute()
}

type UnendedRow = Awaited<ReturnType<typeof unendedRows>>[number]

/** With the latest use of any token of its integration. */
function toUsedToken(row: UnendedRow): Token {
  return { ...toToken(row), integrationUsedAt: orAbsent(row.integration_used_at) }
}

/** The same with what its row MAC is made of. It goes no further than to whoever seals it. */
export function toHashedToken(row: UnendedRow): HashedToken {
  return { ...toUsedToken(row), secretHash: row.secret_hash }
}

/** Which token of which integration. */
export interface TokenPlace {
  accountId: string
  integrationId: string
  tokenId: string
}

/** The tokens that have one of these keyed hashes and are not marked as ended. The connection must see every account. */
export async function findTokensByHash(db: Sql, hashes: readonly Buffer[]): Promise<TokenPlace[]> {
  const rows = await tables(db)
    .selectFrom('tokens')
    .select(['account_id', 'integration_id', 'id'])
    .where('secret_hash', 'in', [...hashes])
    .where('ended_at', 'is', null)
    .execute()
  return rows.map(row => ({ accountId: row.account_id, integrationId: row.integration_id, tokenId: row.id }))
}

/** Which of these tokens there are or have been. The connection must see every account. */
export async function findTokenPlaces(db: Sql, places: readonly TokenPlace[]): Promise<TokenPlace[]> {
  if (places.length === 0) return []
  const column = (key: keyof TokenPlace) => places.map(place => place[key])
  const { rows } = await sql<TokenPlace>`
    select account_id as "accountId", integration_id as "integrationId", id as "tokenId" from tokens
     where (account_id, integration_id, id) in (
       select * from unnest(${column('accountId')}::text[], ${column('integrationId')}::text[], ${column('tokenId')}::text[]))`.execute(
    db,
  )
  return rows
}

/** Writes a token, its row MAC with it. */
export async function insertToken(db: Sql, token: NewToken): Promise<void> {
  await tables(db)
    .insertInto('tokens')
    .values({
      account_id: token.accountId,
      id: token.id,
      integration_id: token.integrationId,
      secret_hash: token.secretHash,
      pepper_id: token.pepperId,
      last4: token.last4,
      role: token.role,
      expires_at: token.expiresAt ?? null,
      ends_at: token.endsAt ?? null,
      rotation_started_at: token.rotationStartedAt ?? null,
      ended_at: null,
      ended_why: null,
      row_mac: token.rowMac,
      created_by: JSON.stringify(token.createdBy),
      created_at: token.createdAt,
      last_used_at: null,
    })
    .execute()
}

/** Marks a token as ended. Its MAC is emptied: cleared end marks don't bring it back to life. */
export async function endToken(
  db: Sql,
  accountId: string,
  end: { tokenId: string; why: EndedWhy; at: Date },
): Promise<void> {
  await tables(db)
    .updateTable('tokens')
    .set({ ended_at: end.at, ended_why: end.why, row_mac: Buffer.alloc(0) })
    .where('account_id', '=', accountId)
    .where('id', '=', end.tokenId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Gives a token another part in the rotation. */
export async function updateTokenRole(
  db: Sql,
  accountId: string,
  change: { tokenId: string; role: TokenRole; endsAt?: Date; rotationStartedAt?: Date },
): Promise<void> {
  await tables(db)
    .updateTable('tokens')
    .set({ role: change.role, ends_at: change.endsAt ?? null, rotation_started_at: change.rotationStartedAt ?? null })
    .where('account_id', '=', accountId)
    .where('id', '=', change.tokenId)
    .execute()
}

/** Renews the row MACs of an integration's unended tokens, as they are now, under its present access version. */
export async function sealTokens(
  db: Sql,
  keys: Keys,
  { accountId, accessVersion, tokens }: { accountId: string; accessVersion: number; tokens: readonly HashedToken[] },
): Promise<void> {
  if (tokens.length === 0) return
  const macs = tokens.map(token => tokenMac(keys, token, accessVersion))
  await sql`
    update tokens set row_mac = sealed.mac
    from unnest(${tokens.map(({ id }) => id)}::text[], ${macs}::bytea[]) as sealed (id, mac)
    where tokens.account_id = ${accountId} and tokens.id = sealed.id`.execute(db)
}

/** Integrations whose overlap has passed its deadline, oldest first. The connection must see every account. */
export async function listOverdueOverlaps(
  db: Sql,
  now: Date,
  limit: number,
): Promise<{ accountId: string; integrationId: string }[]> {
  const rows = await tables(db)
    .selectFrom('tokens')
    .select(['account_id', 'integration_id'])
    .where('role', '=', 'retiring')
    .where('ended_at', 'is', null)
    .where('ends_at', '<=', now)
    .orderBy('ends_at')
    .limit(limit)
    .execute()
  return rows.map(row => ({ accountId: row.account_id, integrationId: row.integration_id }))
}

export function toToken(row: Selectable<Tables['tokens']>): Token {
  return {
    id: row.id,
    accountId: row.account_id,
    integrationId: row.integration_id,
    last4: row.last4,
    role: row.role,
    expiresAt: orAbsent(row.expires_at),
    endsAt: orAbsent(row.ends_at),
    rotationStartedAt: orAbsent(row.rotation_started_at),
    endedAt: orAbsent(row.ended_at),
    endedWhy: orAbsent(row.ended_why) as EndedWhy | undefined,
    createdBy: row.created_by as unknown as ActorRecord,
    createdAt: row.created_at,
    lastUsedAt: orAbsent(row.last_used_at),
  }
}
