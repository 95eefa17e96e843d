import type { Sql } from '../../lib/database.ts'
import { closeGate, enterGate, lockNames } from '../lock-names.ts'
import { WireError } from '../wire-error.ts'
import type { Contact } from './contact.ts'
import { findByIdentity } from './store.ts'

/** What two contacts must not share where duplicates are not allowed. */
export type Identity = Pick<Contact, 'email' | 'phone'>

/** A contact that stands in the way, and by which field it was found. */
export interface Match {
  contact: Contact
  field: 'email' | 'phone'
}

/**
 * Makes writers of one e-mail or phone wait for each other until their transactions end. A unique key can't do it:
 * accounts may allow duplicates, and may change their mind.
 */
export async function lockIdentity(db: Sql, accountId: string, { email, phone }: Identity): Promise<void> {
  if (email === null && phone === null) return
  await enterGate(db, gateOf(accountId))
  await lockNames(db, [
    ...(email === null ? [] : [`${accountId} email ${email.toLowerCase()}`]),
    ...(phone === null ? [] : [`${accountId} phone ${phone}`]),
  ])
}

/**
 * The same for every e-mail and phone of the account at once. A batch of an import has a thousand of them, and locks of
 * their own would fill PostgreSQL's table of locks.
 */
export async function lockEveryIdentity(db: Sql, accountId: string): Promise<void> {
  await closeGate(db, gateOf(accountId))
}

const gateOf = (accountId: string) => `${accountId} contacts`

/** The contact that has this e-mail, else the one that has this phone. */
export async function findMatch(
  db: Sql,
  accountId: string,
  { exceptId, ...identity }: Identity & { exceptId?: string },
): Promise<Match | undefined> {
  for (const field of ['email', 'phone'] as const) {
    if (identity[field] === null) continue
    const contact = await findByIdentity(db, accountId, { [field]: identity[field], ...(exceptId && { exceptId }) })
    if (contact !== undefined) return { contact, field }
  }
  return undefined
}

/** The live service's answer, which clients read the existing contact's id from. */
export function duplicateRefused({ contact, field }: Match): WireError {
  return new WireError(400, 'This location does not allow duplicated contacts.', {
    meta: { contactId: contact.id, contactName: contact.name ?? '', matchingField: field },
  })
}
