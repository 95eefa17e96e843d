import type { Integration } from '../domain/integration.ts'
import type { Token } from '../domain/token.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { toIntegration } from './integrations.ts'
import { isAccessMac, isTokenMac } from './row-macs.ts'
import { tables } from './tables.ts'
import { toToken } from './tokens.ts'

/** The columns of an integration that decide about requests, and its name. */
export type IndexedRow = Pick<
  Integration,
  'id' | 'accountId' | 'name' | 'scopes' | 'accessVersion' | 'limits' | 'allowedIps' | 'expiresAt' | 'disabledAt'
>

/** The columns of a live token that decide about requests. */
export type IndexedTokenRow = Pick<
  Token,
  'id' | 'accountId' | 'integrationId' | 'role' | 'endsAt' | 'rotationStartedAt'
> & { secretHash: Buffer }

/** What the index holds of an integration: itself and its live tokens. */
export interface IndexedAccess {
  integration: IndexedRow
  tokens: IndexedTokenRow[]
}

/** What decides about an integration's requests: itself and its unended tokens with their hashes. */
export interface AccessRow {
  integration: Integration
  tokens: (Token & { secretHash: Buffer })[]
}

/** By which keys rows are checked, and who hears of one that does not fit. */
export interface RowCheck {
  keys: Keys
  onForged: (rowId: string) => void
}

/**
 * Reads one integration with its live tokens, leaving out rows whose MAC does not fit (`onForged` hears of those).
 * Undefined for one that is deleted, unknown or forged itself. The connection must see every account.
 */
async function findAccessRow(db: Sql, integrationId: string, check: RowCheck): Promise<AccessRow | undefined> {
  const row = await tables(db)
    .selectFrom('integrations')
    .selectAll()
    .where('id', '=', integrationId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const integration = toIntegration(row)
  if (!isAccessMac(check.keys, integration, row.access_mac)) {
    check.onForged(row.id)
    return undefined
  }
  return { integration, tokens: await listGenuineTokens(db, integration, check) }
}

/** The integration that a secret with one of these hashes opens, as it stands in the database now. */
export async function findAccessRowByHash(
  db: Sql,
  hashes: readonly Buffer[],
  check: RowCheck,
): Promise<AccessRow | undefined> {
  const token = await tables(db)
    .selectFrom('tokens')
    .select('integration_id')
    .where('secret_hash', 'in', [...hashes])
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return token && findAccessRow(db, token.integration_id, check)
}

async function listGenuineTokens(db: Sql, integration: Integration, { keys, onForged }: RowCheck) {
  const rows = await tables(db)
    .selectFrom('tokens')
    .selectAll()
    .where('integration_id', '=', integration.id)
    .where('account_id', '=', integration.accountId)
    .where('ended_at', 'is', null)
    .execute()
  return rows.flatMap(row => {
    const token = { ...toToken(row), secretHash: row.secret_hash, rowMac: row.row_mac }
    if (isTokenMac(keys, token, integration.accessVersion)) return [token]
    onForged(token.id)
    return []
  })
}
