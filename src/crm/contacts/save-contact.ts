import { requireUsers } from '../account-users.ts'
import { readCustomValues } from '../custom-values.ts'
import type { Work } from '../work.ts'
import { applyBody, isChanged } from './changes.ts'
import { blankContact, type Contact } from './contact.ts'
import { contactChanges, contactCreated } from './events.ts'
import type { LocationRules } from './location-rules.ts'
import type { ContactBody } from './schema.ts'
import { insertContact, updateContact } from './store.ts'
import { rememberTags } from './tag-names.ts'

/** A new contact as the body has it, not yet stored. */
export async function makeContact(work: Work, body: ContactBody, rules: LocationRules): Promise<Contact> {
  const { context } = work
  return await changeContact(work, { before: blankContact(context.nextWireId(), context.now), body, rules })
}

/** The contact with the body's changes, checked against the account's users and custom fields; not yet stored. */
export async function changeContact(
  work: Work,
  change: { before: Contact; body: ContactBody; rules: LocationRules },
): Promise<Contact> {
  const { before, body, rules } = change
  await requireUsers(work, 'assignedTo', [body.assignedTo])
  const customValues = await readCustomValues(work, 'contact', body.customFields)
  return applyBody(before, body, { country: countryOf(body, rules), customValues })
}

/** A contact's own country, where it is given as a code, reads its national numbers; else the location's does. */
export function countryOf(body: ContactBody, rules: LocationRules): string {
  return body.country && /^[A-Z]{2}$/.test(body.country) ? body.country : rules.country
}

/** Stores a new contact and tells of it. */
export async function addContact(work: Work, contact: Contact): Promise<Contact> {
  await insertContact(work.db, work.context.accountId, contact)
  await rememberTags(work, contact.tags)
  await work.publish(contactCreated(contact, work.context.locationId))
  return contact
}

/** Stores a changed contact and tells what changed; nothing is written where nothing changed. */
export async function saveContact(work: Work, before: Contact, after: Contact): Promise<Contact> {
  if (!isChanged(before, after)) return before
  const { context } = work
  const saved = { ...after, updatedAt: context.now }
  await updateContact(work.db, context.accountId, saved)
  const newTags = saved.tags.filter(tag => !before.tags.includes(tag))
  await rememberTags(work, newTags)
  for (const event of contactChanges(before, saved, context.locationId)) await work.publish(event)
  return saved
}
