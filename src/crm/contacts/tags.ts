import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { transact } from '../work.ts'
import { lockContact } from './find-contact.ts'
import type { TagsBody } from './record-schema.ts'
import { normaliseTags } from './rules.ts'
import { saveContact } from './save-contact.ts'

/** Adds tags to a contact; answers all that it has then. */
export async function runAddTags(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  return await changeTags(context, params.contactId, tags => normaliseTags([...tags, ...named(body)]))
}

/** Takes tags from a contact; answers those that stay. */
export async function runRemoveTags(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const removed = new Set(named(body))
  return await changeTags(context, params.contactId, tags => tags.filter(tag => !removed.has(tag)))
}

function named({ tags }: TagsBody): string[] {
  const names = normaliseTags(tags)
  if (names.length === 0) throw refuse('tags', 'must hold at least one tag that is not blank')
  return names
}

async function changeTags(
  context: OperationContext,
  contactId: string,
  change: (tags: string[]) => string[],
): Promise<{ tags: string[] }> {
  return await transact(context, async work => {
    const before = await lockContact(work, contactId)
    const { tags } = await saveContact(work, before, { ...before, tags: change(before.tags) })
    return { tags }
  })
}
