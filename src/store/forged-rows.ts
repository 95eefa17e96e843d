import type { Integration } from '../domain/integration.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { isAccessMac, isTokenMac } from './row-macs.ts'
import { tables } from './tables.ts'
import { toToken } from './tokens.ts'

/**
 * True when the integration's row or one of its unended tokens was not written by this server. A change must not be
 * built on such rows: it would give them genuine marks.
 */
export async function isTampered(db: Sql, keys: Keys, integration: Integration): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('integrations')
    .select('access_mac')
    .where('account_id', '=', integration.accountId)
    .where('id', '=', integration.id)
    .executeTakeFirstOrThrow()
  if (!isAccessMac(keys, integration, row.access_mac)) return true
  const tokens = await tables(db)
    .selectFrom('tokens')
    .selectAll()
    .where('account_id', '=', integration.accountId)
    .where('integration_id', '=', integration.id)
    .where('ended_at', 'is', null)
    .execute()
  return tokens.some(token => {
    const columns = { ...toToken(token), secretHash: token.secret_hash, rowMac: token.row_mac }
    return !isTokenMac(keys, columns, integration.accessVersion)
  })
}
