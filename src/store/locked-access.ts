import type { Integration } from '../domain/integration.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { toIntegration } from './integrations.ts'
import { isAccessMac, isTokenMac } from './row-macs.ts'
import { tables } from './tables.ts'
import { type HashedToken, toHashedToken, unendedRows } from './tokens.ts'

/** An integration under its lock, with its unended tokens. */
export interface LockedAccess {
  integration: Integration
  tokens: HashedToken[]
  /** True when the integration's row or one of the tokens' was not written by this server. */
  isTampered: boolean
}

/**
 * Locks an integration that is not deleted: every change of it or of its tokens goes through this lock. A change must not be
 * built on rows that are tampered with: it would give them genuine marks.
 */
export async function lockAccess(
  db: Sql,
  keys: Keys,
  { accountId, integrationId }: { accountId: string; integrationId: string },
): Promise<LockedAccess | undefined> {
  const locked = tables(db)
    .selectFrom('integrations')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '=', integrationId)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  // On the connection's one line the second waits for the lock, too.
  const [row, tokenRows] = await Promise.all([locked, unendedRows(db, accountId, [integrationId])])
  if (row === undefined) return undefined
  const integration = toIntegration(row)
  const areGenuine = tokenRows.every(token =>
    isTokenMac(keys, { ...toHashedToken(token), rowMac: token.row_mac }, integration.accessVersion),
  )
  return {
    integration,
    tokens: tokenRows.map(toHashedToken),
    isTampered: !areGenuine || !isAccessMac(keys, integration, row.access_mac),
  }
}
