import type { Sql } from '../../lib/database.ts'
import type { OperationContext } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import type { Work } from '../work.ts'
import type { Contact } from './contact.ts'
import { findContact, lockContacts } from './store.ts'

/** The account's contact, or the 404 that another account's, a deleted and a made-up id share. */
export async function requireContact(db: Sql, context: OperationContext, id: string): Promise<Contact> {
  const contact = isWireId(id) ? await findContact(db, context.accountId, id) : undefined
  if (contact === undefined) throw notFound('Contact', id)
  return contact
}

/** As `requireContact`, and nobody else changes it until the transaction ends. */
export async function lockContact({ db, context }: Work, id: string): Promise<Contact> {
  const [contact] = isWireId(id) ? await lockContacts(db, context.accountId, [id]) : []
  if (contact === undefined) throw notFound('Contact', id)
  return contact
}
