import type { ColumnType, Generated } from 'kysely'

/** jsonb: read as a value, written as text. */
type Json<Value> = ColumnType<Value, string, string>

type Maybe<Value> = Value | null

interface SessionsTable {
  id_hash: Buffer
  id: Generated<string>
  user_id: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  proven_at: Maybe<Date>
  method: Generated<'password' | 'code' | 'recovery_code' | 'passkey' | 'link'>
  ip: Maybe<string>
  user_agent: Maybe<string>
}

interface SignInFailuresTable {
  key: Buffer
  failures: number
  last_at: Date
  expires_at: Date
}

interface PendingSignInsTable {
  secret_hash: Buffer
  user_id: string
  tries: Generated<number>
  created_at: Date
  expires_at: Date
}

interface TotpSecretsTable {
  user_id: string
  secret_sealed: Buffer
  version: number
  confirmed_at: Maybe<Date>
  last_step: Maybe<number>
  created_at: Date
}

interface RecoveryCodesTable {
  user_id: string
  code_hash: Buffer
  used_at: Maybe<Date>
  created_at: Date
}

interface PasskeysTable {
  id: string
  user_id: string
  credential_id: string
  public_key: Buffer
  counter: number
  transports: string[]
  name: string
  is_synced: boolean
  created_at: Date
  last_used_at: Maybe<Date>
}

interface SpentChallengesTable {
  challenge_hash: Buffer
  expires_at: Date
}

interface PasswordResetsTable {
  secret_hash: Buffer
  user_id: string
  created_by: Json<Record<string, string>>
  created_at: Date
  expires_at: Date
}

interface EmailChangesTable extends PasswordResetsTable {
  email: string
}

interface MembershipsTable {
  account_id: string
  user_id: string
  role: string
  own_role_id: ColumnType<Maybe<string>, never, never>
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

interface RolesTable {
  account_id: string
  id: string
  name: string
  permissions: string[]
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

interface InvitesTable {
  account_id: string
  id: string
  email: string
  role: string
  own_role_id: ColumnType<Maybe<string>, never, never>
  overrides: Json<Record<string, boolean>>
  secret_hash: Buffer
  created_by: Json<Record<string, string>>
  created_at: Date
  expires_at: Date
}

/** The tables about people: how they prove who they are, and how they come into accounts. */
export interface PeopleTables {
  sessions: SessionsTable
  sign_in_failures: SignInFailuresTable
  pending_sign_ins: PendingSignInsTable
  totp_secrets: TotpSecretsTable
  recovery_codes: RecoveryCodesTable
  passkeys: PasskeysTable
  spent_challenges: SpentChallengesTable
  password_resets: PasswordResetsTable
  email_changes: EmailChangesTable
  memberships: MembershipsTable
  roles: RolesTable
  invites: InvitesTable
}
