import type { Integration } from '../domain/integration.ts'
import type { Token } from '../domain/token.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { toIntegration } from './integrations.ts'
import { isAccessMac, isTokenMac } from './row-macs.ts'
import { tables } from './tables.ts'
import { toToken } from './tokens.ts'

/** What decides about an integration's requests: itself and its unended tokens with their hashes. */
export interface AccessRow {
  integration: Integration
  tokens: (Token & { secretHash: Buffer })[]
}

/** Where loading goes on: after this integration. */
export type AccessPosition = { accountId: string; id: string } | undefined

/** By which keys rows are checked, and who hears of one that does not fit. */
export interface RowCheck {
  keys: Keys
  onForged: (rowId: string) => void
}

const PAGE = 5000

/**
 * Reads integrations with their live tokens, one of them or a page of all, leaving out rows whose MAC does not fit
 * (`onForged` hears of those). The connection must see every account.
 */
export async function listAccessRows(
  db: Sql,
  which: { integrationId: string } | { after: AccessPosition },
  { keys, onForged }: RowCheck,
): Promise<{ rows: AccessRow[]; next: AccessPosition }> {
  let query = tables(db).selectFrom('integrations').selectAll().where('deleted_at', 'is', null)
  if ('integrationId' in which) query = query.where('id', '=', which.integrationId)
  else {
    query = query.orderBy('account_id').orderBy('id').limit(PAGE)
    const { after } = which
    if (after !== undefined) {
      query = query.where(eb => eb(eb.refTuple('account_id', 'id'), '>', eb.tuple(after.accountId, after.id)))
    }
  }
  const integrationRows = await query.execute()
  const byIntegration = await tokensOf(
    db,
    integrationRows.map(row => row.id),
  )
  const rows = integrationRows.flatMap(row => {
    const integration = toIntegration(row)
    if (!isAccessMac(keys, integration, row.access_mac)) {
      onForged(row.id)
      return []
    }
    const tokens = (byIntegration.get(row.id) ?? []).filter(token => {
      const isGenuine = isTokenMac(keys, token, integration.accessVersion)
      if (!isGenuine) onForged(token.id)
      return isGenuine
    })
    return [{ integration, tokens }]
  })
  const last = integrationRows.at(-1)
  const isFull = integrationRows.length === PAGE && last !== undefined
  return { rows, next: isFull ? { accountId: last.account_id, id: last.id } : undefined }
}

type HashedToken = Token & { secretHash: Buffer; rowMac: Buffer }

async function tokensOf(db: Sql, integrationIds: string[]): Promise<Map<string, HashedToken[]>> {
  const found = new Map<string, HashedToken[]>()
  if (integrationIds.length === 0) return found
  const rows = await tables(db)
    .selectFrom('tokens')
    .selectAll()
    .where(eb => eb('integration_id', '=', eb.fn.any(eb.val(integrationIds))))
    .where('ended_at', 'is', null)
    .execute()
  for (const row of rows) {
    const token = { ...toToken(row), secretHash: row.secret_hash, rowMac: row.row_mac }
    found.set(row.integration_id, [...(found.get(row.integration_id) ?? []), token])
  }
  return found
}
