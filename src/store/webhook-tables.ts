import type { ColumnType, Generated, Kysely } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** jsonb: read as a value, written as text. */
type Json<Value> = ColumnType<Value, string, string>

type Maybe<Value> = Value | null

export interface WebhookEndpointsTable {
  account_id: string
  id: string
  integration_id: string
  url: string
  description: string
  events: string[]
  disabled_at: Maybe<Date>
  disabled_why: Maybe<'person' | 'gone' | 'failing'>
  failing_since: Maybe<Date>
  failures: Generated<number>
  secret_sealed: Buffer
  secret_version: number
  secret_created_at: Date
  previous_secret_sealed: Maybe<Buffer>
  previous_secret_ends_at: Maybe<Date>
  version: Generated<number>
  created_by: Json<Record<string, string>>
  created_at: Date
  updated_at: Date
  deleted_at: Maybe<Date>
}

export interface DeliveriesTable {
  account_id: string
  id: string
  seq: Generated<number>
  endpoint_id: string
  event_id: string
  event_type: string
  kind: 'event' | 'test'
  status: 'pending' | 'succeeded' | 'failed' | 'cancelled'
  why: Maybe<string>
  attempts: Generated<number>
  attempts_before: Generated<number>
  claims: Generated<number>
  next_attempt_at: Maybe<Date>
  lease_id: Maybe<string>
  created_at: Date
  finished_at: Maybe<Date>
}

export interface DeliveryAttemptsTable {
  account_id: string
  delivery_id: string
  number: number
  at: Date
  duration_ms: number
  url: string
  outcome: string
  status_code: Maybe<number>
  response_headers: Maybe<Json<Record<string, string>>>
  response_body: Maybe<string>
}

export interface EndpointHoursTable {
  account_id: string
  endpoint_id: string
  hour: Date
  succeeded: number
  failed: number
  succeeded_at: Maybe<Date>
  failed_at: Maybe<Date>
}

export interface WebhookKeysTable {
  id: string
  public_key: Buffer
  private_sealed: Buffer
  active_from: Date
  retired_at: Maybe<Date>
  created_at: Date
}

/** The tables of webhooks. */
export interface WebhookTables {
  webhook_endpoints: WebhookEndpointsTable
  deliveries: DeliveriesTable
  delivery_attempts: DeliveryAttemptsTable
  endpoint_hours: EndpointHoursTable
  webhook_keys: WebhookKeysTable
}

/** The same connection, with these tables' types. */
export function webhookTables(db: Sql): Kysely<WebhookTables> {
  return db as Kysely<WebhookTables>
}
