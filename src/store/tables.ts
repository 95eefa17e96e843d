import type { ColumnType, Generated, Kysely } from 'kysely'
import type { Sql } from '../lib/database.ts'
import type { PeopleTables } from './people-tables.ts'

/** jsonb: read as a value, written as text (pg would write an array as a PostgreSQL array). */
type Json<Value> = ColumnType<Value, string, string>

type MaybeJson<Value> = ColumnType<Value | null, string | null, string | null>

/** Columns that a row may lack. */
type Maybe<Value> = Value | null

interface AccountsTable {
  id: string
  kind: 'agency' | 'location'
  parent_id: Maybe<string>
  name: string
  wire_id: string
  timezone: string
  profile: Json<Record<string, unknown>>
  policies: Json<Record<string, unknown>>
  labs: Json<Record<string, unknown>>
  labs_changed_at: ColumnType<Record<string, string>, string | undefined, string>
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

interface UsersTable {
  id: string
  wire_id: string
  email: string
  name: string
  password_hash: Maybe<string>
  password_needs_second_factor: Generated<boolean>
  disabled_at: Maybe<Date>
  created_at: Date
  updated_at: Date
}

interface PermissionOverridesTable {
  account_id: string
  user_id: string
  permission: string
  is_allowed: boolean
}

interface SetupCodesTable {
  code_hash: Buffer
  created_at: Date
  expires_at: Date
}

interface IntegrationsTable {
  account_id: string
  id: string
  name: string
  description: string
  scopes: string[]
  access_version: number
  access_mac: Buffer
  limits: Json<Record<string, number>>
  allowed_ips: string[]
  expires_at: Maybe<Date>
  disabled_at: Maybe<Date>
  deleted_at: Maybe<Date>
  version: Generated<number>
  created_by: Json<Record<string, string>>
  created_at: Date
  updated_at: Date
}

interface TokensTable {
  account_id: string
  id: string
  integration_id: string
  secret_hash: Buffer
  pepper_id: string
  last4: string
  role: 'current' | 'retiring'
  expires_at: Maybe<Date>
  ends_at: Maybe<Date>
  rotation_started_at: Maybe<Date>
  ended_at: Maybe<Date>
  ended_why: Maybe<string>
  row_mac: Buffer
  created_by: Json<Record<string, string>>
  created_at: Date
  last_used_at: Maybe<Date>
}

interface TokenChangesTable {
  seq: Generated<number>
  account_id: string
  integration_id: Maybe<string>
  at: Date
}

interface NodesTable {
  id: string
  lease_until: Date
  applied_seq: number
}

interface KeyChecksTable {
  purpose: 'pepper' | 'key_encryption_key'
  key_id: string
  check_mac: Buffer
}

interface ClientsTable {
  account_id: string
  integration_id: string
  token_id: string
  network: string
  user_agent: string
  client_name: string
  first_seen_at: Date
  last_seen_at: Date
  calls: number
  visits: Generated<number>
  gap_longest_ms: Generated<number>
}

interface ApiKeysTable {
  account_id: string
  id: string
  name: string
  secret_hash: Buffer
  pepper_id: string
  last4: string
  row_mac: Buffer
  created_by: Json<Record<string, string>>
  created_at: Date
  revoked_at: Maybe<Date>
  last_used_at: Maybe<Date>
}

interface ApiKeyClientsTable {
  account_id: string
  api_key_id: string
  network: string
  user_agent: string
  client_name: string
  first_seen_at: Date
  last_seen_at: Date
  reads: number
  writes: number
}

interface AuditEntriesTable {
  account_id: string
  seq: number
  id: string
  at: Date
  actor: Json<Record<string, string>>
  action: string
  target: Json<Record<string, string>>
  before: MaybeJson<Record<string, unknown>>
  after: MaybeJson<Record<string, unknown>>
  origin: Json<Record<string, string>>
  prev_hash: Buffer
  hash: Buffer
}

interface AuditHeadsTable {
  account_id: string
  seq: number
  prev_hash: Maybe<Buffer>
  hash: Buffer
}

interface EventsTable {
  account_id: string
  id: string
  seq: Generated<number>
  type: string
  integration_id: Maybe<string>
  body: Json<Record<string, unknown>>
  created_at: Date
}

interface IdempotencyKeysTable {
  account_id: string
  caller: string
  key: string
  fingerprint: Buffer
  status: number
  reply: Json<Record<string, unknown>>
  created_at: Date
}

export interface Tables extends PeopleTables {
  accounts: AccountsTable
  users: UsersTable
  permission_overrides: PermissionOverridesTable
  setup_codes: SetupCodesTable
  integrations: IntegrationsTable
  tokens: TokensTable
  token_changes: TokenChangesTable
  nodes: NodesTable
  key_checks: KeyChecksTable
  clients: ClientsTable
  api_keys: ApiKeysTable
  api_key_clients: ApiKeyClientsTable
  audit_entries: AuditEntriesTable
  audit_heads: AuditHeadsTable
  events: EventsTable
  idempotency_keys: IdempotencyKeysTable
}

/** The same connection, with our tables' types. */
export function tables(db: Sql): Kysely<Tables> {
  return db as Kysely<Tables>
}

/** null of a row as absence in the domain. */
export function orAbsent<Value>(value: Value | null): Value | undefined {
  return value ?? undefined
}
