import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { anywhere } from '../search-text.ts'
import { refuse } from '../wire-error.ts'
import type { Work } from '../work.ts'
import type { LostReasonsQuery } from './schema.ts'

/** Why deals are lost, as an account words it. They are set up in the account: API v2.0 only lists them. */
interface LostReason {
  id: string
  name: string
  createdAt: Date
  updatedAt: Date
}

/** Lists the reasons that are offered, or with `deleted` those that no longer are. */
export async function runListLostReasons(context: OperationContext, { query }: OperationInput): Promise<object> {
  const { reasons, total } = await context.read(db => listLostReasons(db, context.accountId, query))
  return { lostReasons: reasons.map(reason => presentLostReason(reason, context.locationId)), total }
}

async function listLostReasons(db: Sql, accountId: string, query: LostReasonsQuery) {
  const { name, query: part, deleted = false, skip = 0, limit = 100 } = query
  const matching = sql`
    from crm_lost_reasons where account_id = ${accountId} and (deleted_at is not null) = ${deleted}
     and ${name ? sql`lower(name) = lower(${name})` : sql`true`} and ${part ? sql`name ilike ${anywhere(part)}` : sql`true`}`
  const { rows } = await sql<LostReason>`
    select id, name, created_at as "createdAt", updated_at as "updatedAt" ${matching}
     order by created_at, id limit ${limit} offset ${skip}`.execute(db)
  const count = await sql<{ total: number }>`select count(*) as total ${matching}`.execute(db)
  return { reasons: rows, total: count.rows[0]?.total ?? 0 }
}

function presentLostReason(reason: LostReason, locationId: string): Record<string, unknown> {
  const { id, name, createdAt, updatedAt } = reason
  return { id, name, locationId, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

/** Refuses (422) a reason that the account doesn't offer: a stranger's, a deleted and a made-up id alike. */
export async function requireLostReason({ db, context }: Pick<Work, 'db' | 'context'>, id: string): Promise<void> {
  const { rows } = await sql`
    select 1 from crm_lost_reasons
     where account_id = ${context.accountId} and id = ${id} and deleted_at is null`.execute(db)
  if (rows.length === 0) throw refuse('lostReasonId', `must be the id of a lost reason of this location: ${id} is none`)
}

/** Adds a reason to the account's list. */
export async function insertLostReason(
  db: Sql,
  accountId: string,
  reason: Pick<LostReason, 'id' | 'name' | 'createdAt'>,
): Promise<void> {
  const { id, name, createdAt } = reason
  await sql`
    insert into crm_lost_reasons (account_id, id, name, created_at, updated_at)
    values (${accountId}, ${id}, ${name}, ${createdAt}, ${createdAt})`.execute(db)
}
