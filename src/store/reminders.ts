import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { orAbsent } from './tables.ts'

/** Where a walk over all accounts goes on. */
export interface WalkPosition {
  accountId: string
  integrationId: string
}

/** A live integration as reminders see it. */
export interface RemindedIntegration extends WalkPosition {
  name: string
  policies: Record<string, unknown>
  createdAt: Date
  token: { id: string; last4: string; createdAt: Date; createdByKind: string }
  /** Of any of its tokens, also ended ones. */
  lastUsedAt?: Date
}

interface ReminderRow {
  account_id: string
  id: string
  name: string
  policies: Record<string, unknown>
  created_at: Date
  token_id: string
  last4: string
  token_created_at: Date
  created_by_kind: string
  last_used_at: Date | null
}

/** Live integrations of all accounts with their current token, page by page. The connection must see every account. */
export async function listForReminders(
  db: Sql,
  { after, now, limit }: { after?: WalkPosition; now: Date; limit: number },
): Promise<RemindedIntegration[]> {
  const { rows } = await sql<ReminderRow>`
    select i.account_id, i.id, i.name, a.policies, i.created_at, t.id as token_id, t.last4,
      t.created_at as token_created_at, t.created_by ->> 'kind' as created_by_kind,
      (select max(u.last_used_at) from tokens u
        where u.account_id = i.account_id and u.integration_id = i.id and u.last_used_at is not null) as last_used_at
    from integrations i
    join accounts a on a.id = i.account_id
    join tokens t on t.account_id = i.account_id and t.integration_id = i.id and t.role = 'current' and t.ended_at is null
    where (i.account_id, i.id) > (${after?.accountId ?? ''}, ${after?.integrationId ?? ''})
      and i.deleted_at is null and i.disabled_at is null and (i.expires_at is null or i.expires_at > ${now})
      and (t.ends_at is null or t.ends_at > ${now})
    order by i.account_id, i.id limit ${limit}`.execute(db)
  return rows.map(row => ({
    accountId: row.account_id,
    integrationId: row.id,
    name: row.name,
    policies: row.policies,
    createdAt: row.created_at,
    token: {
      id: row.token_id,
      last4: row.last4,
      createdAt: row.token_created_at,
      createdByKind: row.created_by_kind,
    },
    lastUsedAt: orAbsent(row.last_used_at),
  }))
}

/** An overlap that ends soon. */
export interface EndingOverlapRow extends WalkPosition {
  name: string
  tokenId: string
  last4: string
  startedAt: Date
  endsAt: Date
}

/** Where a list ordered by moments goes on. */
export interface MomentPosition {
  at: Date
  id: string
}

/** A stretch of time, and a page of what lies in it. */
export interface Stretch {
  /** Not included. */
  from: Date
  until: Date
  after?: MomentPosition
  limit: number
}

/** Overlaps of live integrations that end in a stretch, soonest first. The connection must see every account. */
export async function listEndingOverlaps(db: Sql, { from, until, after, limit }: Stretch): Promise<EndingOverlapRow[]> {
  const { rows } = await sql<EndingOverlapRow>`
    select t.account_id as "accountId", t.integration_id as "integrationId", i.name, t.id as "tokenId", t.last4,
      t.rotation_started_at as "startedAt", t.ends_at as "endsAt"
    from tokens t join integrations i on i.account_id = t.account_id and i.id = t.integration_id
    where t.role = 'retiring' and t.ended_at is null and t.ends_at > ${from} and t.ends_at <= ${until}
      and (t.ends_at, t.id) > (${after?.at ?? from}, ${after?.id ?? ''})
      and i.deleted_at is null and i.disabled_at is null
    order by t.ends_at, t.id limit ${limit}`.execute(db)
  return rows
}

/** An integration, or its current token, that ends by itself. */
export interface ExpiryRow extends WalkPosition {
  name: string
  what: 'integration' | 'token'
  /** The token's, or the integration's. */
  thingId: string
  last4: string
  expiresAt: Date
  since: Date
}

/** Integrations and current tokens whose end lies in a stretch, soonest first. The connection must see every account. */
export async function listExpiries(db: Sql, { from, until, after, limit }: Stretch): Promise<ExpiryRow[]> {
  const [at, id] = [after?.at ?? from, after?.id ?? '']
  const { rows } = await sql<ExpiryRow>`
    (select i.account_id as "accountId", i.id as "integrationId", i.name, 'integration' as what, i.id as "thingId",
      t.last4, i.expires_at as "expiresAt", i.created_at as since
    from integrations i
    join tokens t on t.account_id = i.account_id and t.integration_id = i.id and t.role = 'current' and t.ended_at is null
    where i.deleted_at is null and i.expires_at > ${from} and i.expires_at <= ${until}
      and (i.expires_at, i.id) > (${at}, ${id})
    order by i.expires_at, i.id limit ${limit})
    union all
    (select i.account_id, i.id, i.name, 'token', t.id, t.last4, t.expires_at, t.created_at
    from tokens t join integrations i on i.account_id = t.account_id and i.id = t.integration_id
    where t.role = 'current' and t.ended_at is null and t.expires_at is not null
      and t.expires_at > ${from} and t.expires_at <= ${until} and (t.expires_at, t.id) > (${at}, ${id})
      and i.deleted_at is null and (i.expires_at is null or i.expires_at > t.expires_at)
    order by t.expires_at, t.id limit ${limit})
    order by "expiresAt", "thingId" limit ${limit}`.execute(db)
  return rows
}
