import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { lockNames } from '../lock-names.ts'
import { WireError } from '../wire-error.ts'
import type { Work } from '../work.ts'
import { lockByIdentity, type OpportunityIdentity } from './store.ts'

/**
 * Makes writers of one identity wait for each other until their transactions end: a second upsert finds what the first has made.
 * A unique key can't do it, because accounts may allow duplicates.
 */
export async function lockIdentity(db: Sql, identity: OpportunityIdentity): Promise<void> {
  const { accountId, pipelineId, contactId, name } = identity
  const owner = contactId === undefined ? `name ${name}` : `contact ${contactId}`
  await lockNames(db, [`${accountId} opportunity in ${pipelineId} of ${owner}`])
}

/**
 * Refuses a contact's second opportunity in a pipeline where the account's settings say no to it, in the words that clients of
 * the live service look for. Without that setting duplicates are allowed.
 */
export async function refuseDuplicate({ db, context }: Work, identity: OpportunityIdentity): Promise<void> {
  const { rows } = await sql<{ is_refused: boolean | null }>`
    select profile -> 'settings' -> 'allowDuplicateOpportunity' = 'false'::jsonb as is_refused
      from accounts where id = ${context.accountId}`.execute(db)
  if (rows[0]?.is_refused !== true) return
  await lockIdentity(db, identity)
  const existing = await lockByIdentity(db, identity)
  if (existing === undefined) return
  throw new WireError(400, 'Can not create duplicate opportunity for the contact.', {
    code: 'OPPORTUNITY_NO_DUPLICATE',
    meta: { existingId: existing.id },
  })
}
