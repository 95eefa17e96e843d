import { type Selectable, sql } from 'kysely'
import type { ActorRecord } from '../domain/actor.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent } from './tables.ts'
import { type WebhookEndpointsTable, webhookTables } from './webhook-tables.ts'

/** The sealed signing secrets of an endpoint, as they lie in its row. */
export interface SealedSecrets {
  current: Buffer
  previous?: Buffer
}

/** An endpoint with its sealed secrets. */
export interface StoredEndpoint {
  endpoint: WebhookEndpoint
  secrets: SealedSecrets
}

/** Which endpoints of an account, and where a list goes on. Newest first. */
export interface EndpointQuery {
  accountId: string
  integrationId?: string
  after?: { createdAt: Date; id: string }
  limit: number
}

/** An endpoint that is not deleted. */
export async function findEndpoint(db: Sql, accountId: string, id: string): Promise<StoredEndpoint | undefined> {
  const row = await liveRows(db, accountId).where('id', '=', id).executeTakeFirst()
  return row && toStored(row)
}

/** The same with its row locked: every change of an endpoint goes through this lock. */
export async function lockEndpoint(db: Sql, accountId: string, id: string): Promise<StoredEndpoint | undefined> {
  const row = await liveRows(db, accountId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  return row && toStored(row)
}

export async function listEndpoints(db: Sql, query: EndpointQuery): Promise<WebhookEndpoint[]> {
  const { accountId, integrationId, after, limit } = query
  let rows = liveRows(db, accountId).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
  if (integrationId !== undefined) rows = rows.where('integration_id', '=', integrationId)
  if (after !== undefined) {
    rows = rows.where(eb => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(after.createdAt, after.id)))
  }
  return (await rows.execute()).map(row => toStored(row).endpoint)
}

export async function countEndpoints(db: Sql, accountId: string): Promise<number> {
  const { n } = await webhookTables(db)
    .selectFrom('webhook_endpoints')
    .select(eb => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Those of some accounts that are switched on and subscribe to any of these events. */
export async function listEndpointsFor(
  db: Sql,
  { accountIds, types }: { accountIds: readonly string[]; types: readonly string[] },
): Promise<StoredEndpoint[]> {
  const rows = await webhookTables(db)
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('account_id', 'in', accountIds)
    .where('deleted_at', 'is', null)
    .where('disabled_at', 'is', null)
    .where(sql<boolean>`events && ${types}::text[]`)
    .execute()
  return rows.map(toStored)
}

/** Endpoints by id, whatever their state. */
export async function listEndpointsById(
  db: Sql,
  ids: readonly { accountId: string; endpointId: string }[],
): Promise<StoredEndpoint[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Selectable<WebhookEndpointsTable>>`
    select w.* from webhook_endpoints w
      join unnest(${ids.map(({ accountId }) => accountId)}::text[], ${ids.map(({ endpointId }) => endpointId)}::text[])
           as wanted (account_id, id) on wanted.account_id = w.account_id and wanted.id = w.id`.execute(db)
  return rows.map(toStored)
}

export async function insertEndpoint(db: Sql, { endpoint, secrets }: StoredEndpoint): Promise<void> {
  await webhookTables(db)
    .insertInto('webhook_endpoints')
    .values({
      account_id: endpoint.accountId,
      id: endpoint.id,
      integration_id: endpoint.integrationId,
      created_by: JSON.stringify(endpoint.createdBy),
      created_at: endpoint.createdAt,
      ...writableColumns({ endpoint, secrets }),
    })
    .execute()
}

/** Writes all that can change. The caller holds the row's lock and has raised the version. */
export async function updateEndpoint(db: Sql, stored: StoredEndpoint): Promise<void> {
  await webhookTables(db)
    .updateTable('webhook_endpoints')
    .set(writableColumns(stored))
    .where('account_id', '=', stored.endpoint.accountId)
    .where('id', '=', stored.endpoint.id)
    .execute()
}

function writableColumns({ endpoint, secrets }: StoredEndpoint) {
  return {
    url: endpoint.url,
    description: endpoint.description,
    events: endpoint.events,
    disabled_at: endpoint.disabled?.at ?? null,
    disabled_why: endpoint.disabled?.why ?? null,
    failing_since: endpoint.failing?.since ?? null,
    failures: endpoint.failing?.attempts ?? 0,
    secret_sealed: secrets.current,
    secret_version: endpoint.signing.secretVersion,
    secret_created_at: endpoint.signing.createdAt,
    previous_secret_sealed: secrets.previous ?? null,
    previous_secret_ends_at: endpoint.signing.previousEndsAt ?? null,
    version: endpoint.version,
    updated_at: endpoint.updatedAt,
    deleted_at: endpoint.deletedAt ?? null,
  }
}

function liveRows(db: Sql, accountId: string) {
  return webhookTables(db)
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
}

function toStored(row: Selectable<WebhookEndpointsTable>): StoredEndpoint {
  return {
    endpoint: {
      id: row.id,
      accountId: row.account_id,
      integrationId: row.integration_id,
      url: row.url,
      description: row.description,
      events: row.events,
      ...(row.disabled_at !== null && row.disabled_why !== null
        ? { disabled: { at: row.disabled_at, why: row.disabled_why } }
        : {}),
      ...(row.failing_since !== null ? { failing: { since: row.failing_since, attempts: row.failures } } : {}),
      signing: {
        secretVersion: row.secret_version,
        createdAt: row.secret_created_at,
        previousEndsAt: orAbsent(row.previous_secret_ends_at),
      },
      version: row.version,
      createdBy: row.created_by as unknown as ActorRecord,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      deletedAt: orAbsent(row.deleted_at),
    },
    secrets: {
      current: row.secret_sealed,
      ...(row.previous_secret_sealed === null ? {} : { previous: row.previous_secret_sealed }),
    },
  }
}
