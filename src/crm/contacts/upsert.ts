import type { OperationContext, OperationInput } from '../operation.ts'
import { transact, type Work } from '../work.ts'
import { givenIdentity } from './changes.ts'
import type { Contact } from './contact.ts'
import { findMatch, lockIdentity, type Match } from './duplicates.ts'
import { findLocationRules, type LocationRules } from './location-rules.ts'
import { presentContact } from './present.ts'
import { addContact, changeContact, countryOf, makeContact, saveContact } from './save-contact.ts'
import type { ContactBody, UpsertContactBody } from './schema.ts'
import { lockContacts } from './store.ts'

/** Changes the contact that has the e-mail, else the phone, of the body; makes one where there is none. */
export async function runUpsertContact(context: OperationContext, input: OperationInput): Promise<object> {
  const { createNewIfDuplicateAllowed, ...body } = input.body as UpsertContactBody
  const { contact, isNew } = await transact(context, async work => {
    const rules = await findLocationRules(work.db, context.accountId)
    const isUnasked = createNewIfDuplicateAllowed === true && rules.isDuplicateAllowed
    const match = isUnasked ? undefined : await lockMatch(work, body, rules)
    if (match !== undefined) return { contact: await changeMatch(work, match, { body, rules }), isNew: false }
    return { contact: await addContact(work, await makeContact(work, body, rules)), isNew: true }
  })
  return { new: isNew, contact: presentContact(contact, context.locationId) }
}

/** Two upserts of one new e-mail meet at its lock: the second finds what the first has made. */
async function lockMatch({ db, context }: Work, body: ContactBody, rules: LocationRules): Promise<Match | undefined> {
  const identity = givenIdentity(body, countryOf(body, rules))
  await lockIdentity(db, context.accountId, identity)
  const match = await findMatch(db, context.accountId, identity)
  if (match === undefined) return undefined
  const [contact] = await lockContacts(db, context.accountId, [match.contact.id])
  return contact && { ...match, contact }
}

/** Where e-mail and phone belong to two contacts, the one found first is changed and keeps its own other one. */
async function changeMatch(
  work: Work,
  { contact: before, field }: Match,
  { body, rules }: { body: ContactBody; rules: LocationRules },
): Promise<Contact> {
  const after = await changeContact(work, { before, body, rules })
  const isPhoneNew = field === 'email' && after.phone !== before.phone
  if (isPhoneNew && !rules.isDuplicateAllowed) {
    const wanted = { email: null, phone: after.phone, exceptId: before.id }
    const other = await findMatch(work.db, work.context.accountId, wanted)
    if (other !== undefined) return await saveContact(work, before, { ...after, phone: before.phone })
  }
  return await saveContact(work, before, after)
}
