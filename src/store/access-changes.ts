import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import type { IndexedAccess, IndexedTokenRow, RowCheck } from './access-rows.ts'
import { isAccessMac, isTokenMac } from './row-macs.ts'
import { orAbsent } from './tables.ts'
import type { TokenChange } from './token-changes.ts'

/** A step of the feed with what it left of the integration; `access` is absent once that is deleted, unknown or forged. */
export interface AccessChange extends TokenChange {
  access?: IndexedAccess
}

/**
 * What came after a sequence number, in order, each with its integration and live tokens as they stand now. One statement is
 * one snapshot and one round trip: every node does this for every change before the reply to it goes out. Leaves out rows
 * whose MAC does not fit (`onForged` hears of those). The connection must see every account. With "offset 0" both tables are
 * asked by their index for each change: the plan, made once for up to a thousand changes, would else read whole tables for one.
 */
export async function listAccessChanges(
  db: Sql,
  { afterSeq, limit }: { afterSeq: number; limit: number },
  check: RowCheck,
): Promise<AccessChange[]> {
  const { rows } = await sql<ChangeRow>`
    select c.seq, c.account_id as changed_account, c.integration_id as changed_integration,
      i.account_id, i.id, i.name, i.scopes, i.limits, i.allowed_ips, i.access_version, i.access_mac, i.expires_at, i.disabled_at,
      t.id as token_id, t.secret_hash, t.role, t.ends_at, t.rotation_started_at, t.row_mac
    from (select * from token_changes where seq > ${afterSeq} order by seq limit ${limit}) as c
    left join lateral (
      select * from integrations where id = c.integration_id and deleted_at is null offset 0) as i on true
    left join lateral (
      select * from tokens where account_id = i.account_id and integration_id = i.id and ended_at is null offset 0) as t on true
    order by c.seq`.execute(db)
  return [...Map.groupBy(rows, row => row.seq).values()].map(ofOneChange => toChange(ofOneChange, check))
}

/** A row for each live token of a change. Where there is no token, its columns are null; as are the integration's without one. */
interface ChangeRow {
  seq: number
  changed_account: string
  changed_integration: string | null
  account_id: string
  id: string | null
  name: string
  scopes: string[]
  limits: Record<string, number>
  allowed_ips: string[]
  access_version: number
  access_mac: Buffer
  expires_at: Date | null
  disabled_at: Date | null
  token_id: string | null
  secret_hash: Buffer
  role: IndexedTokenRow['role']
  ends_at: Date | null
  rotation_started_at: Date | null
  row_mac: Buffer
}

function toChange(rows: ChangeRow[], check: RowCheck): AccessChange {
  const [row] = rows as [ChangeRow, ...ChangeRow[]]
  const { seq, changed_account: accountId } = row
  return { seq, accountId, integrationId: orAbsent(row.changed_integration), access: toAccess(rows, check) }
}

function toAccess(rows: ChangeRow[], { keys, onForged }: RowCheck): IndexedAccess | undefined {
  const [row] = rows
  if (row === undefined || row.id === null) return undefined
  const integration = {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    scopes: row.scopes,
    limits: row.limits,
    allowedIps: row.allowed_ips,
    accessVersion: row.access_version,
    expiresAt: orAbsent(row.expires_at),
    disabledAt: orAbsent(row.disabled_at),
  }
  if (!isAccessMac(keys, integration, row.access_mac)) {
    onForged(row.id)
    return undefined
  }
  const tokens = rows.flatMap(toToken).filter(token => {
    const isGenuine = isTokenMac(keys, token, integration.accessVersion)
    if (!isGenuine) onForged(token.id)
    return isGenuine
  })
  return { integration, tokens }
}

function toToken(row: ChangeRow): (IndexedTokenRow & { rowMac: Buffer })[] {
  if (row.id === null || row.token_id === null) return []
  return [
    {
      id: row.token_id,
      accountId: row.account_id,
      integrationId: row.id,
      secretHash: row.secret_hash,
      role: row.role,
      endsAt: orAbsent(row.ends_at),
      rotationStartedAt: orAbsent(row.rotation_started_at),
      rowMac: row.row_mac,
    },
  ]
}
