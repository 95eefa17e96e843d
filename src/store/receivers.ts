import type { Integration } from '../domain/integration.ts'
import type { Sql } from '../lib/database.ts'
import { toIntegration } from './integrations.ts'
import { tables } from './tables.ts'
import { listEndpointsById, listEndpointsFor, type StoredEndpoint } from './webhook-endpoints.ts'

/** An endpoint with its sealed secrets, and the integration whose scopes bound it. */
export interface StoredReceiver extends StoredEndpoint {
  integration: Integration
}

/** The endpoints of some accounts that are switched on and subscribe to any of these events. */
export async function listReceivers(
  db: Sql,
  wish: { accountIds: readonly string[]; types: readonly string[] },
): Promise<StoredReceiver[]> {
  return withIntegrations(db, await listEndpointsFor(db, wish))
}

/** Endpoints by id, whatever their state and their integration's. */
export async function listReceiversById(
  db: Sql,
  ids: readonly { accountId: string; endpointId: string }[],
): Promise<StoredReceiver[]> {
  return withIntegrations(db, await listEndpointsById(db, ids))
}

async function withIntegrations(db: Sql, endpoints: readonly StoredEndpoint[]): Promise<StoredReceiver[]> {
  if (endpoints.length === 0) return []
  const rows = await tables(db)
    .selectFrom('integrations')
    .selectAll()
    .where('id', 'in', [...new Set(endpoints.map(({ endpoint }) => endpoint.integrationId))])
    .execute()
  const integrations = new Map(rows.map(row => [row.id, toIntegration(row)]))
  return endpoints.flatMap(stored => {
    const integration = integrations.get(stored.endpoint.integrationId)
    return integration === undefined ? [] : [{ ...stored, integration }]
  })
}
