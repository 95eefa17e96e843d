import type { ApiKey } from '../domain/api-key.ts'
import type { Integration } from '../domain/integration.ts'
import type { Token } from '../domain/token.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import type { Keys, RowFields } from '../lib/keys.ts'

/** The columns of an integration that decide what is accepted. */
export type AccessColumns = Pick<
  Integration,
  'id' | 'accountId' | 'scopes' | 'accessVersion' | 'limits' | 'allowedIps' | 'expiresAt' | 'disabledAt' | 'deletedAt'
>

/** The columns of a token that decide whether it is accepted. */
export type TokenColumns = Pick<Token, 'id' | 'accountId' | 'integrationId' | 'role' | 'endsAt' | 'endedAt'> & {
  secretHash: Buffer
}

/** What integrations made from one template have alike, as the MAC covers it: written once for a thousand of them. */
export interface CanonicalAccess {
  scopes: string
  limits: string
  allowedIps: string
}

export function canonicalAccess(row: Pick<AccessColumns, 'scopes' | 'limits' | 'allowedIps'>): CanonicalAccess {
  return {
    scopes: canonicalJson(row.scopes),
    limits: canonicalJson(row.limits),
    allowedIps: canonicalJson(row.allowedIps),
  }
}

/** Whoever can write to the database but lacks the pepper can't make this: a widened row is refused. */
export function accessMac(keys: Keys, row: AccessColumns): Buffer {
  return keys.macOfRow(accessFields(row, canonicalAccess(row)))
}

export function isAccessMac(keys: Keys, row: AccessColumns & { canonical?: CanonicalAccess }, mac: Buffer): boolean {
  return keys.isMacOfRow(accessFields(row, row.canonical ?? canonicalAccess(row)), mac)
}

/** Binds a token to its integration's access version, so that an older row put back is refused as well. */
export function tokenMac(keys: Keys, row: TokenColumns, accessVersion: number): Buffer {
  return keys.macOfRow(tokenFields(row, accessVersion))
}

export function isTokenMac(keys: Keys, row: TokenColumns & { rowMac: Buffer }, accessVersion: number): boolean {
  return keys.isMacOfRow(tokenFields(row, accessVersion), row.rowMac)
}

/** The columns of a legacy API key that decide whether it is accepted. */
export type ApiKeyColumns = Pick<ApiKey, 'id' | 'accountId'> & { secretHash: Buffer }

/** Binds a key to its account. A revoked row has none. */
export function apiKeyMac(keys: Keys, row: ApiKeyColumns): Buffer {
  return keys.macOfRow(apiKeyFields(row))
}

export function isApiKeyMac(keys: Keys, row: ApiKeyColumns, mac: Buffer): boolean {
  return keys.isMacOfRow(apiKeyFields(row), mac)
}

function apiKeyFields(row: ApiKeyColumns): RowFields {
  return ['api_key', row.id, row.accountId, row.secretHash.toString('hex')]
}

function accessFields(row: AccessColumns, canonical: CanonicalAccess): RowFields {
  return [
    'integration',
    row.id,
    row.accountId,
    canonical.scopes,
    row.accessVersion,
    canonical.limits,
    canonical.allowedIps,
    row.expiresAt?.toISOString(),
    row.disabledAt?.toISOString(),
    row.deletedAt?.toISOString(),
  ]
}

function tokenFields(row: TokenColumns, accessVersion: number): RowFields {
  return [
    'token',
    row.id,
    row.accountId,
    row.integrationId,
    row.secretHash.toString('hex'),
    row.role,
    row.endsAt?.toISOString(),
    row.endedAt?.toISOString(),
    accessVersion,
  ]
}
