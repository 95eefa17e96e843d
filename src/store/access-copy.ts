import type pg from 'pg'
import { type ReadRow, readCopy } from '../lib/copy-reader.ts'
import type { IndexedRow, IndexedTokenRow } from './access-rows.ts'
import type { AccountPlace } from './accounts.ts'
import { type CanonicalAccess, canonicalAccess } from './row-macs.ts'

/** Who is handed all rows that decide about requests. `between` is awaited after each few hundred of them. */
export interface AccessReader {
  place(place: AccountPlace): void
  integration(row: IndexedRow & { accessMac: Buffer; canonical: CanonicalAccess }): void
  token(row: IndexedTokenRow & { rowMac: Buffer }): void
  between(): Promise<void>
}

/** Reads where every account stands. The connection must see every account. */
export async function copyPlaces(client: pg.ClientBase, reader: AccessReader): Promise<void> {
  await readCopy(client, PLACES, { between: reader.between, onRow: row => reader.place(toPlace(row)) })
}

/**
 * About how many integrations and live tokens there are, as PostgreSQL's last look at the tables found them; 0 before the first.
 * Counting them would read both tables.
 */
export async function estimateAccess(client: pg.ClientBase): Promise<{ integrations: number; tokens: number }> {
  const { rows } = await client.query<{ integrations: number; tokens: number }>(ESTIMATE)
  const [{ integrations, tokens } = { integrations: 0, tokens: 0 }] = rows
  return { integrations: clamp(integrations), tokens: clamp(tokens) }
}

/** Each integration that is not deleted has one current token, and the index of those holds nothing else. */
const ESTIMATE = `
  select (select reltuples from pg_class where oid = to_regclass('tokens_one_current')) as integrations,
    (select reltuples from pg_class where oid = to_regclass('tokens_unended')) as tokens`

/** However wrong the estimate is, room is made for no more than this: 50 MB for each of the two tables. */
const ESTIMATE_MAX = 10_000_000

const clamp = (estimate: number | null) => Math.min(ESTIMATE_MAX, Math.max(0, estimate ?? 0))

/** Reads every integration, then every live token. The connection must see every account. */
export async function copyTokens(client: pg.ClientBase, reader: AccessReader): Promise<void> {
  const { between } = reader
  const shared = new Map<string, Shared>()
  await readCopy(client, INTEGRATIONS, { between, onRow: row => reader.integration(toIntegration(row, shared)) })
  await readCopy(client, TOKENS, { between, onRow: row => reader.token(toToken(row)) })
}

const PLACES = 'select id, kind, parent_id, wire_id from accounts'

function toPlace(row: ReadRow): AccountPlace {
  const kind = row.text(1) as AccountPlace['kind']
  return { id: row.text(0), kind, parentId: row.isNull(2) ? undefined : row.text(2), wireId: row.text(3) }
}

const INTEGRATIONS = `
  select account_id, id, name, scopes, limits, allowed_ips, access_version, access_mac, expires_at, disabled_at
  from integrations where deleted_at is null`

/** Columns 3 to 5, which thousands of integrations have alike: read once for all whose bytes are the same. */
type Shared = Pick<IndexedRow, 'scopes' | 'limits' | 'allowedIps'> & { canonical: CanonicalAccess }

const SHARED_MAX = 10_000

function readShared(row: ReadRow, known: Map<string, Shared>): Shared {
  const bytes = row.raw(3, 5)
  const found = known.get(bytes)
  if (found !== undefined) return found
  const columns = { scopes: row.texts(3), limits: row.json(4) as IndexedRow['limits'], allowedIps: row.texts(5) }
  const shared = { ...columns, canonical: canonicalAccess(columns) }
  if (known.size < SHARED_MAX) known.set(bytes, shared)
  return shared
}

function toIntegration(row: ReadRow, known: Map<string, Shared>) {
  const { scopes, limits, allowedIps, canonical } = readShared(row, known)
  return {
    accountId: row.text(0),
    id: row.text(1),
    name: row.text(2),
    scopes,
    limits,
    allowedIps,
    canonical,
    accessVersion: row.int32(6),
    accessMac: row.bytes(7),
    expiresAt: row.date(8),
    disabledAt: row.date(9),
  }
}

const TOKENS = `
  select account_id, id, integration_id, secret_hash, role, ends_at, rotation_started_at, row_mac
  from tokens where ended_at is null`

function toToken(row: ReadRow): IndexedTokenRow & { rowMac: Buffer } {
  return {
    accountId: row.text(0),
    id: row.text(1),
    integrationId: row.text(2),
    secretHash: row.bytes(3),
    role: row.text(4) as IndexedTokenRow['role'],
    endsAt: row.date(5),
    rotationStartedAt: row.date(6),
    rowMac: row.bytes(7),
  }
}
