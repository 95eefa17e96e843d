import { belongingsDeleted } from '../contact-belongings.ts'
import type { OperationContext, OperationInput, WireEvent } from '../operation.ts'
import { transact, type Work } from '../work.ts'
import { givenIdentity } from './changes.ts'
import type { Contact } from './contact.ts'
import { duplicateRefused, findMatch, type Identity, lockIdentity } from './duplicates.ts'
import { contactDeleted } from './events.ts'
import { lockContact, requireContact } from './find-contact.ts'
import { findLocationRules } from './location-rules.ts'
import { listNotes } from './note-store.ts'
import { noteEvent } from './notes.ts'
import { presentContact, presentCreatedContact } from './present.ts'
import { addContact, changeContact, countryOf, makeContact, saveContact } from './save-contact.ts'
import { deleteContact } from './store.ts'
import { listTasks } from './task-store.ts'
import { taskEvent } from './tasks.ts'

/** Reads one contact. */
export async function runGetContact(context: OperationContext, { params }: OperationInput): Promise<object> {
  const contact = await context.read(db => requireContact(db, context, params.contactId))
  return { contact: presentContact(contact, context.locationId) }
}

/** Makes a contact; 400 where the location allows no duplicates and its e-mail or phone is taken. */
export async function runCreateContact(context: OperationContext, { body }: OperationInput): Promise<object> {
  const contact = await transact(context, async work => {
    const rules = await findLocationRules(work.db, context.accountId)
    const contact = await makeContact(work, body, rules)
    if (!rules.isDuplicateAllowed) {
      await lockIdentity(work.db, context.accountId, contact)
      await refuseDuplicate(work, contact)
    }
    return await addContact(work, contact)
  })
  return { contact: presentCreatedContact(contact, context.locationId) }
}

/** Changes the given fields of a contact. */
export async function runUpdateContact(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const contact = await transact(context, async work => {
    const rules = await findLocationRules(work.db, context.accountId)
    const given = givenIdentity(body, countryOf(body, rules))
    // Before the row: upserts take e-mail and phone first and the row then, the other way round they would deadlock.
    if (!rules.isDuplicateAllowed) await lockIdentity(work.db, context.accountId, given)
    const before = await lockContact(work, params.contactId)
    const after = await changeContact(work, { before, body, rules })
    if (!rules.isDuplicateAllowed) await refuseDuplicate(work, { ...newIdentity(before, after), exceptId: before.id })
    return await saveContact(work, before, after)
  })
  return { succeded: true, contact: presentContact(contact, context.locationId) }
}

/** Deletes a contact with its notes, tasks, appointments and opportunities, and tells of each. */
export async function runDeleteContact(context: OperationContext, { params }: OperationInput): Promise<object> {
  await transact(context, async work => {
    const contact = await lockContact(work, params.contactId)
    const events = await endingsOf(work, contact)
    await deleteContact(work.db, context.accountId, contact.id)
    await work.publish(...events)
  })
  return { succeded: true }
}

/** Everything that goes, and the contact last. */
async function endingsOf(work: Work, contact: Contact): Promise<WireEvent[]> {
  const { accountId, locationId } = work.context
  const notes = await listNotes(work.db, accountId, contact.id)
  const tasks = await listTasks(work.db, accountId, contact.id)
  return [
    ...notes.map(note => noteEvent('NoteDelete', note, locationId)),
    ...tasks.map(task => taskEvent('TaskDelete', task, locationId)),
    ...(await belongingsDeleted(work, contact.id)),
    contactDeleted(contact, locationId),
  ]
}

async function refuseDuplicate({ db, context }: Work, wanted: Identity & { exceptId?: string }): Promise<void> {
  const { email, phone, exceptId } = wanted
  const match = await findMatch(db, context.accountId, { email, phone, ...(exceptId && { exceptId }) })
  if (match !== undefined) throw duplicateRefused(match)
}

/** Only an e-mail or phone that a change brings can collide: a contact may keep what it shares from before the rule. */
function newIdentity(before: Contact, after: Contact): Identity {
  const isSameEmail = before.email?.toLowerCase() === after.email?.toLowerCase()
  return { email: isSameEmail ? null : after.email, phone: before.phone === after.phone ? null : after.phone }
}
