import type { Selectable } from 'kysely'
import type { ActorRecord } from '../domain/actor.ts'
import type { IntegrationFilter } from '../domain/attention.ts'
import type { Integration, IntegrationState } from '../domain/integration.ts'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { idsMatching, type Judgement } from './integration-judgement.ts'
import { accessMac } from './row-macs.ts'
import { orAbsent, type Tables, tables } from './tables.ts'

/** Which integrations of an account, and where a list goes on. Newest first. */
export interface IntegrationQuery {
  accountId: string
  state?: IntegrationState
  /** Those that pass a filter. */
  matching?: { filter: IntegrationFilter; judgement: Judgement }
  /** Part of the name or description, any case. */
  text?: string
  after?: { createdAt: Date; id: string }
  limit: number
  now: Date
}

/** An integration that is not deleted. */
export async function findIntegration(db: Sql, accountId: string, id: string): Promise<Integration | undefined> {
  const row = await liveRows(db, accountId).where('id', '=', id).executeTakeFirst()
  return row && toIntegration(row)
}

/** The same with its row locked: every change of an integration or its tokens goes through this lock. */
export async function lockIntegration(db: Sql, accountId: string, id: string): Promise<Integration | undefined> {
  const row = await liveRows(db, accountId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  return row && toIntegration(row)
}

export async function listIntegrations(db: Sql, query: IntegrationQuery): Promise<Integration[]> {
  let rows = liveRows(db, query.accountId).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit)
  const { after, state, matching, text, now } = query
  if (after !== undefined) {
    rows = rows.where(eb => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(after.createdAt, after.id)))
  }
  if (text !== undefined) {
    const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    rows = rows.where(eb => eb.or([eb('name', 'ilike', pattern), eb('description', 'ilike', pattern)]))
  }
  if (matching !== undefined) rows = rows.where('id', 'in', idsMatching(matching.filter, matching.judgement))
  if (state === 'expired') rows = rows.where('expires_at', '<=', now)
  if (state === 'live' || state === 'disabled') {
    rows = rows
      .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
      .where('disabled_at', state === 'live' ? 'is' : 'is not', null)
  }
  return (await rows.execute()).map(toIntegration)
}

export async function insertIntegration(db: Sql, keys: Keys, integration: Integration): Promise<void> {
  await tables(db)
    .insertInto('integrations')
    .values({
      account_id: integration.accountId,
      id: integration.id,
      created_by: JSON.stringify(integration.createdBy),
      created_at: integration.createdAt,
      ...writableColumns(keys, integration),
    })
    .execute()
}

/** Writes all that can change. The caller holds the row's lock and has raised the versions. */
export async function updateIntegration(db: Sql, keys: Keys, integration: Integration): Promise<void> {
  await tables(db)
    .updateTable('integrations')
    .set(writableColumns(keys, integration))
    .where('account_id', '=', integration.accountId)
    .where('id', '=', integration.id)
    .execute()
}

function writableColumns(keys: Keys, integration: Integration) {
  return {
    name: integration.name,
    description: integration.description,
    scopes: integration.scopes,
    access_version: integration.accessVersion,
    access_mac: accessMac(keys, integration),
    limits: JSON.stringify(integration.limits),
    allowed_ips: integration.allowedIps,
    expires_at: integration.expiresAt ?? null,
    disabled_at: integration.disabledAt ?? null,
    deleted_at: integration.deletedAt ?? null,
    version: integration.version,
    updated_at: integration.updatedAt,
  }
}

function liveRows(db: Sql, accountId: string) {
  return tables(db)
    .selectFrom('integrations')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
}

export function toIntegration(row: Selectable<Tables['integrations']>): Integration {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    description: row.description,
    scopes: row.scopes,
    accessVersion: row.access_version,
    limits: row.limits,
    allowedIps: row.allowed_ips,
    expiresAt: orAbsent(row.expires_at),
    disabledAt: orAbsent(row.disabled_at),
    deletedAt: orAbsent(row.deleted_at),
    version: row.version,
    createdBy: row.created_by as unknown as ActorRecord,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
