import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { CONTACT_LINES, searchable } from '../search-text.ts'
import type { Opportunity } from './opportunity.ts'

interface OpportunityTable {
  account_id: string
  id: string
  name: string
  pipeline_id: string
  pipeline_stage_id: string
  status: Opportunity['status']
  monetary_value: number
  source: string | null
  contact_id: string | null
  assigned_to: string | null
  followers: string[]
  lost_reason_id: string | null
  custom_values: Opportunity['customValues']
  search_text: string
  last_status_change_at: Date
  last_stage_change_at: Date
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_opportunities: OpportunityTable }> => db

/** Every column that an opportunity is read from, under the name that it has here. */
export const OPPORTUNITY_COLUMNS = sql.raw<unknown>(
  [
    ...['id', 'name', 'pipeline_id as "pipelineId"', 'pipeline_stage_id as "pipelineStageId"', 'status'],
    // Decimal in the table, so that sums are exact; as a double it reads back as it was written.
    ...['monetary_value::float8 as "monetaryValue"', 'source', 'contact_id as "contactId"'],
    ...['assigned_to as "assignedTo"', 'followers', 'lost_reason_id as "lostReasonId"'],
    ...['custom_values as "customValues"', 'last_status_change_at as "lastStatusChangeAt"'],
    ...['last_stage_change_at as "lastStageChangeAt"', 'created_at as "createdAt"', 'updated_at as "updatedAt"'],
  ].join(', '),
)

/** The account's opportunity of that id. */
export async function findOpportunity(db: Sql, accountId: string, id: string): Promise<Opportunity | undefined> {
  const { rows } = await sql<Opportunity>`
    select ${OPPORTUNITY_COLUMNS} from crm_opportunities where account_id = ${accountId} and id = ${id}`.execute(db)
  return rows[0]
}

/** As `findOpportunity`, and nobody else changes it until the transaction ends. */
export async function lockOpportunity(db: Sql, accountId: string, id: string): Promise<Opportunity | undefined> {
  const { rows } = await sql<Opportunity>`
    select ${OPPORTUNITY_COLUMNS} from crm_opportunities
     where account_id = ${accountId} and id = ${id} for update`.execute(db)
  return rows[0]
}

/** The opportunities of a contact, locked until the transaction ends. */
export async function listOpportunitiesOf(db: Sql, accountId: string, contactId: string): Promise<Opportunity[]> {
  const { rows } = await sql<Opportunity>`
    select ${OPPORTUNITY_COLUMNS} from crm_opportunities
     where account_id = ${accountId} and contact_id = ${contactId} order by created_at, id for update`.execute(db)
  return rows
}

/** What an upsert without an id means: the contact's opportunity in the pipeline, or the contactless one of that name. */
export interface OpportunityIdentity {
  accountId: string
  pipelineId: string
  contactId: string | undefined
  name: string | undefined
}

/** Of several the open one, then the newest; locked until the transaction ends. */
export async function lockByIdentity(db: Sql, identity: OpportunityIdentity): Promise<Opportunity | undefined> {
  const { accountId, pipelineId, contactId, name } = identity
  const owner =
    contactId === undefined ? sql`contact_id is null and name = ${name ?? null}` : sql`contact_id = ${contactId}`
  const { rows } = await sql<Opportunity>`
    select ${OPPORTUNITY_COLUMNS} from crm_opportunities
     where account_id = ${accountId} and pipeline_id = ${pipelineId} and ${owner}
     order by status = 'open' desc, created_at desc, id desc limit 1 for update`.execute(db)
  return rows[0]
}

export async function insertOpportunity(db: Sql, accountId: string, opportunity: Opportunity): Promise<void> {
  const { id, createdAt } = opportunity
  await on(db)
    .insertInto('crm_opportunities')
    .values({ account_id: accountId, id, created_at: createdAt, ...columnsOf(accountId, opportunity) })
    .execute()
}

export async function updateOpportunity(db: Sql, accountId: string, opportunity: Opportunity): Promise<void> {
  await on(db)
    .updateTable('crm_opportunities')
    .set(columnsOf(accountId, opportunity))
    .where('account_id', '=', accountId)
    .where('id', '=', opportunity.id)
    .execute()
}

export async function deleteOpportunity(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_opportunities').where('account_id', '=', accountId).where('id', '=', id).execute()
}

function columnsOf(accountId: string, opportunity: Opportunity) {
  return {
    name: opportunity.name,
    pipeline_id: opportunity.pipelineId,
    pipeline_stage_id: opportunity.pipelineStageId,
    status: opportunity.status,
    monetary_value: opportunity.monetaryValue,
    source: opportunity.source,
    contact_id: opportunity.contactId,
    assigned_to: opportunity.assignedTo,
    followers: opportunity.followers,
    lost_reason_id: opportunity.lostReasonId,
    custom_values: JSON.stringify(opportunity.customValues) as never,
    search_text: searchTextOf(accountId, opportunity),
    last_status_change_at: opportunity.lastStatusChangeAt,
    last_stage_change_at: opportunity.lastStageChangeAt,
    updated_at: opportunity.updatedAt,
  }
}

const NO_CONTACT = '\n'.repeat(CONTACT_LINES.length - 1)

/** The opportunity's own name, then its contact's lines. A trigger keeps these in step when the contact changes. */
function searchTextOf(accountId: string, { name, contactId }: Opportunity): RawBuilder<string> {
  const ofContact = sql`select search_text from crm_contacts where account_id = ${accountId} and id = ${contactId}`
  return sql<string>`${searchable(name)}::text || E'\n' || coalesce((${ofContact}), ${NO_CONTACT}::text)`
}
