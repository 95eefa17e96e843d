import type { CrmTransaction, OperationContext, OperationInput } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { applyBody, givenIdentity, isChanged } from './changes.ts'
import { blankContact, type Contact } from './contact.ts'
import { readCustomValues } from './custom-values.ts'
import { duplicateRefused, findMatch, lockIdentity } from './duplicates.ts'
import { contactChanges, contactCreated, contactDeleted } from './events.ts'
import { findLocationRules, type LocationRules } from './location-rules.ts'
import { requireUsers } from './account-checks.ts'
import { presentContact, presentCreatedContact } from './present.ts'
import { isWireId } from './rules.ts'
import type { ContactBody } from './schema.ts'
import { deleteContact, findContact, insertContact, lockContacts, updateContact } from './store.ts'
import { rememberTags } from './tag-names.ts'

/** Reads one contact. */
export async function runGetContact(context: OperationContext, { params }: OperationInput): Promise<object> {
  const contact = await context.read(db => requireContact(db, context, params.contactId))
  return { contact: presentContact(contact, context.locationId) }
}

/** Makes a contact; 400 where the location allows no duplicates and its e-mail or phone is taken. */
export async function runCreateContact(context: OperationContext, { body }: OperationInput): Promise<object> {
  const contact = await context.transact(async tx => {
    const rules = await findLocationRules(tx.db, context.accountId)
    const contact = await makeContact(tx, context, body, rules)
    if (!rules.isDuplicateAllowed) {
      await lockIdentity(tx.db, context.accountId, contact)
      await refuseDuplicate(tx, context, contact)
    }
    return await addContact(tx, context, contact)
  })
  return { contact: presentCreatedContact(contact, context.locationId) }
}

/** Changes the given fields of a contact. */
export async function runUpdateContact(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const contact = await context.transact(async tx => {
    const rules = await findLocationRules(tx.db, context.accountId)
    const given = givenIdentity(body, countryOf(body, rules))
    // Before the row: upserts take e-mail and phone first and the row then, the other way round they would deadlock.
    if (!rules.isDuplicateAllowed) await lockIdentity(tx.db, context.accountId, given)
    const before = await lockContact(tx, context, params.contactId)
    const after = await changeContact(tx, context, { before, body, rules })
    if (!rules.isDuplicateAllowed) await refuseDuplicate(tx, context, newIdentity(before, after), before.id)
    return await saveContact(tx, context, before, after)
  })
  return { succeded: true, contact: presentContact(contact, context.locationId) }
}

/** Deletes a contact with its notes, tasks and appointments. */
export async function runDeleteContact(context: OperationContext, { params }: OperationInput): Promise<object> {
  await context.transact(async tx => {
    const contact = await lockContact(tx, context, params.contactId)
    await deleteContact(tx.db, context.accountId, contact.id)
    await tx.publish(contactDeleted(contact, context.locationId))
  })
  return { succeded: true }
}

/** The account's contact, or the 404 that another account's, a deleted and a made-up id share. */
export async function requireContact(
  db: CrmTransaction['db'],
  context: OperationContext,
  id: string,
): Promise<Contact> {
  const contact = isWireId(id) ? await findContact(db, context.accountId, id) : undefined
  if (contact === undefined) throw notFound('Contact', id)
  return contact
}

/** As `requireContact`, and nobody else changes it until the transaction ends. */
export async function lockContact(tx: CrmTransaction, context: OperationContext, id: string): Promise<Contact> {
  const [contact] = isWireId(id) ? await lockContacts(tx.db, context.accountId, [id]) : []
  if (contact === undefined) throw notFound('Contact', id)
  return contact
}

/** A new contact as the body has it, not yet stored. */
export async function makeContact(
  tx: CrmTransaction,
  context: OperationContext,
  body: ContactBody,
  rules: LocationRules,
): Promise<Contact> {
  const before = blankContact(context.nextWireId(), context.now)
  return await changeContact(tx, context, { before, body, rules })
}

/** The contact with the body's changes, checked against the account's users and custom fields; not yet stored. */
export async function changeContact(
  { db }: CrmTransaction,
  context: OperationContext,
  change: { before: Contact; body: ContactBody; rules: LocationRules },
): Promise<Contact> {
  const { before, body, rules } = change
  await requireUsers(db, context.accountId, 'assignedTo', [body.assignedTo])
  const customValues = await readCustomValues(db, context.accountId, body.customFields)
  return applyBody(before, body, { country: countryOf(body, rules), customValues })
}

/** A contact's own country, where it is given as a code, reads its national numbers; else the location's does. */
export function countryOf(body: ContactBody, rules: LocationRules): string {
  return body.country && /^[A-Z]{2}$/.test(body.country) ? body.country : rules.country
}

/** Stores a new contact and tells of it. */
export async function addContact(tx: CrmTransaction, context: OperationContext, contact: Contact): Promise<Contact> {
  await insertContact(tx.db, context.accountId, contact)
  await rememberTags(tx.db, context, contact.tags)
  await tx.publish(contactCreated(contact, context.locationId))
  return contact
}

/** Stores a changed contact and tells what changed; nothing is written where nothing changed. */
export async function saveContact(
  tx: CrmTransaction,
  context: OperationContext,
  before: Contact,
  after: Contact,
): Promise<Contact> {
  if (!isChanged(before, after)) return before
  const saved = { ...after, updatedAt: context.now }
  await updateContact(tx.db, context.accountId, saved)
  const newTags = saved.tags.filter(tag => !before.tags.includes(tag))
  await rememberTags(tx.db, context, newTags)
  for (const event of contactChanges(before, saved, context.locationId)) await tx.publish(event)
  return saved
}

type Identity = Pick<Contact, 'email' | 'phone'>

async function refuseDuplicate(
  { db }: CrmTransaction,
  context: OperationContext,
  identity: Identity,
  exceptId?: string,
): Promise<void> {
  const match = await findMatch(db, context.accountId, identity, exceptId)
  if (match !== undefined) throw duplicateRefused(match)
}

/** Only an e-mail or phone that a change brings can collide: a contact may keep what it shares from before the rule. */
function newIdentity(before: Contact, after: Contact): Identity {
  const isSameEmail = before.email?.toLowerCase() === after.email?.toLowerCase()
  return { email: isSameEmail ? null : after.email, phone: before.phone === after.phone ? null : after.phone }
}
