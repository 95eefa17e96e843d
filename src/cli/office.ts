import type { Static } from 'typebox'
import type { ApiKey as ApiKeySchema, MIGRATE_API_KEY } from '../contract/api-keys.ts'
import type { AuditEntry } from '../contract/audit.ts'
import type { Client as ClientSchema } from '../contract/clients.ts'
import type { ContactImportView } from '../contract/contact-imports.ts'
import type { Integration, IntegrationWithToken } from '../contract/integrations.ts'
import type { OnDuplicate } from '../domain/contact-import.ts'
import type { IntegrationState } from '../domain/integration.ts'
import type { Scope } from '../domain/scope.ts'
import type { Clock } from '../lib/clock.ts'
import type { NoticeOffice } from './notice-office.ts'
import type { PeopleOffice } from './people-office.ts'
import type { UsageOffice } from './usage-office.ts'
import type { WebhookOffice } from './webhook-office.ts'

/** A caller of an integration, as the management API shows it. */
export type Client = Static<typeof ClientSchema>

/** A scope as both offices know it. */
export type ScopeRow = Pick<Scope, 'scope' | 'group' | 'label' | 'sentence' | 'access' | 'sensitive'>

/** An account that the caller may work in. */
export interface AccountRow {
  id: string
  kind: 'agency' | 'location'
  name: string
  locationId: string | null
  role: string | null
}

/** Which integration of which account. */
export interface Ref {
  accountId: string
  integrationId: string
}

/** What to make. */
export interface NewIntegration {
  name: string
  description?: string
  scopes: string[]
  expiresAt?: string
  allowedIps?: string[]
}

/** What to change; absent fields stay, `expiresAt: null` takes the expiry away. */
export interface IntegrationEdit extends Partial<Omit<NewIntegration, 'expiresAt'>> {
  expiresAt?: string | null
}

export interface ListQuery {
  state?: IntegrationState
  q?: string
  cursor?: string
}

/** Which entries of the audit log. */
export interface AuditWish {
  integrationId?: string
  action?: string
  actor?: string
  target?: string
  from?: Date
  to?: Date
}

export interface AuditQuery extends AuditWish {
  cursor?: string
  limit: number
}

/** A legacy API key, as the management API shows it. */
export type ApiKeyRow = Static<typeof ApiKeySchema>

/** A new key: its secret stands here and nowhere else. */
export interface NewApiKey {
  apiKey: ApiKeyRow
  secret?: string
}

/** What would take a key's place. */
export type ApiKeyMigration = Static<(typeof MIGRATE_API_KEY)['reply']>

export interface Page<Item> {
  items: Item[]
  nextCursor?: string
}

/** The verdict on an account's audit chain. */
export interface ChainVerdict {
  isIntact: boolean
  entries: number
  brokenAt?: number
}

/** Which import of which account. */
export interface ImportRef {
  accountId: string
  importId: string
}

/** A file of contacts, and what is to become of it. */
export interface ImportUpload {
  fileName: string
  file: Buffer<ArrayBuffer>
  onDuplicate: OnDuplicate
  isDryRun: boolean
  isAgain: boolean
  map: readonly string[]
}

/**
 * Where commands take their wishes: the local database, or a server's management API. Both answer in the shapes of the
 * management API, so that --json reads the same wherever a command was run.
 */
export interface Office extends NoticeOffice, UsageOffice, WebhookOffice {
  /** For messages: "on this machine" or the server's address. */
  place: string
  clock: Clock
  listAccounts(): Promise<AccountRow[]>
  people: PeopleOffice
  listScopes(accountId: string): Promise<ScopeRow[]>
  listIntegrations(accountId: string, query: ListQuery): Promise<Page<Integration>>
  getIntegration(ref: Ref): Promise<Integration>
  createIntegration(accountId: string, draft: NewIntegration): Promise<IntegrationWithToken>
  editIntegration(ref: Ref, edit: IntegrationEdit, ifVersion?: number): Promise<Integration>
  deleteIntegration(ref: Ref): Promise<void>
  setDisabled(ref: Ref, isDisabled: boolean): Promise<Integration>
  rotate(ref: Ref, input: { old: 'expireLater' | 'expireNow'; overlapHours?: number }): Promise<IntegrationWithToken>
  cancelRotation(ref: Ref, isConfirmed: boolean): Promise<Integration>
  expireNow(ref: Ref): Promise<Integration>
  extendOverlap(ref: Ref, until: Date): Promise<Integration>
  reissue(ref: Ref): Promise<IntegrationWithToken>
  listClients(ref: Ref): Promise<Client[]>
  listAuditEntries(accountId: string, query: AuditQuery): Promise<Page<AuditEntry>>
  listAuditActions(accountId: string): Promise<string[]>
  exportAudit(accountId: string, format: 'csv' | 'json', wish: AuditWish): Promise<AsyncIterable<string>>
  /** Looks at every entry, whenever that was done last. */
  verifyAudit(accountId: string): Promise<ChainVerdict>
  startImport(accountId: string, upload: ImportUpload): Promise<ContactImportView>
  /** Works on an import, or waits while others do, until it has ended; tells now and then how far it is. */
  followImport(ref: ImportRef, tell: (view: ContactImportView) => void): Promise<ContactImportView>
  /** The rows that could not be taken, as CSV. */
  reportImport(ref: ImportRef): Promise<string>
  listApiKeys(accountId: string): Promise<{ items: ApiKeyRow[]; isOn: boolean }>
  createApiKey(accountId: string, name: string): Promise<NewApiKey>
  revokeApiKey(accountId: string, apiKeyId: string): Promise<void>
  migrateApiKey(accountId: string, apiKeyId: string): Promise<ApiKeyMigration>
}

/** Stands for the integration of the calling token itself, in place of an id. */
export const SELF = 'self'
