import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { refuse } from '../wire-error.ts'
import type { Work } from '../work.ts'

/** What an opportunity shows of its contact. */
export interface ContactSummary {
  id: string
  name: string | null
  companyName: string | null
  email: string | null
  phone: string | null
  tags: string[]
}

const COLUMNS = sql`id, name, company_name as "companyName", email, phone, tags`

/** The contacts among these ids, by id. */
export async function findContactSummaries(
  db: Sql,
  accountId: string,
  ids: readonly (string | null)[],
): Promise<Map<string, ContactSummary>> {
  const wanted = [...new Set(ids.filter(id => id !== null))]
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<ContactSummary>`
    select ${COLUMNS} from crm_contacts where account_id = ${accountId} and id = any(${wanted})`.execute(db)
  return new Map(rows.map(contact => [contact.id, contact]))
}

/**
 * The account's contact; refuses (422) every other id. It is kept as it is until the transaction ends: renamed meanwhile, it
 * would leave its old name in the search text of an opportunity that the renaming could not see yet.
 */
export async function requireContact({ db, context }: Work, id: string): Promise<ContactSummary> {
  const { rows } = await sql<ContactSummary>`
    select ${COLUMNS} from crm_contacts where account_id = ${context.accountId} and id = ${id} for share`.execute(db)
  if (rows[0] === undefined) throw refuse('contactId', `must be the id of a contact of this location: ${id} is none`)
  return rows[0]
}
