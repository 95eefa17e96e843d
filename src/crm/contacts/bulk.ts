import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { transact, type Work } from '../work.ts'
import type { Contact } from './contact.ts'
import { requireBusiness } from './find-business.ts'
import type { BulkBusinessBody, BulkTagsBody } from './record-schema.ts'
import { normaliseTags } from './rules.ts'
import { saveContact } from './save-contact.ts'
import { lockContacts } from './store.ts'

type TagChange = (tags: string[]) => string[]

/** Adds tags to many contacts or takes them away; one line of answer for each id, in the order they were given. */
export async function runBulkTags(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { contacts: ids } = body as BulkTagsBody
  const change = readChange(params.type, body)
  const responses = await transact(context, async work => {
    const contacts = await lockById(work, ids)
    const lines: object[] = []
    for (const id of ids) lines.push(await changeOne(work, { id, contacts, change }))
    return lines
  })
  const errorCount = responses.filter(line => 'type' in line && line.type === 'error').length
  return { succeded: true, errorCount, responses }
}

/** Puts many contacts into a business, or with null out of theirs; answers the ids that are the account's contacts. */
export async function runBulkBusiness(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { ids, businessId } = body as BulkBusinessBody
  return await transact(context, async work => {
    if (businessId !== null) await requireBusiness(work.db, context.accountId, businessId)
    const contacts = await lockById(work, ids)
    for (const contact of contacts.values()) await saveContact(work, contact, { ...contact, businessId })
    return { success: true, ids: [...new Set(ids)].filter(id => contacts.has(id)) }
  })
}

async function lockById({ db, context }: Work, ids: readonly string[]): Promise<Map<string, Contact>> {
  const contacts = await lockContacts(db, context.accountId, [...new Set(ids.filter(isWireId))])
  return new Map(contacts.map(contact => [contact.id, contact]))
}

function readChange(type: string, { tags: given, removeAllTags = false }: BulkTagsBody): TagChange {
  if (type !== 'add' && type !== 'remove') throw refuse('type', 'must be one of the following values: add, remove')
  if (type === 'add' && removeAllTags) throw refuse('removeAllTags', 'can only be used with remove')
  if (removeAllTags) return () => []
  const named = normaliseTags(given)
  if (named.length === 0) throw refuse('tags', 'must hold at least one tag that is not blank')
  return type === 'add' ? tags => normaliseTags([...tags, ...named]) : tags => tags.filter(tag => !named.includes(tag))
}

/** One id's answer. A stranger's, a deleted and a made-up id read alike. */
async function changeOne(
  work: Work,
  one: { id: string; contacts: Map<string, Contact>; change: TagChange },
): Promise<object> {
  const { id, contacts, change } = one
  const before = contacts.get(id)
  if (before === undefined) return { contactId: id, message: 'contact does not belong to location', type: 'error' }
  const after = await saveContact(work, before, { ...before, tags: change(before.tags) })
  contacts.set(id, after)
  return {
    contactId: id,
    message: 'Tags updated',
    type: 'success',
    oldTags: before.tags,
    tagsAdded: after.tags.filter(tag => !before.tags.includes(tag)),
    tagsRemoved: before.tags.filter(tag => !after.tags.includes(tag)),
  }
}
