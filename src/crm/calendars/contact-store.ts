import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { notFound } from '../wire-error.ts'
import { requireWireId } from '../wire-id.ts'
import type { TitleContact } from './title.ts'

/** The contact that an appointment is made with. It can't be deleted until the transaction ends, or the row would hang in the air. */
export async function requireTitleContact(
  db: Sql,
  accountId: string,
  contactId: string,
): Promise<TitleContact & { id: string }> {
  const id = requireWireId('Contact', contactId)
  const { rows } = await sql<TitleContact & { id: string }>`
    select id, name, first_name as "firstName", last_name as "lastName", email, phone
      from crm_contacts where account_id = ${accountId} and id = ${id} for key share`.execute(db)
  if (rows[0] === undefined) throw notFound('Contact', id)
  return rows[0]
}
